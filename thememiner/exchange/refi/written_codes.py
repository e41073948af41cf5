"""Codes are added to the tree of a file; who is there already is not changed."""

import re
from collections.abc import Mapping
from dataclasses import replace
from xml.etree.ElementTree import Element

from thememiner.exchange.refi.guids import guid, plain_guid
from thememiner.exchange.refi.order import add
from thememiner.exchange.refi.tally import Tally
from thememiner.intake import DistinctNames
from thememiner.records import Code, Codebook

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


def write_codes(codebook: Codebook, parent: Element, colours: Mapping[str, str], tally: Tally) -> dict[str, Element]:
    """Add the codes that are not there, and return the element of each by its id.

    A code is there if one with its path of names is; its description and colour are then left as they are.
    """
    elements: dict[str, Element] = {}
    paths: dict[str, tuple[str, ...]] = {}
    there: dict[int, dict[str, Element]] = {}
    for code, name in _distinct(codebook, tally):
        above = parent if code.parent_id is None else elements[code.parent_id]
        path = (*(() if code.parent_id is None else paths[code.parent_id]), name)
        siblings = there.setdefault(id(above), {sibling.get("name", ""): sibling for sibling in above.findall("Code")})
        if name not in siblings:
            siblings[name] = add(above, "Code", guid=guid("code", *path), name=name, isCodable="true")
        element = siblings[name]
        _describe(element, code, colours.get(code.code_id), tally)
        elements[code.code_id], paths[code.code_id] = element, path
    return elements


def set_apart(codebook: Codebook, taken: frozenset[str], mark: str) -> Codebook:
    """Return a codebook whose top codes are named ``name (mark)`` where others have that name."""
    return Codebook(
        tuple(
            replace(code, name=f"{code.name} ({mark})") if code.parent_id is None and code.name in taken else code
            for code in codebook.codes
        )
    )


def names_of_others(codes: Element | None) -> frozenset[str]:
    """Return the names of the top codes of a file that this program did not write."""
    elements = [] if codes is None else codes.findall("Code")
    named = ((element.get("name", ""), plain_guid(element.get("guid"))) for element in elements)
    return frozenset(name for name, written in named if written != guid("code", name))


def _distinct(codebook: Codebook, tally: Tally) -> list[tuple[Code, str]]:
    """Return each code with a name that no sibling has."""
    names: dict[str | None, list[str]] = {}
    for code in codebook.codes:
        names.setdefault(code.parent_id, []).append(code.name)
    distinct = {parent: DistinctNames(siblings) for parent, siblings in names.items()}
    given = [(code, distinct[code.parent_id].give(code.name)) for code in codebook.codes]
    tally.add("codes of the same name and parent, now numbered", sum(code.name != name for code, name in given))
    return given


def _describe(element: Element, code: Code, colour: str | None, tally: Tally) -> None:
    is_ours_alone = element.find("Description") is None
    if code.description and is_ours_alone:
        add(element, "Description").text = code.description
    elif code.description and element.findtext("Description") != code.description:
        tally.add("descriptions of codes that another coder describes otherwise")
    if colour and not _COLOUR.fullmatch(colour):
        tally.add("colours that are not written #rrggbb")
    elif colour and element.get("color") is None:
        element.set("color", colour)

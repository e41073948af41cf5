"""Codebooks (.qdc), and the tree of codes in a project.

Codes are added to the tree of a file; who is there already is not changed.
A codebook (.qdc) as a project: codes that nobody has given to anything yet.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement

from thememiner._version import __version__
from thememiner.config import Settings
from thememiner.errors import UsageError
from thememiner.exchange.refi.xml_files import (
    CODEBOOK_NAMESPACE,
    Tally,
    add,
    as_xml,
    guid,
    open_refi,
    plain_guid,
    replace_impossible,
    text_of,
)
from thememiner.intake import DistinctNames
from thememiner.records import MACHINE, SEGMENT_COLUMNS, Code, Codebook, Coding, Loss, Project, code_path, table
from thememiner.storage import write_bytes

DEFAULTS = Settings()
_COLOUR = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})")
_UNNAMED = "unnamed"
_SHORT = 4  # characters of a colour written #rgb
_SIX_DIGIT_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


class CodebookFile(NamedTuple):
    """A codebook, its colours (``#rrggbb`` by code id), and what was left behind."""

    codebook: Codebook
    colours: Mapping[str, str]
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeTree:
    """The codes of a file."""

    codes: list[Code] = field(default_factory=list)
    """Parents before their children, as they stand there."""
    colours: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    """Code ids by GUID."""
    elements: list[tuple[str, Element]] = field(default_factory=list)
    """Each code's element, with its id."""


def read_refi_codebook(path: Path, *, settings: Settings = DEFAULTS) -> CodebookFile:
    """Read a ``.qdc`` file; a code's id is its path, and of siblings of one name the second is ``name (2)``.

    Raises ``UnreadableFileError`` for a file that is broken or holds no codebook, and ``UnsafeFileError``.
    """
    file = open_refi(Path(path), root="CodeBook", max_unpacked_mb=settings.corpus.max_unpacked_mb)
    tally = Tally()
    tree = read_codes(file.root, tally)
    tally.add("sets of codes", len(file.root.findall("Sets/Set")))
    return CodebookFile(Codebook(tuple(tree.codes)), MappingProxyType(tree.colours), tally.losses())


def write_refi_codebook(
    codebook: Codebook, path: Path, *, colours: Mapping[str, str] = MappingProxyType({})
) -> tuple[Loss, ...]:
    """Write a ``.qdc`` file that keeps to the published schema, and return what it could not take.

    Equal codebooks give equal bytes. Raises ``UsageError`` for a codebook without codes, which the standard does not
    know, and ``StorageError`` if the disk refuses.
    """
    if not codebook.codes:
        remedy = "Export a codebook that has at least one code."
        raise UsageError("there is no code to write.", place=str(path), remedy=remedy)
    root = Element("CodeBook", origin=f"{MACHINE} {__version__}")
    tally = Tally()
    write_codes(codebook, SubElement(root, "Codes"), colours, tally)
    tally.add("characters that XML has no place for", replace_impossible(root))
    write_bytes(Path(path), as_xml(root, CODEBOOK_NAMESPACE))
    return tally.losses()


def read_codes(parent: Element | None, tally: Tally) -> CodeTree:
    """Return the codes under a codebook's element."""
    tree = CodeTree()
    codes = None if parent is None else parent.find("Codes")
    if codes is not None:
        _read_level(codes, (), tree, tally)
    return tree


def _read_level(parent: Element, above: tuple[str, ...], tree: CodeTree, tally: Tally) -> None:
    elements = parent.findall("Code")
    names = [element.get("name") or _UNNAMED for element in elements]
    distinct = DistinctNames(names)
    for element, written in zip(elements, names, strict=True):
        path = (*above, distinct.give(written))
        code_id = code_path(*path)
        tally.add("codes of the same name and parent, now numbered", int(path[-1] != element.get("name")))
        tally.add("codes marked as not to be used", int(element.get("isCodable") == "false"))
        parent_id = code_path(*above) if above else None
        tree.codes.append(Code(code_id, path[-1], parent_id, text_of(element, "Description")))
        tree.elements.append((code_id, element))
        tree.ids[plain_guid(element.get("guid"))] = code_id
        colour = (element.get("color") or "").strip().lower()
        if _COLOUR.fullmatch(colour):
            tree.colours[code_id] = _long(colour)
        _read_level(element, path, tree, tally)


def _long(colour: str) -> str:
    return "#" + "".join(2 * digit for digit in colour[1:]) if len(colour) == _SHORT else colour


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
    if colour and not _SIX_DIGIT_COLOUR.fullmatch(colour):
        tally.add("colours that are not written #rrggbb")
    elif colour and element.get("color") is None:
        element.set("color", colour)


def read_codebook_project(path: Path, *, settings: Settings = DEFAULTS) -> Project:
    """Read a codebook as a project without documents; its coder is called as the file is.

    Raises what ``read_refi_codebook`` raises.
    """
    read = read_refi_codebook(path, settings=settings)
    coding = Coding(path.stem, read.codebook, table(SEGMENT_COLUMNS))
    return Project(documents=(), codings=(coding,), colours=read.colours, losses=read.losses)

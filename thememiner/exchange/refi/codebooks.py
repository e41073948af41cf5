"""Codebooks: ``.qdc`` files, and the tree of codes in a project, read and written."""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement

from thememiner._version import __version__
from thememiner.config import Settings
from thememiner.errors import UsageError
from thememiner.exchange.project_building import UNKNOWN_COLOURS, kind_of_coder, normalise_colour
from thememiner.exchange.refi.xml_files import (
    CODEBOOK_NAMESPACE,
    LossCounter,
    add_element,
    child_text,
    make_guid,
    normalise_guid,
    open_refi,
    replace_invalid_characters,
    to_xml,
)
from thememiner.intake import DistinctNames
from thememiner.records import MACHINE, SEGMENT_COLUMNS, Code, Codebook, Coding, Loss, Project, code_path, make_table
from thememiner.storage import write_bytes

DEFAULTS = Settings()
_UNNAMED = "unnamed"
_SIX_DIGIT_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


class CodebookFile(NamedTuple):
    """A codebook, its colours (``#rrggbb`` by code id), and losses."""

    codebook: Codebook
    colours: Mapping[str, str]
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeTree:
    """The codes of a file."""

    codes: list[Code] = field(default_factory=list)
    """Parents before their children, in the order of the file."""
    colours: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    """Code ids by GUID."""
    elements: list[tuple[str, Element]] = field(default_factory=list)
    """The id and the element of each code."""


def read_refi_codebook(path: Path, *, settings: Settings = DEFAULTS) -> CodebookFile:
    """Read a ``.qdc`` file. A code's id is its path; the second of two siblings with one name is called ``name (2)``.

    Raises ``UnreadableFileError`` if the file is broken or has no codebook, and ``UnsafeFileError``.
    """
    file = open_refi(Path(path), root="CodeBook", max_unpacked_mb=settings.corpus.max_unpacked_mb)
    losses = LossCounter()
    tree = read_codes(file.root, losses)
    losses.add("sets of codes", len(file.root.findall("Sets/Set")))
    return CodebookFile(Codebook(tuple(tree.codes)), MappingProxyType(tree.colours), losses.to_losses())


def write_refi_codebook(
    codebook: Codebook, path: Path, *, colours: Mapping[str, str] = MappingProxyType({})
) -> tuple[Loss, ...]:
    """Write a ``.qdc`` file that is valid under the published schema, and return what it cannot hold.

    Equal codebooks give equal bytes. Raises ``UsageError`` for a codebook without codes, which the schema does not
    allow, and ``StorageError`` if the disk refuses.
    """
    if not codebook.codes:
        remedy = "Export a codebook that has at least one code."
        raise UsageError("the codebook has no codes.", place=str(path), remedy=remedy)
    root = Element("CodeBook", origin=f"{MACHINE} {__version__}")
    losses = LossCounter()
    write_codes(codebook, SubElement(root, "Codes"), colours, losses)
    losses.add("characters that XML cannot hold", replace_invalid_characters(root))
    write_bytes(Path(path), to_xml(root, CODEBOOK_NAMESPACE))
    return losses.to_losses()


def read_codes(parent: Element | None, losses: LossCounter, *, cases: Container[str] = ()) -> CodeTree:
    """Read the codes below a codebook's element; a code with the GUID of a case, as NVivo writes it, is that case."""
    tree = CodeTree()
    codes = None if parent is None else parent.find("Codes")
    if codes is not None:
        _read_level(codes, (), tree, losses, cases)
    return tree


def _read_level(
    parent: Element, above: tuple[str, ...], tree: CodeTree, losses: LossCounter, cases: Container[str]
) -> None:
    elements = [one for one in parent.findall("Code") if not _is_case(one, cases)]
    losses.add("codes that are cases", len(parent.findall("Code")) - len(elements))
    names = [element.get("name") or _UNNAMED for element in elements]
    distinct = DistinctNames(names)
    for element, written in zip(elements, names, strict=True):
        path = (*above, distinct.give(written))
        code_id = code_path(*path)
        losses.add("codes of the same name and parent, now numbered", int(path[-1] != element.get("name")))
        losses.add("codes marked as not to be used", int(element.get("isCodable") == "false"))
        parent_id = code_path(*above) if above else None
        tree.codes.append(Code(code_id, path[-1], parent_id, child_text(element, "Description")))
        tree.elements.append((code_id, element))
        tree.ids[normalise_guid(element.get("guid"))] = code_id
        written_colour = (element.get("color") or "").strip()
        if colour := normalise_colour(written_colour):
            tree.colours[code_id] = colour
        losses.add(UNKNOWN_COLOURS, int(bool(written_colour) and colour is None))
        _read_level(element, path, tree, losses, cases)


def _is_case(code: Element, cases: Container[str]) -> bool:
    return code.find("Code") is None and normalise_guid(code.get("guid")) in cases


def write_codes(
    codebook: Codebook, parent: Element, colours: Mapping[str, str], losses: LossCounter
) -> dict[str, Element]:
    """Add the codes that are missing in a file, and return the element of each code by its id.

    A code is identified by its path of names. The description and colour of an existing code are not changed.
    """
    elements: dict[str, Element] = {}
    paths: dict[str, tuple[str, ...]] = {}
    existing: dict[int, dict[str, Element]] = {}
    for code, name in _number_siblings(codebook, losses):
        above = parent if code.parent_id is None else elements[code.parent_id]
        path = (*(() if code.parent_id is None else paths[code.parent_id]), name)
        siblings = existing.setdefault(id(above), {one.get("name", ""): one for one in above.findall("Code")})
        if name not in siblings:
            siblings[name] = add_element(above, "Code", guid=make_guid("code", *path), name=name, isCodable="true")
        element = siblings[name]
        _add_description(element, code, colours.get(code.code_id), losses)
        elements[code.code_id], paths[code.code_id] = element, path
    return elements


def rename_clashing_codes(codebook: Codebook, taken: frozenset[str], mark: str) -> Codebook:
    """Return a codebook in which a top-level code whose name is taken is called ``name (mark)``."""
    return Codebook(
        tuple(
            replace(code, name=f"{code.name} ({mark})") if code.parent_id is None and code.name in taken else code
            for code in codebook.codes
        )
    )


def list_foreign_code_names(codes: Element | None) -> frozenset[str]:
    """Return the names of the top-level codes of a file that this program did not write."""
    elements = [] if codes is None else codes.findall("Code")
    codes_with_guids = ((one.get("name", ""), normalise_guid(one.get("guid"))) for one in elements)
    return frozenset(name for name, guid in codes_with_guids if guid != make_guid("code", name))


def _number_siblings(codebook: Codebook, losses: LossCounter) -> list[tuple[Code, str]]:
    """Return each code with a name that is unique among its siblings."""
    names: dict[str | None, list[str]] = {}
    for code in codebook.codes:
        names.setdefault(code.parent_id, []).append(code.name)
    distinct = {parent: DistinctNames(siblings) for parent, siblings in names.items()}
    numbered = [(code, distinct[code.parent_id].give(code.name)) for code in codebook.codes]
    count = sum(code.name != name for code, name in numbered)
    losses.add("codes of the same name and parent, now numbered", count)
    return numbered


def _add_description(element: Element, code: Code, colour: str | None, losses: LossCounter) -> None:
    has_no_description = element.find("Description") is None
    if code.description and has_no_description:
        add_element(element, "Description").text = code.description
    elif code.description and element.findtext("Description") != code.description:
        losses.add("descriptions of codes that another coder describes differently")
    if colour and not _SIX_DIGIT_COLOUR.fullmatch(colour):
        losses.add("colours that are not written as #rrggbb")
    elif colour and element.get("color") is None:
        element.set("color", colour)


def read_codebook_project(path: Path, *, settings: Settings = DEFAULTS) -> Project:
    """Read a codebook as a project without documents; its coder is named after the file.

    Raises what ``read_refi_codebook`` raises.
    """
    file = read_refi_codebook(path, settings=settings)
    coding = Coding(path.stem, file.codebook, make_table(SEGMENT_COLUMNS), kind=kind_of_coder(path.stem))
    return Project(documents=(), codings=(coding,), colours=file.colours, losses=file.losses)

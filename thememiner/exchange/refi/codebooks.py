"""Codebooks (.qdc), and the tree of codes in a project."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement

from thememiner._version import __version__
from thememiner.config import Settings
from thememiner.errors import UsageError
from thememiner.exchange.refi.archives import open_refi
from thememiner.exchange.refi.guids import plain_guid
from thememiner.exchange.refi.markup import CODEBOOK_NAMESPACE, as_xml, replace_impossible, text_of
from thememiner.exchange.refi.tally import Tally
from thememiner.exchange.refi.written_codes import write_codes
from thememiner.intake import DistinctNames
from thememiner.records import MACHINE, Code, Codebook, Loss, code_path
from thememiner.storage import write_bytes

DEFAULTS = Settings()
_COLOUR = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})")
_UNNAMED = "unnamed"
_SHORT = 4  # characters of a colour written #rgb


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

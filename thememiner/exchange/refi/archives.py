"""The files that REFI-QDA comes in: an archive with a project and its sources, or the bare project."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from xml.etree.ElementTree import Element

from thememiner.errors import UnreadableFileError
from thememiner.exchange.refi.markup import PROJECT_NAMESPACE, as_xml, parse
from thememiner.intake import guard_zip, read_bounded

_ZIP = b"PK"
_NO_DAY = (1980, 1, 1, 0, 0, 0)
SOURCES = "sources"


@dataclass(frozen=True, slots=True)
class RefiFile:
    """What lies in a file."""

    root: Element
    project_name: str
    """Of the member that holds the project."""
    members: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    """What else the archive holds, by its name there."""


def open_refi(path: Path, *, root: str, max_unpacked_mb: int) -> RefiFile:
    """Read an archive or a bare XML file, told apart by content.

    Raises ``UnsafeFileError`` for what could do harm, and ``UnreadableFileError`` if no file of it has ``root``.
    """
    place = path.name
    try:
        with path.open("rb") as file:
            is_archive = file.read(2) == _ZIP
        members = _members(path, max_unpacked_mb) if is_archive else _bare(path, max_unpacked_mb)
    except OSError as error:
        raise UnreadableFileError(f"cannot be read ({error.strerror}).", place=place) from error
    name = _project_member(members) if is_archive else path.name
    if name is None:
        what = "is an archive without a project (a .qde file)."
        raise UnreadableFileError(what, place=place, remedy="Export it again as a REFI-QDA project.")
    tree = parse(members.pop(name), place=f"{place}/{name}" if is_archive else place, max_unpacked_mb=max_unpacked_mb)
    if tree.tag != root:
        what = f"is no REFI-QDA file of the kind that begins with <{root}>."
        raise UnreadableFileError(what, place=place, remedy="Projects end with .qdpx, codebooks with .qdc.")
    return RefiFile(tree, name, MappingProxyType(members))


def packed(file: RefiFile) -> bytes:
    """Return an archive: the project first, then all else by name, none with a time."""
    content = {file.project_name: as_xml(file.root, PROJECT_NAMESPACE), **dict(sorted(file.members.items()))}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in content.items():
            archive.writestr(zipfile.ZipInfo(name, _NO_DAY), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _bare(path: Path, max_unpacked_mb: int) -> dict[str, bytes]:
    return {path.name: read_bounded(path, place=path.name, max_unpacked_mb=max_unpacked_mb)}


def _members(path: Path, max_unpacked_mb: int) -> dict[str, bytes]:
    guard_zip(path, place=path.name, max_unpacked_mb=max_unpacked_mb)
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}


def _project_member(members: Mapping[str, bytes]) -> str | None:
    """Return the project of an archive: programs call it ``project.qde``, ``Project.qde`` or after itself."""
    named = [name for name in sorted(members) if name.lower().endswith(".qde")]
    usual = [name for name in named if name.lower() == "project.qde"]
    at_top = [name for name in named if "/" not in name]
    return next(iter((*usual, *at_top, *named)), None)

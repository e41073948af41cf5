"""Which files are read: those given, and those in folders given, each with its place and its reader.

What kind a file is by its beginning, where people and programs have given it the suffix of another.
"""

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from thememiner.corpus.file_contents import problem_of
from thememiner.errors import UsageError
from thememiner.intake import TABLE_SUFFIXES
from thememiner.records import Note, Problem

SUFFIXES = (
    *(".txt", ".md", ".docx", ".odt", ".rtf", ".pdf", ".vtt", ".srt", ".eaf", ".textgrid", ".cha"),
    *TABLE_SUFFIXES,
)
"""Kinds of files that are read."""
_ATTRIBUTES = ("participants", "documents")
_IGNORED = frozenset({"__macosx", "thumbs.db", "desktop.ini"})
_ABOUT = frozenset({"license", "licence", "changelog", "copying"})
_OF_A_RUN = ("manifest.json", "units.parquet", "report.html")
_OLD_WORD = ".doc"  # often rich text inside, which is read
_REMEDIES = {
    ".doc": "Save it as .docx.",
    ".pages": "Export it as .docx.",
    ".xls": "Save it as .xlsx.",
    ".ods": "Save it as .xlsx.",
}
_REACH = 1024
_BY_BEGINNING = (
    (re.compile(rb"\s*\{\\rtf"), ".rtf"),
    (re.compile(rb"%PDF-"), ".pdf"),
    (re.compile(rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis\.opendocument\.text", re.DOTALL), ".odt"),
    (re.compile(rb"PK\x03\x04"), ".docx"),
    (re.compile(rb"\s*<(?:\?xml[^>]{0,200}>\s*<)?ANNOTATION_DOCUMENT"), ".eaf"),
    (
        re.compile(rb'\s*File type = "oo(?:TextFile(?: short)?"\s+(?:Object class = )?"TextGrid"|BinaryFile)'),
        ".textgrid",
    ),
    (re.compile(rb"@(?:UTF8|Begin)\s"), ".cha"),
)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read, and its place: the path relative to the folder given, with forward slashes."""

    path: Path
    place: str


@dataclass(slots=True)
class Listing:
    """Files to read, files of attributes, and what was passed over."""

    files: list[InputFile] = field(default_factory=list)
    attributes: list[InputFile] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Found:
    """A file below a folder given; a file given by name has its own folder and is ``named``."""

    path: Path
    root: Path
    named: bool = False

    def place(self, depth: int = 0) -> str:
        """Return the path below the root, with the names of ``depth`` folders from the root upwards before it."""
        above = [part for part in self.root.parts if part != self.root.anchor]
        prefix = above[len(above) - depth :] if depth else []
        return "/".join([*prefix, *self.path.relative_to(self.root).parts])


def list_files(paths: Sequence[Path]) -> Listing:
    """List what is to be read, sorted by place.

    Hidden and temporary files are ignored; files of other kinds and README files are noted. A link that leads
    outside its folder is not followed. Equal places in two folders are told apart by the folders' names.

    Raises ``UsageError`` if a path does not exist.
    """
    listing = Listing()
    found: dict[Path, _Found] = {}
    for path in paths:
        if not _exists(path):
            raise UsageError(
                "no such file or folder, or none that may be seen.", place=str(path), remedy="Check the path."
            )
        for file in _below(path.resolve(), listing) if path.is_dir() else [_named(path, listing)]:
            if file.path.resolve() in found:
                listing.notes.append(Note(file.place(), "is given twice and read once."))
            found.setdefault(file.path.resolve(), file)
    for file, place in sorted(_places(list(found.values())), key=lambda pair: pair[1]):
        _sort_in(file, place, listing)
    return listing


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a folder above it may not be entered, or the name is too long
        return False


def _named(path: Path, listing: Listing) -> _Found:
    folder = path.absolute().parent
    known = {file.path for file in listing.attributes}
    names = next(os.walk(folder, onerror=lambda error: _refused(error, folder, listing)), ("", [], []))[2]
    for entry in sorted(folder / name for name in names):
        if _is_attributes(entry) and entry.is_file() and entry not in known:
            listing.attributes.append(InputFile(entry, entry.name))
    return _Found(path.absolute(), folder, named=True)


def _below(root: Path, listing: Listing) -> Iterator[_Found]:
    """Yield the files below a folder; links to files of the folder that are listed themselves are left out."""
    links, seen = [], set()
    for file in _walk(root, listing):
        if file.path.is_symlink():
            links.append(file)
        elif file.path.is_file():
            seen.add(file.path)
            yield file
        else:
            _note(listing, file, "is no ordinary file and is not read.")
    for file in links:
        target = file.path.resolve()
        if not target.is_relative_to(root):
            _note(listing, file, "is a link that leads outside the folder and is not followed.")
        elif target in seen:
            _note(listing, file, "is a link to a file of the same folder, which is read once.")
        elif target.is_file():
            yield file
        else:
            _note(listing, file, "is a link that leads to no file.")


def _walk(root: Path, listing: Listing) -> Iterator[_Found]:
    """Yield whatever is no folder and not ignored; links to folders are not followed."""
    for folder, folders, names in os.walk(root, onerror=lambda error: _refused(error, root, listing)):
        for name in [name for name in folders if _is_run(Path(folder, name))]:
            _note(listing, _Found(Path(folder, name), root), "is a run of ThemeMiner's and is not read.")
        folders[:] = sorted(name for name in folders if not (_is_ignored(name) or _is_run(Path(folder, name))))
        links = [name for name in folders if Path(folder, name).is_symlink()]
        for name in sorted([*names, *links]):
            if not _is_ignored(name):
                yield _Found(Path(folder, name), root)


def _is_run(folder: Path) -> bool:
    return all((folder / name).is_file() for name in _OF_A_RUN)


def _note(listing: Listing, file: _Found, text: str) -> None:
    listing.notes.append(Note(file.place(), text))


def _refused(error: OSError, root: Path, listing: Listing) -> None:
    place = Path(os.fsdecode(error.filename)).relative_to(root).as_posix() if error.filename else "."
    listing.problems.append(problem_of(error, place))


def _places(found: Sequence[_Found]) -> Iterator[tuple[_Found, str]]:
    """Yield each file with its place; where places are equal, folder names are set before all of their roots' files."""
    depths = dict.fromkeys((file.root for file in found), 0)
    while True:
        count = Counter(file.place(depths[file.root]) for file in found)
        alike = {file.root for file in found if count[file.place(depths[file.root])] > 1}
        deeper = {root for root in alike if depths[root] < len(root.parts) - 1}
        if not deeper:
            break
        depths.update({root: depths[root] + 1 for root in deeper})
    for file in found:
        yield file, file.place(depths[file.root])


def _sort_in(file: _Found, place: str, listing: Listing) -> None:
    """Put a file where it belongs: attributes, to be read, a note, or a problem."""
    suffix = file.path.suffix.lower()
    is_read = suffix in SUFFIXES or (suffix == _OLD_WORD and kind_of(file.path) in SUFFIXES)
    if not _is_text(place):
        safe = place.encode("utf-8", "backslashreplace").decode()
        listing.problems.append(Problem(safe, "has a name that is no valid text.", "Rename the file."))
    elif _is_attributes(file.path):
        if file.path.resolve() not in {known.path.resolve() for known in listing.attributes}:
            listing.attributes.append(InputFile(file.path, place))
    elif is_read and (file.named or not _is_about(file.path.stem.lower())):
        listing.files.append(InputFile(file.path, place))
    elif file.named:
        kinds = ", ".join(SUFFIXES)
        remedy = _REMEDIES.get(suffix, f"Files that are read: {kinds}.")
        listing.problems.append(Problem(place, "is of a kind that is not read.", remedy))
    elif is_read:
        listing.notes.append(Note(place, "is taken for a file about the folder and is not read."))
    else:
        remedy = _REMEDIES.get(suffix, "")
        listing.notes.append(Note(place, f"is of a kind that is not read. {remedy}".strip()))


def _is_attributes(path: Path) -> bool:
    return path.stem.lower() in _ATTRIBUTES and path.suffix.lower() in TABLE_SUFFIXES


def _is_ignored(name: str) -> bool:
    return name.startswith((".", "~$")) or name.lower() in _IGNORED


def _is_about(stem: str) -> bool:
    return stem.startswith("readme") or stem in _ABOUT


def _is_text(place: str) -> bool:
    return place == place.encode("utf-8", "ignore").decode()


def kind_of(path: Path) -> str:
    """Return the suffix that a file should have: by its content if that tells, else its own, in lower case.

    A table is what its name says; so is a file that cannot be opened.
    """
    suffix = path.suffix.lower()
    if suffix in TABLE_SUFFIXES:
        return suffix
    try:
        with path.open("rb") as file:
            beginning = file.read(_REACH)
    except OSError:
        return suffix
    for mark in _MARKS:
        if beginning.startswith(mark):
            beginning = beginning.removeprefix(mark).replace(b"\0", b"")
            break
    return next((kind for pattern, kind in _BY_BEGINNING if pattern.match(beginning)), suffix)

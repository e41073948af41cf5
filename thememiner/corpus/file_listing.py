"""List the files to read, below folders and by name, and detect the kind of each by its content."""

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from thememiner.corpus.file_contents import to_problem
from thememiner.errors import UsageError
from thememiner.intake import TABLE_SUFFIXES
from thememiner.records import Note, Problem

SUFFIXES = (
    *(".txt", ".md", ".docx", ".odt", ".rtf", ".pdf", ".vtt", ".srt", ".eaf", ".textgrid", ".cha"),
    *TABLE_SUFFIXES,
)
"""Kinds of files that are read."""
_ATTRIBUTE_TABLES = ("participants", "documents")
_IGNORED = frozenset({"__macosx", "thumbs.db", "desktop.ini"})
_ABOUT_THE_FOLDER = frozenset({"license", "licence", "changelog", "copying"})
_RUN_FILES = ("manifest.json", "units.parquet", "report.html")
_OLD_WORD = ".doc"  # often holds rich text, which can be read
_REMEDIES = {
    ".doc": "Save it as .docx.",
    ".pages": "Export it as .docx.",
    ".xls": "Save it as .xlsx.",
    ".ods": "Save it as .xlsx.",
}
_BEGINNING_LENGTH = 1024
_SUBRIP_TIME = rb"(?:\d{1,3}:)?\d{1,2}:\d{2}[,.]\d{1,3}"
_SUBRIP_TIMES = rb"[ \t]{0,9}" + _SUBRIP_TIME + rb"[ \t]{1,9}-->[ \t]{1,9}" + _SUBRIP_TIME + rb"[ \t]{0,9}[\r\n]"
"""A line that holds the times of a caption and nothing else; speech on the same line is read as plain text."""
_SUFFIX_BY_BEGINNING = (
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
    (re.compile(rb"\s{0,99}WEBVTT(?=\s|$)"), ".vtt"),
    (re.compile(rb"(?:[^\r\n]{0,200}(?:\r\n|\r|\n)){0,19}?" + _SUBRIP_TIMES), ".srt"),
)
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read."""

    path: Path
    place: str
    """The path relative to the given folder, with forward slashes."""


@dataclass(slots=True)
class FileListing:
    """The files to read, the tables of attributes, and what was left out."""

    files: list[InputFile] = field(default_factory=list)
    attributes: list[InputFile] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A file below a given folder, or a file given by name."""

    path: Path
    root: Path
    """The given folder; for a file given by name, the folder that holds it."""
    target: Path
    """The file itself, where the path may be that of a link."""
    is_named: bool = False

    def place(self, depth: int = 0) -> str:
        """Return the path below the root, after the names of the root and of folders above it, ``depth`` in all."""
        below = self.path.parts[len(self.root.parts) :]
        if not depth:
            return "/".join(below)
        above = [part for part in self.root.parts if part != self.root.anchor]
        return "/".join([*above[len(above) - depth :], *below])


def list_files(paths: Sequence[Path]) -> FileListing:
    """List the files to read, sorted by place.

    Hidden and temporary files are ignored; files of other kinds and README files are noted. A link that leads outside
    its folder is not followed. Equal places in two folders get the names of the folders before them.

    Raises ``UsageError`` if a path does not exist.
    """
    listing = FileListing()
    candidates: dict[Path, _Candidate] = {}
    folders: set[Path] = set()
    for path in paths:
        if not _exists(path):
            raise UsageError(
                "no such file or folder, or no permission to see it.", place=str(path), remedy="Check the path."
            )
        for file in _files_below(path.resolve(), listing) if path.is_dir() else [_named_file(path, listing, folders)]:
            if file.target in candidates:
                listing.notes.append(Note(file.place(), "is given twice and read once."))
            candidates.setdefault(file.target, file)
    for file, place in sorted(_assign_places(list(candidates.values())), key=lambda pair: pair[1]):
        _add_to_listing(file, place, listing)
    return listing


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a folder above it cannot be entered, or the name is too long
        return False


def _named_file(path: Path, listing: FileListing, folders: set[Path]) -> _Candidate:
    """Return a file given by name, and list the tables of attributes beside it, unless its folder is one of those."""
    folder = path.absolute().parent
    if folder not in folders:
        folders.add(folder)
        names = next(os.walk(folder, onerror=lambda error: _add_problem(error, folder, listing)), ("", [], []))[2]
        tables = (entry for entry in sorted(folder / name for name in names) if _is_attribute_table(entry))
        listing.attributes += [InputFile(entry, entry.name) for entry in tables if entry.is_file()]
    return _Candidate(path.absolute(), folder, path.resolve(), is_named=True)


def _files_below(root: Path, listing: FileListing) -> Iterator[_Candidate]:
    """Yield the files below a folder; links to files that are yielded themselves are left out."""
    links, seen = [], set()
    for file in _walk(root, listing):
        if file.path.is_symlink():
            links.append(file)
        elif file.path.is_file():
            seen.add(file.path)
            yield file
        else:
            _add_note(listing, file, "is not a regular file and is not read.")
    for file in links:
        target = file.path.resolve()
        if not target.is_relative_to(root):
            _add_note(listing, file, "is a link that leads outside the folder and is not followed.")
        elif target in seen:
            _add_note(listing, file, "is a link to a file of the same folder, which is read once.")
        elif target.is_file():
            yield replace(file, target=target)
        else:
            _add_note(listing, file, "is a link that leads to no file.")


def _walk(root: Path, listing: FileListing) -> Iterator[_Candidate]:
    """Yield everything but folders and ignored files; links to folders are not followed."""
    for folder, folders, names in os.walk(root, onerror=lambda error: _add_problem(error, root, listing)):
        for name in [name for name in folders if _is_run(Path(folder, name))]:
            run = _Candidate(Path(folder, name), root, Path(folder, name))
            _add_note(listing, run, "is a run folder of ThemeMiner and is not read.")
        folders[:] = sorted(name for name in folders if not (_is_ignored(name) or _is_run(Path(folder, name))))
        links = [name for name in folders if Path(folder, name).is_symlink()]
        for name in sorted([*names, *links]):
            if not _is_ignored(name):
                yield _Candidate(path := Path(folder, name), root, path)


def _is_run(folder: Path) -> bool:
    return all((folder / name).is_file() for name in _RUN_FILES)


def _add_note(listing: FileListing, file: _Candidate, text: str) -> None:
    listing.notes.append(Note(file.place(), text))


def _add_problem(error: OSError, root: Path, listing: FileListing) -> None:
    place = Path(os.fsdecode(error.filename)).relative_to(root).as_posix() if error.filename else "."
    listing.problems.append(to_problem(error, place))


def _assign_places(files: Sequence[_Candidate]) -> Iterator[tuple[_Candidate, str]]:
    """Yield each file with its place; where two places are equal, all files of their roots get folder names before."""
    depths = dict.fromkeys((file.root for file in files), 0)
    while True:
        places = [file.place(depths[file.root]) for file in files]
        count = Counter(places)
        equal = {file.root for file, place in zip(files, places, strict=True) if count[place] > 1}
        deeper = {root for root in equal if depths[root] < len(root.parts) - 1}
        if not deeper:
            break
        depths.update({root: depths[root] + 1 for root in deeper})
    yield from zip(files, places, strict=True)


def _add_to_listing(file: _Candidate, place: str, listing: FileListing) -> None:
    """List a file as a table of attributes, a file to read, a note, or a problem."""
    suffix = file.path.suffix.lower()
    is_read = suffix in SUFFIXES or (suffix == _OLD_WORD and detect_suffix(file.path) in SUFFIXES)
    if not _is_valid_text(place):
        safe = place.encode("utf-8", "backslashreplace").decode()
        listing.problems.append(Problem(safe, "has a name that is not valid text.", "Rename the file."))
    elif _is_attribute_table(file.path):
        if file.path.resolve() not in {known.path.resolve() for known in listing.attributes}:
            listing.attributes.append(InputFile(file.path, place))
    elif is_read and (file.is_named or not _is_about_the_folder(file.path.stem.lower())):
        listing.files.append(InputFile(file.path, place))
    elif file.is_named:
        kinds = ", ".join(SUFFIXES)
        remedy = _REMEDIES.get(suffix, f"Supported kinds: {kinds}.")
        listing.problems.append(Problem(place, "is of a kind that cannot be read.", remedy))
    elif is_read:
        listing.notes.append(Note(place, "seems to describe the folder and is not read."))
    else:
        remedy = _REMEDIES.get(suffix, "")
        listing.notes.append(Note(place, f"is of a kind that cannot be read. {remedy}".strip()))


def _is_attribute_table(path: Path) -> bool:
    return path.stem.lower() in _ATTRIBUTE_TABLES and path.suffix.lower() in TABLE_SUFFIXES


def _is_ignored(name: str) -> bool:
    return name.startswith((".", "~$")) or name.lower() in _IGNORED


def _is_about_the_folder(stem: str) -> bool:
    return stem.startswith("readme") or stem in _ABOUT_THE_FOLDER


def _is_valid_text(place: str) -> bool:
    return place == place.encode("utf-8", "ignore").decode()


def detect_suffix(path: Path) -> str:
    """Return the suffix that fits the content of a file, in lower case; its own if the content does not tell.

    Tables, and files that cannot be opened, keep their own suffix.
    """
    suffix = path.suffix.lower()
    if suffix in TABLE_SUFFIXES:
        return suffix
    try:
        with path.open("rb") as file:
            beginning = file.read(_BEGINNING_LENGTH)
    except OSError:
        return suffix
    for mark in _BYTE_ORDER_MARKS:
        if beginning.startswith(mark):
            beginning = beginning.removeprefix(mark).replace(b"\0", b"")
            break
    return next((kind for pattern, kind in _SUFFIX_BY_BEGINNING if pattern.match(beginning)), suffix)

"""Taguette projects (SQLite): documents as HTML, highlights as ranges of UTF-8 bytes in their text, and tags."""

import html
import json
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from thememiner.config import Settings
from thememiner.exchange.project_building import build_codings, build_document, make_losses
from thememiner.exchange.refi import OffsetConvention, OffsetConverter, OffsetUnit
from thememiner.exchange.sqlite_files import Database, Value, open_database, to_name, to_text
from thememiner.intake import CodedSpan, CodePath, DistinctNames
from thememiner.records import Document, Note, Problem, Project

# Takes linear time for any input: html.parser needs a minute for 60 KB of tags that do not end.
_TAG = re.compile(r"""<(?:!--[^<>]*--|/?([A-Za-z][A-Za-z0-9]*)(?:[^<>"']|"[^"<]*"|'[^'<]*')*)>""")
_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figure", "footer", "h1", "h2"),
        *("h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "td"),
        *("th", "tr", "ul"),
    )
)
DEFAULTS = Settings()
REQUIRED_TABLES = {
    "documents": ("id", "name", "contents"),
    "highlights": ("id", "document_id", "start_offset", "end_offset"),
    "tags": ("id", "path"),
    "highlight_tags": ("highlight_id", "tag_id"),
}
"""Tables and columns by which a Taguette project is recognised."""
SINGLE_USER = "admin"
"""The only user name of a Taguette that runs on a personal computer; it does not say who the person is."""


class HtmlText:
    """A clean HTML fragment as plain text, with a line end where two blocks would touch."""

    def __init__(self, fragment: str) -> None:
        self.raw_text = ""
        """The text between the tags, without added line ends."""
        self.image_count = 0
        self._breaks: list[int] = []  # positions in raw_text before which a line end is added
        self._parse(fragment)
        self.text = self._add_breaks()
        self._offsets = OffsetConverter(self.raw_text, OffsetConvention(OffsetUnit.BYTES))

    def from_byte_range(self, start: int, end: int) -> tuple[int, int] | None:
        """Convert a range of UTF-8 bytes of ``raw_text`` to code points of ``text``.

        None if the range is empty or outside of the text, or if one of its ends is inside a character.
        """
        first, after = self._offsets.to_code_point(start), self._offsets.to_code_point(end)
        if first is None or after is None or first >= after:
            return None
        # A line end that was added at the edge of the range lies outside of it.
        return first + bisect_right(self._breaks, first), after + bisect_left(self._breaks, after)

    def _parse(self, fragment: str) -> None:
        pieces: list[str] = []
        length, is_new_block = 0, False
        # Split by tags, texts and names of tags alternate; the name of a comment is None.
        for number, part in enumerate(_TAG.split(fragment)):
            if number % 2:
                name = (part or "").lower()
                is_new_block = is_new_block or name in _BLOCKS
                self.image_count += name == "img"
            elif text := _unescape_html(part):
                if is_new_block and pieces and not text[0].isspace() and not pieces[-1][-1].isspace():
                    self._breaks.append(length)
                pieces.append(text)
                length, is_new_block = length + len(text), False
        self.raw_text = "".join(pieces)

    def _add_breaks(self) -> str:
        edges = [0, *self._breaks, len(self.raw_text)]
        return "\n".join(self.raw_text[start:end] for start, end in pairwise(edges))


def _unescape_html(text: str) -> str:
    try:
        return html.unescape(text)
    except ValueError:  # a character reference with thousands of digits
        return text


class _TaguetteDocument(NamedTuple):
    document: Document
    html: HtmlText


def read_taguette(path: Path, *, settings: Settings = DEFAULTS) -> Project:
    """Read a Taguette project, or all projects in the database of a Taguette server.

    The text of a document is exactly the text between the tags of its HTML, with a line end where two paragraphs would
    touch. Offsets count UTF-8 bytes of it. A highlight whose snippet is not at its place is a problem. The coder is the
    user who made the highlight, if Taguette recorded one; the user ``admin`` of a personal computer is replaced by the
    file's name. Highlights without tags are losses.

    Raises ``UnreadableFileError`` and ``UnsafeFileError``.
    """
    with open_database(path, place=path.name, max_mb=settings.corpus.max_unpacked_mb) as database:
        database.require_tables(REQUIRED_TABLES, "Taguette")
        documents, problems = _read_documents(database, path)
        rows = [row for row in database.read_rows("tags", ("id", "path", "description")) if to_name(row[1])]
        tags = {key: (to_name(name),) for key, name, _ in rows}
        highlights = _Highlights(database, documents, tags, path)
    return Project(
        documents=tuple(sorted((one.document for one in documents.values()), key=lambda document: document.doc_id)),
        codings=build_codings(
            highlights.spans, {tags[key]: to_text(text) for key, _, text in rows}, default_coder=path.stem
        ),
        losses=make_losses(
            {
                "highlights without a tag": highlights.untagged,
                "pictures in documents": sum(one.html.image_count for one in documents.values()),
            }
        ),
        problems=(*problems, *highlights.problems),
        notes=(Note(path.name, "counts positions in bytes of UTF-8; they were converted to characters."),),
    )


def _read_documents(database: Database, path: Path) -> tuple[dict[Value, _TaguetteDocument], list[Problem]]:
    projects = {key: to_name(name) for key, name in database.read_rows("projects", ("id", "name"), optional=True)}
    columns = ("id", "name", "project_id", "contents")
    rows = sorted(database.read_rows("documents", columns), key=lambda row: str(row[0]))
    has_several_projects = len({row[2] for row in rows}) > 1
    names = []
    for key, name, project, _ in rows:
        own_name = to_name(name) or f"document {to_name(key)}"
        names.append(f"{projects.get(project, '')}/{own_name}" if has_several_projects else own_name)
    distinct = DistinctNames(names)
    documents: dict[Value, _TaguetteDocument] = {}
    problems = []
    for (key, _, _, contents), name in zip(rows, names, strict=True):
        parsed = HtmlText(to_text(contents))
        if not parsed.text.strip():
            problems.append(Problem(path.name, f"the document {name} has no text."))
            continue
        document = build_document(distinct.give(name), parsed.text, path, "taguette")
        documents[key] = _TaguetteDocument(document, parsed)
    return documents, problems


class _Highlights:
    """The highlights of a project by coder, and those that could not be used."""

    def __init__(
        self,
        database: Database,
        documents: Mapping[Value, _TaguetteDocument],
        tags: Mapping[Value, CodePath],
        path: Path,
    ) -> None:
        self.spans: dict[str, list[CodedSpan]] = defaultdict(list)
        self.problems: list[Problem] = []
        self.untagged = 0
        self._file = path.name
        coders = _read_coders(database)
        tagged: dict[Value, list[CodePath]] = defaultdict(list)
        for highlight, tag in database.read_rows("highlight_tags", ("highlight_id", "tag_id")):
            if tag in tags:
                tagged[highlight].append(tags[tag])
        columns = ("id", "document_id", "start_offset", "end_offset", "snippet")
        for key, document, start, end, snippet in database.read_rows("highlights", columns):
            coder = coders.get(key, path.stem)
            self._add(to_name(key), documents.get(document), (start, end), snippet, coder, sorted(tagged[key]))

    def _add(
        self,
        key: str,
        document: _TaguetteDocument | None,
        offsets: tuple[Value, Value],
        snippet: Value,
        coder: str,
        paths: list[CodePath],
    ) -> None:
        start, end = offsets
        place = None
        if document and isinstance(start, int) and isinstance(end, int):
            place = document.html.from_byte_range(start, end)
        if document is None or place is None:
            self.problems.append(Problem(f"{self._file}:{key}", "this highlight lies outside of its document."))
        elif isinstance(snippet, str) and not _has_words_of(document.document.text[slice(*place)], snippet):
            self.problems.append(Problem(f"{self._file}:{key}", "this highlight has other words than its place."))
        elif not paths:
            self.untagged += 1
        else:
            self.spans[coder].append(CodedSpan(document.document.doc_id, *place, tuple(paths)))


def _has_words_of(text: str, snippet: str) -> bool:
    """Tell whether a text has the words of a snippet; the HTML was cut, so white space may differ."""
    return "".join(HtmlText(snippet).raw_text.split()) == "".join(text.split())


def _read_coders(database: Database) -> dict[Value, str]:
    """Return who made each highlight last, as far as the log of commands tells."""
    coders: dict[Value, str] = {}
    for login, payload in database.read_rows("commands", ("user_login", "payload"), optional=True):
        name = to_name(login)
        try:
            command = json.loads(to_text(payload))
        except (ValueError, RecursionError):
            continue
        if not isinstance(command, dict) or command.get("type") != "highlight_add" or name in {"", SINGLE_USER}:
            continue
        highlight = command.get("highlight_id")
        if isinstance(highlight, int):
            coders[highlight] = name
    return coders

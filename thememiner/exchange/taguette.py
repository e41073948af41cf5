"""Taguette projects (SQLite): documents as HTML, highlights as ranges of UTF-8 bytes in their text, tags.

The text of an HTML fragment, with where each of its own characters comes to stand.
"""

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
from thememiner.exchange.project_building import losses, project_codings, project_document
from thememiner.exchange.refi import Unit
from thememiner.exchange.sqlite_files import Database, Value, as_name, as_written, open_database
from thememiner.exchange.text_offsets import CumulativeWidths
from thememiner.intake import CodedSpan, CodePath, DistinctNames
from thememiner.records import Document, Note, Problem, Project

# In linear time, whatever stands there: html.parser takes a minute for 60 KB of tags that do not end.
_TAG = re.compile(r"""<(?:!--[^<>]*--|/?([A-Za-z][A-Za-z0-9]*)(?:[^<>"']|"[^"<]*"|'[^'<]*')*)>""")
_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figure", "footer", "h1", "h2"),
        *("h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "td"),
        *("th", "tr", "ul"),
    )
)
DEFAULTS = Settings()
TABLES = {
    "documents": ("id", "name", "contents"),
    "highlights": ("id", "document_id", "start_offset", "end_offset"),
    "tags": ("id", "path"),
    "highlight_tags": ("highlight_id", "tag_id"),
}
"""What makes a database a project of Taguette."""
NAMELESS = "admin"
"""Who works where Taguette runs on one's own machine: whoever that is."""


class HtmlText:
    """A clean HTML fragment as plain text: what stands between its tags, and a line end where blocks would touch."""

    def __init__(self, fragment: str) -> None:
        self.own = ""
        """The text between the tags alone."""
        self.pictures = 0
        self._breaks: list[int] = []  # how much of it stands before each line end that is added
        self._take_apart(fragment)
        self.text = self._with_breaks()
        self._widths = CumulativeWidths(self.own, Unit.BYTES)

    def range_of_bytes(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the code points in ``text`` for a range of UTF-8 bytes of ``own``; None if it is none of them."""
        first, behind = self._widths.code_point(start), self._widths.code_point(end)
        if first is None or behind is None or first >= behind:
            return None
        # A line end that was added at the edge of the range belongs outside of it.
        return first + bisect_right(self._breaks, first), behind + bisect_left(self._breaks, behind)

    def _take_apart(self, fragment: str) -> None:
        pieces: list[str] = []
        length, touches = 0, False
        # Text and tags' names take turns; a comment has no name.
        for number, part in enumerate(_TAG.split(fragment)):
            if number % 2:
                name = (part or "").lower()
                touches = touches or name in _BLOCKS
                self.pictures += name == "img"
            elif text := _unescaped(part):
                if touches and pieces and not text[0].isspace() and not pieces[-1][-1].isspace():
                    self._breaks.append(length)
                pieces.append(text)
                length, touches = length + len(text), False
        self.own = "".join(pieces)

    def _with_breaks(self) -> str:
        edges = [0, *self._breaks, len(self.own)]
        return "\n".join(self.own[start:end] for start, end in pairwise(edges))


def _unescaped(text: str) -> str:
    try:
        return html.unescape(text)
    except ValueError:  # a number of thousands of digits is no character
        return text


class _Page(NamedTuple):
    document: Document
    html: HtmlText


def read_taguette(path: Path, *, settings: Settings = DEFAULTS) -> Project:
    """Read a project of Taguette, or all those in the database of a server of it.

    A document's text is that between the tags of its HTML, exactly, with a line end where two paragraphs would touch.
    Offsets count UTF-8 bytes of it; a highlight whose snippet does not stand there is a problem. The coder is who made
    the highlight, as far as Taguette keeps that; ``admin``, its only name on one's own machine, is the file's name.
    Highlights without tags are losses.

    Raises ``UnreadableFileError`` and ``UnsafeFileError``.
    """
    with open_database(path, place=path.name, max_mb=settings.corpus.max_unpacked_mb) as database:
        if not database.has(TABLES):
            raise database.unreadable("is no project of Taguette: it has not its tables.")
        pages, problems = _pages(database, path)
        listed = [row for row in database.rows("tags", ("id", "path", "description")) if as_name(row[1])]
        tags = {key: (as_name(name),) for key, name, _ in listed}
        highlights = _Highlights(database, pages, tags, path)
    return Project(
        documents=tuple(sorted((page.document for page in pages.values()), key=lambda document: document.doc_id)),
        codings=project_codings(
            highlights.spans, {tags[key]: as_written(text) for key, _, text in listed}, nobody=path.stem
        ),
        losses=losses(
            highlights_without_a_tag=highlights.untagged,
            pictures_in_documents=sum(page.html.pictures for page in pages.values()),
        ),
        problems=(*problems, *highlights.problems),
        notes=(Note(path.name, "counts positions in bytes of UTF-8; they were turned into characters."),),
    )


def _pages(database: Database, path: Path) -> tuple[dict[Value, _Page], list[Problem]]:
    projects = {key: as_name(name) for key, name in database.rows("projects", ("id", "name"), optional=True)}
    listed = sorted(database.rows("documents", ("id", "name", "project_id", "contents")), key=lambda row: str(row[0]))
    several = len({row[2] for row in listed}) > 1
    names = []
    for key, name, project, _ in listed:
        called = as_name(name) or f"document {as_name(key)}"
        names.append(f"{projects.get(project, '')}/{called}" if several else called)
    distinct = DistinctNames(names)
    pages: dict[Value, _Page] = {}
    problems = []
    for (key, _, _, contents), name in zip(listed, names, strict=True):
        html = HtmlText(as_written(contents))
        if not html.text.strip():
            problems.append(Problem(path.name, f"the document {name} has no text."))
            continue
        pages[key] = _Page(project_document(distinct.give(name), html.text, path, "taguette"), html)
    return pages, problems


class _Highlights:
    """The highlights of a project, by coder, and those that could not be used."""

    def __init__(
        self, database: Database, pages: Mapping[Value, _Page], tags: Mapping[Value, CodePath], path: Path
    ) -> None:
        self.spans: dict[str, list[CodedSpan]] = defaultdict(list)
        self.problems: list[Problem] = []
        self.untagged = 0
        self._stem = path.stem
        self._file = path.name
        coders = _coders(database)
        tagged: dict[Value, list[CodePath]] = defaultdict(list)
        for highlight, tag in database.rows("highlight_tags", ("highlight_id", "tag_id")):
            if tag in tags:
                tagged[highlight].append(tags[tag])
        columns = ("id", "document_id", "start_offset", "end_offset", "snippet")
        for key, document, start, end, snippet in database.rows("highlights", columns):
            coder = coders.get(key, self._stem)
            self._add(as_name(key), pages.get(document), (start, end), snippet, coder, sorted(tagged[key]))

    def _add(
        self,
        key: str,
        page: _Page | None,
        offsets: tuple[Value, Value],
        snippet: Value,
        coder: str,
        paths: list[CodePath],
    ) -> None:
        start, end = offsets
        place = (
            page.html.range_of_bytes(start, end) if page and isinstance(start, int) and isinstance(end, int) else None
        )
        if page is None or place is None:
            self.problems.append(Problem(f"{self._file}:{key}", "this highlight lies outside of its document."))
        elif isinstance(snippet, str) and not _holds(page.document.text[slice(*place)], snippet):
            self.problems.append(Problem(f"{self._file}:{key}", "this highlight has other words than its place."))
        elif not paths:
            self.untagged += 1
        else:
            self.spans[coder].append(CodedSpan(page.document.doc_id, *place, tuple(paths)))


def _holds(text: str, snippet: str) -> bool:
    """Say whether a snippet's words are those of a text; where its HTML was cut, white space may differ."""
    return "".join(HtmlText(snippet).own.split()) == "".join(text.split())


def _coders(database: Database) -> dict[Value, str]:
    """Return who made each highlight last, as far as the journal of commands tells."""
    coders: dict[Value, str] = {}
    for login, payload in database.rows("commands", ("user_login", "payload"), optional=True):
        try:
            command = json.loads(as_written(payload))
        except (ValueError, RecursionError):
            continue
        if not isinstance(command, dict) or command.get("type") != "highlight_add" or as_name(login) in {"", NAMELESS}:
            continue
        highlight = command.get("highlight_id")
        if isinstance(highlight, int):
            coders[highlight] = as_name(login)
    return coders

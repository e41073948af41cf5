"""requal projects (SQLite, ``.requal``): documents, codes in categories, segments of several users, cases and memos."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from thememiner.config import Settings
from thememiner.exchange.project_building import build_codings, build_document, make_losses
from thememiner.exchange.refi import Range
from thememiner.exchange.sqlite_files import Database, Value, open_database, to_name, to_text
from thememiner.exchange.stored_projects import (
    Cases,
    StoredCode,
    StoredCodes,
    StoredCodings,
    place_in_categories,
    resolve_stored,
)
from thememiner.intake import CodePath, DistinctNames
from thememiner.records import Document, Memo, Note, Project, code_path

DEFAULTS = Settings()
REQUIRED_TABLES = {
    "projects": ("project_id", "project_name"),
    "documents": ("doc_id", "doc_name", "doc_text"),
    "codes": ("code_id", "code_name"),
    "segments": ("doc_id", "code_id", "segment_start", "segment_end"),
}
"""Tables and columns by which a requal project is recognised."""
_Place = tuple[str | None, int | None, int | None, str | None]
"""Document, start, end and code of a memo."""
_PROJECT: _Place = (None, None, None, None)
_FROM_ONE, _FROM_ZERO = 1, 0
"""The position of the first character. requal counts from 1, and the end of a segment is its last character."""


class _Segment(NamedTuple):
    """A row of the table of segments."""

    key: Value
    document: Document | None
    path: CodePath | None
    coder: str
    start: Value
    end: Value
    quote: Value

    def resolve(self, first: int) -> Range | None:
        """Return the code points of the segment; ``first`` is the position of the first character of a text."""
        return _resolve(self.document, self.start, self.end, self.quote, first=first)


def read_requal(path: Path, *, settings: Settings = DEFAULTS) -> Project:
    """Read a requal project, or all projects in the database of a requal server.

    Each user is a coder. A code is placed under its category. Positions are counted from 1, as requal does, unless more
    of the stored texts of segments are at their places if they are counted from 0; a segment whose text is not at its
    place is a problem. A document of one case has that participant. A memo is about what it is linked with, or else
    about the project.

    Raises ``UnreadableFileError`` and ``UnsafeFileError``.
    """
    with open_database(path, place=path.name, max_mb=settings.corpus.max_unpacked_mb) as database:
        database.require_tables(REQUIRED_TABLES, "requal")
        return _RequalProject(database, path).to_project()


class _RequalProject:
    """Reads the tables of one database."""

    def __init__(self, database: Database, path: Path) -> None:
        self._database = database
        self._path = path
        self._losses: Counter[str] = Counter()
        self._memos: list[Memo] = []
        self._codings = StoredCodings(path.name)
        self._users = self._read_users()
        self._cases = self._read_cases()
        self._documents = self._read_documents()
        self._codes = self._read_codes()

    def to_project(self) -> Project:
        """Return the content of the tables as a project."""
        segments = self._list_segments()
        first = _find_first_position(segments)
        self._read_memos(self._place_segments(segments, first), first)
        for (description,) in self._database.read_rows("projects", ("project_description",)):
            self._add_memo(description, "")
        of_users = self._database.read_rows("attributes_users_map", ("user_id",), optional=True)
        self._losses["attributes of users"] += sum(1 for _ in of_users)
        notes = ["positions are counted from 0, since so more segments have their text."] if first == _FROM_ZERO else []
        return Project(
            documents=tuple(sorted(self._documents.values(), key=lambda document: document.doc_id)),
            codings=build_codings(self._codings.spans, self._codes.descriptions, default_coder=self._path.stem),
            participants=MappingProxyType(self._cases.participants),
            memos=tuple(self._memos),
            colours=self._codes.colours,
            losses=make_losses({**self._losses, **self._codes.losses}),
            problems=tuple(self._codings.problems),
            notes=tuple(Note(self._path.name, note) for note in notes),
        )

    def _read_optional(self, table: str, *columns: str) -> Iterator[tuple[Value, ...]]:
        return self._database.read_rows(table, columns, optional=True)

    def _read_users(self) -> dict[Value, str]:
        columns = ("user_id", "user_name", "user_login", "user_mail")
        rows = {
            key: next(filter(None, map(to_name, names)), "") for key, *names in self._read_optional("users", *columns)
        }
        distinct = DistinctNames(rows.values())
        return {key: distinct.give(name or f"user {to_name(key)}") for key, name in rows.items()}

    def _find_user(self, key: Value) -> str:
        """Return the name of a user; that of the file if none is stored."""
        return self._path.stem if key is None else self._users.get(key, f"user {to_name(key)}")

    def _read_attributes(self, table: str, owner: str) -> Mapping[Value, Mapping[str, str]]:
        """Return the values of each case or document by the name of the attribute."""
        names = {
            key: to_name(name) for key, name in self._read_optional("attributes", "attribute_id", "attribute_name")
        }
        values = {
            key: to_text(one) for key, one in self._read_optional("attribute_values", "attribute_value_id", "value")
        }
        attributes: defaultdict[Value, dict[str, str]] = defaultdict(dict)
        for key, attribute, value in self._read_optional(table, owner, "attribute_id", "attribute_value_id"):
            if names.get(attribute) and values.get(value, "").strip():
                attributes[key][names[attribute]] = values[value]
        return attributes

    def _read_cases(self) -> Cases:
        rows = list(self._read_optional("cases", "case_id", "case_name", "case_description"))
        self._losses["descriptions of cases"] += sum(bool(to_text(text).strip()) for *_, text in rows)
        attributes = self._read_attributes("attributes_cases_map", "case_id")
        return Cases([(key, name) for key, name, _ in rows], attributes)

    def _read_documents(self) -> dict[Value, Document]:
        attributes = self._read_attributes("attributes_documents_map", "doc_id")
        projects = {
            key: to_name(name) for key, name in self._database.read_rows("projects", REQUIRED_TABLES["projects"])
        }
        links = self._read_optional("cases_documents_map", "case_id", "doc_id")
        participants, self._losses["documents that several cases share"] = self._cases.find_participants(links)
        documents = {}
        names = DistinctNames(())
        columns = ("doc_id", "doc_name", "doc_text", "doc_description", "user_id", "project_id")
        for key, name, text, description, user, project in self._database.read_rows("documents", columns):
            if not to_text(text).strip():
                self._losses["documents without text"] += 1
                continue
            own_name = to_name(name) or f"document {to_name(key)}"
            doc_id = names.give(f"{projects.get(project, '')}/{own_name}" if len(projects) > 1 else own_name)
            document = build_document(doc_id, to_text(text), self._path, "requal", participant=participants.get(key))
            documents[key] = replace(document, attributes=MappingProxyType(dict(attributes.get(key, {}))))
            self._add_memo(description, self._find_user(user), doc_id)
        return documents

    def _read_codes(self) -> StoredCodes:
        codes = self._database.read_rows("codes", ("code_id", "code_name", "code_description", "code_color"))
        categories = self._read_optional("categories", "category_id", "category_name", "category_description")
        members = self._read_optional("categories_codes_map", "code_id", "category_id")
        return place_in_categories(
            [StoredCode(*row) for row in codes], [StoredCode(*row) for row in categories], members
        )

    def _list_segments(self) -> list[_Segment]:
        columns = ("segment_id", "doc_id", "code_id", "user_id", "segment_start", "segment_end", "segment_text")
        return [
            _Segment(key, self._documents.get(document), self._codes.paths.get(code), self._find_user(user), *place)
            for key, document, code, user, *place in self._database.read_rows("segments", columns)
        ]

    def _place_segments(self, segments: Sequence[_Segment], first: int) -> dict[Value, tuple[_Segment, Range]]:
        """Collect the codings, and return the segments with a place by key."""
        placed = {}
        for segment in segments:
            place = segment.resolve(first)
            if self._codings.add(segment.coder, segment.path, segment.document, place, segment.start) and place:
                placed[segment.key] = (segment, place)
        return placed

    def _read_memos(self, segments: Mapping[Value, tuple[_Segment, Range]], first: int) -> None:
        """Read memos; one that is linked with nothing that is read is about the project."""
        places: dict[Value, list[_Place]] = defaultdict(list)
        for key, place in self._iterate_memo_places(segments, first):
            self._losses["places of memos"] += place is None
            places[key] += [place] if place else []
        for key, text, user in self._read_optional("memos", "memo_id", "text", "user_id"):
            for place in places[key] or [_PROJECT]:
                self._add_memo(text, "" if user is None else self._find_user(user), *place)

    def _iterate_memo_places(
        self, segments: Mapping[Value, tuple[_Segment, Range]], first: int
    ) -> Iterator[tuple[Value, _Place | None]]:
        """Yield the key of a memo and what it is about; None if that is not read."""
        for key, code in self._read_optional("memos_codes_map", "memo_id", "code_id"):
            path = self._codes.paths.get(code)
            yield key, (None, None, None, code_path(*path)) if path else None
        columns = ("memo_id", "doc_id", "memo_start", "memo_end")
        for key, doc, start, end in self._read_optional("memos_documents_map", *columns):
            document = self._documents.get(doc)
            range_ = _resolve(document, start, end, None, first=first) or (None, None)
            yield key, (document.doc_id, *range_, None) if document else None
        for key, number in self._read_optional("memos_segments_map", "memo_id", "segment_id"):
            segment, range_ = segments.get(number, (None, (0, 0)))
            if segment and segment.document and segment.path:
                yield key, (segment.document.doc_id, *range_, code_path(*segment.path))
            else:
                yield key, None

    def _add_memo(
        self,
        text: Value,
        author: str,
        doc_id: str | None = None,
        start: int | None = None,
        end: int | None = None,
        code_id: str | None = None,
    ) -> None:
        """Add a memo unless it is empty."""
        if to_text(text).strip():
            self._memos.append(Memo(to_text(text), author, doc_id, start, end, code_id))


def _find_first_position(segments: Sequence[_Segment]) -> int:
    """Return the position of the first character of a text, under which most stored texts are at their places."""
    checked = [segment for segment in segments if isinstance(segment.quote, str) and segment.quote]
    fits = {first: sum(one.resolve(first) is not None for one in checked) for first in (_FROM_ONE, _FROM_ZERO)}
    return max(fits, key=lambda first: fits[first])


def _resolve(document: Document | None, start: Value, end: Value, quote: Value, *, first: int) -> Range | None:
    """Return a stored range as code points; in requal, a start of 0 means the first character, too."""
    begin = max(start - first, 0) if isinstance(start, int | float) else None
    return resolve_stored(document, begin, end, quote)

"""RQDA projects (SQLite, ``.rqda``): files, codes in categories, cases, attributes and memos."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from thememiner.config import Settings
from thememiner.exchange.project_building import build_codings, build_document, make_losses
from thememiner.exchange.sqlite_files import Database, Value, open_database, to_name, to_text
from thememiner.exchange.stored_projects import (
    Cases,
    StoredCode,
    StoredCodes,
    StoredCodings,
    place_in_categories,
    resolve_stored,
)
from thememiner.intake import DistinctNames
from thememiner.records import Document, Memo, Note, Project, code_path

DEFAULTS = Settings()
REQUIRED_TABLES = {
    "source": ("id", "name", "file"),
    "freecode": ("id", "name"),
    "coding": ("cid", "fid", "selfirst", "selend"),
}
"""Tables and columns by which an RQDA project is recognised."""
FILE_CATEGORY = "file category"
"""The attribute of a document that names its categories."""
_MISSING = "NA"
_CODING_TABLES = ("coding", "coding2")
_ACTIVE = (None, 1)  # 0: deleted with its file or code; -1: mark removed. Tables of early versions have no status.


def read_rqda(path: Path, *, settings: Settings = DEFAULTS) -> Project:
    """Read an RQDA project: its files are documents, and each owner of codings is a coder.

    A code is placed under its category. Positions are code points, or another unit where only that gives the coded
    text. A file that is linked to one case has that participant; categories of files are attributes. Memos, annotations
    and entries of the journal are memos; ``NA``, which R writes for a missing value, is none. What was deleted in RQDA
    is left out and counted in a note. An owner with codings in both tables of codings is two coders.

    Raises ``UnreadableFileError`` and ``UnsafeFileError``.
    """
    with open_database(path, place=path.name, max_mb=settings.corpus.max_unpacked_mb) as database:
        database.require_tables(REQUIRED_TABLES, "RQDA")
        return _RqdaProject(database, path).to_project()


class _RqdaProject:
    """Reads the tables of one project."""

    def __init__(self, database: Database, path: Path) -> None:
        self._database = database
        self._path = path
        self._deleted: Counter[str] = Counter()
        self._missing: Counter[str] = Counter()
        self._losses: Counter[str] = Counter()
        self._memos: list[Memo] = []
        self._codings = StoredCodings(path.name)
        self._cases = self._read_cases()
        self._documents = self._read_documents()
        self._codes = self._read_codes()

    def to_project(self) -> Project:
        """Return the content of the tables as a project."""
        self._read_codings()
        self._read_annotations()
        self._read_project_memos()
        pictures = sum(1 for _ in self._read_active("imagecoding", ("cid",), "codings of pictures"))
        notes = {
            "left out, because it was deleted in RQDA": self._deleted,
            "left out, because it is NA, a missing value in R": self._missing,
        }
        return Project(
            documents=tuple(sorted(self._documents.values(), key=lambda document: document.doc_id)),
            codings=build_codings(self._codings.spans, self._codes.descriptions, default_coder=self._path.stem),
            participants=MappingProxyType(self._cases.participants),
            memos=tuple(self._memos),
            colours=self._codes.colours,
            losses=make_losses({**self._losses, **self._codes.losses, "codings of pictures": pictures}),
            problems=tuple(self._codings.problems),
            notes=tuple(
                Note(self._path.name, f"{why}: {_list_counts(counts)}.") for why, counts in notes.items() if counts
            ),
        )

    def _read_active(self, table: str, columns: Sequence[str], what: str) -> Iterator[tuple[Value, ...]]:
        """Yield the rows of a table that were not deleted, and count the others."""
        for *row, status in self._database.read_rows(table, (*columns, "status"), optional=True):
            if status in _ACTIVE:
                yield tuple(row)
            else:
                self._deleted[what] += 1

    def _read_cases(self) -> Cases:
        rows = list(self._read_active("cases", ("id", "name", "memo"), "cases"))
        self._losses["memos of cases"] += sum(bool(to_text(memo).strip()) for *_, memo in rows)
        return Cases([(key, name) for key, name, _ in rows], self._read_attributes("caseattr", "caseid"))

    def _read_attributes(self, table: str, owner: str) -> defaultdict[Value, dict[str, str]]:
        """Return the values of each case or file by the name of the attribute, which may be deleted as a whole."""
        is_active: dict[str, bool] = {}
        for name, status in self._database.read_rows("attributes", ("name", "status"), optional=True):
            is_active[to_name(name)] = is_active.get(to_name(name), False) or status in _ACTIVE
        attributes: defaultdict[Value, dict[str, str]] = defaultdict(dict)
        for key, name, value in self._read_active(table, (owner, "variable", "value"), "values of attributes"):
            if not is_active.get(to_name(name), True):
                self._deleted["values of attributes"] += 1
            elif self._has_text(value, "values of attributes"):
                attributes[key][to_name(name)] = to_text(value)
        return attributes

    def _read_documents(self) -> dict[Value, Document]:
        attributes, categories = self._read_attributes("fileattr", "fileid"), self._read_file_categories()
        links = self._read_active("caselinkage", ("caseid", "fid"), "links to cases")
        participants, self._losses["files that several cases share"] = self._cases.find_participants(links)
        documents = {}
        names = DistinctNames(())
        columns = ("id", "name", "file", "memo", "owner")
        for key, name, text, memo, owner in self._read_active("source", columns, "files"):
            if not to_text(text).strip():
                self._losses["files without text"] += 1
                continue
            doc_id = names.give(to_name(name) or f"file {to_name(key)}")
            document = build_document(doc_id, to_text(text), self._path, "rqda", participant=participants.get(key))
            own = {**({FILE_CATEGORY: "; ".join(categories[key])} if key in categories else {}), **attributes[key]}
            documents[key] = replace(document, attributes=MappingProxyType(own))
            self._add_memo(memo, owner, doc_id)
        return documents

    def _read_file_categories(self) -> dict[Value, list[str]]:
        names = {}
        for key, name, memo in self._read_active("filecat", ("catid", "name", "memo"), "categories of files"):
            names[key] = to_name(name)
            self._losses["memos of categories of files"] += bool(to_text(memo).strip())
        categories: dict[Value, list[str]] = defaultdict(list)
        for file, category in self._read_active("treefile", ("fid", "catid"), "files in categories"):
            if names.get(category):
                categories[file].append(names[category])
        return categories

    def _read_codes(self) -> StoredCodes:
        codes = self._read_active("freecode", ("id", "name", "memo", "color"), "codes")
        categories = self._read_active("codecat", ("catid", "name", "memo"), "categories of codes")
        members = self._read_active("treecode", ("cid", "catid"), "codes in categories")
        return place_in_categories(
            [StoredCode(*row) for row in codes], [StoredCode(*row) for row in categories], members
        )

    def _read_codings(self) -> None:
        deleted_codes = self._list_deleted("freecode")
        deleted_files = self._list_deleted("source")
        coders: set[str] = set()
        for table in _CODING_TABLES:
            known = frozenset(coders)
            columns = ("cid", "fid", "selfirst", "selend", "seltext", "owner", "memo")
            for code, file, start, end, quote, owner, memo in self._read_active(table, columns, "codings"):
                if code in deleted_codes or file in deleted_files:
                    self._deleted["codings"] += 1
                    continue
                name = to_name(owner) or self._path.stem
                coder = f"{name} (second coding)" if name in known else name
                coders.add(name)
                document, path = self._documents.get(file), self._codes.paths.get(code)
                place = resolve_stored(document, start, end, quote)
                if self._codings.add(coder, path, document, place, start) and document and place and path:
                    self._add_memo(memo, owner, document.doc_id, *place, code_path(*path))

    def _list_deleted(self, table: str) -> frozenset[Value]:
        rows = self._database.read_rows(table, ("id", "status"))
        return frozenset(key for key, status in rows if status not in _ACTIVE)

    def _read_annotations(self) -> None:
        """Read notes in a file; each stands at one position, and is about the character there."""
        columns = ("fid", "position", "annotation", "owner")
        for file, position, text, owner in self._read_active("annotation", columns, "annotations"):
            document = self._documents.get(file)
            if document is None:
                self._losses["annotations of files that are not read"] += 1
                continue
            after = position + 1 if isinstance(position, int | float) else None
            place = resolve_stored(document, position, after) or (None, None)
            self._add_memo(text, owner, document.doc_id, *place)

    def _read_project_memos(self) -> None:
        for memo, *_ in self._database.read_rows("project", ("memo",), optional=True):
            self._add_memo(memo, None)
        for name, entry, owner in self._read_active("journal", ("name", "journal", "owner"), "entries of the journal"):
            title = to_text(name).strip()
            is_titled = bool(title) and bool(to_text(entry).strip())
            self._add_memo(f"{title}\n\n{to_text(entry)}" if is_titled else entry, owner)

    def _add_memo(
        self,
        text: Value,
        owner: Value,
        doc_id: str | None = None,
        start: int | None = None,
        end: int | None = None,
        code_id: str | None = None,
    ) -> None:
        """Add a memo unless it is empty."""
        if self._has_text(text, "memos"):
            self._memos.append(Memo(to_text(text), to_name(owner), doc_id, start, end, code_id))

    def _has_text(self, value: Value, what: str) -> bool:
        """Tell whether a value is neither empty nor missing; count those that are written as missing."""
        is_missing = to_text(value).strip() == _MISSING
        self._missing.update([what] * is_missing)
        return bool(to_text(value).strip()) and not is_missing


def _list_counts(counts: Counter[str]) -> str:
    return ", ".join(f"{count:,} × {what}" for what, count in sorted(counts.items()))

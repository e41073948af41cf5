"""QualCoder projects (SQLite, ``data.qda`` in a folder ``X.qda``): sources, codes in categories, cases, attributes."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from thememiner.config import Settings
from thememiner.errors import UnreadableFileError
from thememiner.exchange.project_building import losses, project_codings, project_document
from thememiner.exchange.sqlite_files import Database, Value, as_name, as_written, open_database
from thememiner.exchange.text_offsets import checked_range
from thememiner.intake import CodedSpan, CodePath, DistinctNames
from thememiner.records import Document, Loss, Memo, Problem, Project, code_path

DEFAULTS = Settings()
TABLES = {
    "source": ("id", "name", "fulltext"),
    "code_name": ("cid", "name", "catid"),
    "code_cat": ("catid", "name", "supercatid"),
    "code_text": ("cid", "fid", "pos0", "pos1", "owner"),
}
"""What makes a database a project of QualCoder."""
INNER = "data.qda"
_DEEPEST = 100  # categories above one another; more is a circle


def read_qualcoder(path: Path, *, settings: Settings = DEFAULTS) -> Project:
    """Read a project of QualCoder: the folder ``X.qda``, or the file ``data.qda`` in it.

    Each owner of codings is a coder. A code stands under its category, or under the code above it; positions are code
    points, or UTF-16 units where only these give the coded text. Cases are participants with their attributes; memos of
    sources, codes and passages come along. Codings of pictures and sound are losses.

    Raises ``UnreadableFileError`` and ``UnsafeFileError``.
    """
    inner = path / INNER if path.is_dir() else path
    if not inner.is_file():
        raise UnreadableFileError(f"has no file {INNER}.", place=path.name, remedy="Give the folder of the project.")
    name = path.parent.name if path.name == INNER and path.parent.suffix == ".qda" else path.name
    with open_database(inner, place=name, max_mb=settings.corpus.max_unpacked_mb) as database:
        if not database.has(TABLES):
            raise database.unreadable("is no project of QualCoder: it has not its tables.")
        return _Reading(database, Path(name)).project()


class _Reading:
    """One project on its way in."""

    def __init__(self, database: Database, path: Path) -> None:
        self._database = database
        self._path = path
        self._without_text = 0
        self._problems: list[Problem] = []
        self._documents = self._read_documents()
        self._codes = self._read_codes()

    def project(self) -> Project:
        """Return what the tables hold."""
        spans, memos = self._read_segments()
        described = {path: memo for path, memo, _ in self._codes.values()}
        return Project(
            documents=tuple(sorted(self._documents.values(), key=lambda document: document.doc_id)),
            codings=project_codings(spans, described, nobody=self._path.stem),
            participants=self._read_cases(),
            memos=(*self._read_source_memos(), *memos, *self._read_annotations(), *self._read_journal()),
            colours={code_path(*path): colour for path, _, colour in self._codes.values() if colour.startswith("#")},
            losses=self._losses(),
            problems=tuple(self._problems),
        )

    def _read_documents(self) -> dict[Value, Document]:
        attributes, people = self._read_attributes("file"), self._people()
        documents = {}
        names = DistinctNames(())
        for key, name, text in self._database.rows("source", ("id", "name", "fulltext")):
            if not as_written(text).strip():
                self._without_text += 1
                continue
            called = names.give(as_name(name) or f"source {as_name(key)}")
            document = project_document(called, as_written(text), self._path, "qualcoder", participant=people.get(key))
            documents[key] = replace(document, attributes=MappingProxyType(attributes[key]))
        return documents

    def _people(self) -> Mapping[Value, str]:
        """Return the case of each source that has exactly one."""
        names = {key: as_name(name) for key, name in self._database.rows("cases", ("caseid", "name"), optional=True)}
        cases: dict[Value, set[str]] = defaultdict(set)
        for case, source in self._database.rows("case_text", ("caseid", "fid"), optional=True):
            if names.get(case):
                cases[source].add(names[case])
        return {source: next(iter(own)) for source, own in cases.items() if len(own) == 1}

    def _read_attributes(self, kind: str) -> defaultdict[Value, dict[str, str]]:
        attributes: defaultdict[Value, dict[str, str]] = defaultdict(dict)
        for owner, of, name, value in self._database.rows(
            "attribute", ("id", "attr_type", "name", "value"), optional=True
        ):
            if of == kind and as_written(value):
                attributes[owner][as_name(name)] = as_written(value)
        return attributes

    def _read_codes(self) -> dict[Value, tuple[CodePath, str, str]]:
        """Return path, description and colour of each code."""
        categories = {
            key: (as_name(name), above) for key, name, above in self._database.rows("code_cat", TABLES["code_cat"])
        }
        columns = ("cid", "name", "catid", "supercid", "memo", "color")
        rows = {row[0]: row for row in self._database.rows("code_name", columns)}
        codes = {}
        for key, (_, name, category, _, memo, colour) in rows.items():
            above: list[str] = []
            over, top = rows[key][3], category
            while over in rows and len(above) < _DEEPEST:
                above.insert(0, as_name(rows[over][1]))
                over, top = rows[over][3], rows[over][2]
            while top in categories and len(above) < _DEEPEST:
                above.insert(0, categories[top][0])
                top = categories[top][1]
            codes[key] = ((*above, as_name(name)), as_written(memo), as_written(colour).lower())
        return codes

    def _read_segments(self) -> tuple[Mapping[str, list[CodedSpan]], list[Memo]]:
        spans: dict[str, list[CodedSpan]] = defaultdict(list)
        memos = []
        columns = ("cid", "fid", "pos0", "pos1", "owner", "seltext", "memo")
        for code, source, start, end, owner, quote, memo in self._database.rows("code_text", columns):
            document = self._documents.get(source)
            place = None
            if document is not None and isinstance(start, int) and isinstance(end, int):
                place = checked_range(document.text, start, end, quote if isinstance(quote, str) and quote else None)
            if document is None or place is None or code not in self._codes:
                where = f"{self._path.name}:{document.doc_id if document else 'source'}:{as_name(start)}"
                self._problems.append(Problem(where, "this coding is of no text or code of the project, or shifted."))
                continue
            path = self._codes[code][0]
            spans[as_name(owner) or self._path.stem].append(CodedSpan(document.doc_id, *place, (path,)))
            if as_written(memo).strip():
                memos.append(Memo(as_written(memo), as_name(owner), document.doc_id, *place, code_path(*path)))
        return spans, memos

    def _read_cases(self) -> Mapping[str, Mapping[str, str]]:
        attributes = self._read_attributes("case")
        cases = self._database.rows("cases", ("caseid", "name"), optional=True)
        return MappingProxyType(
            {as_name(name): MappingProxyType(attributes[key]) for key, name in cases if as_name(name)}
        )

    def _read_source_memos(self) -> list[Memo]:
        rows = self._database.rows("source", ("id", "memo", "owner"))
        return [
            Memo(as_written(memo), as_name(owner), self._documents[key].doc_id)
            for key, memo, owner in rows
            if key in self._documents and as_written(memo).strip()
        ]

    def _read_annotations(self) -> list[Memo]:
        memos = []
        columns = ("fid", "pos0", "pos1", "memo", "owner")
        for key, start, end, memo, owner in self._database.rows("annotation", columns, optional=True):
            document = self._documents.get(key)
            if document is not None and isinstance(start, int) and isinstance(end, int) and as_written(memo).strip():
                place = checked_range(document.text, start, end, None) or (None, None)
                memos.append(Memo(as_written(memo), as_name(owner), document.doc_id, *place))
        return memos

    def _read_journal(self) -> list[Memo]:
        rows = self._database.rows("journal", ("jentry", "owner"), optional=True)
        return [Memo(as_written(entry), as_name(owner)) for entry, owner in rows if as_written(entry).strip()]

    def _losses(self) -> tuple[Loss, ...]:
        def count(table: str) -> int:
            return sum(1 for _ in self._database.rows(table, ("owner",), optional=True))

        return losses(
            sources_without_text=self._without_text,
            codings_of_pictures=count("code_image"),
            codings_of_sound_and_video=count("code_av"),
        )

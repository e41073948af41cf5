"""QualCoder projects (SQLite, ``data.qda`` in a folder ``X.qda``): sources, codes in categories, cases, attributes."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from thememiner.config import Settings
from thememiner.errors import UnreadableFileError
from thememiner.exchange.project_building import (
    UNKNOWN_COLOURS,
    build_codings,
    build_document,
    make_losses,
    normalise_colour,
)
from thememiner.exchange.sqlite_files import Database, Value, open_database, to_name, to_text
from thememiner.exchange.stored_projects import StoredCodings, resolve_stored
from thememiner.intake import CodePath, DistinctNames
from thememiner.records import Document, Loss, Memo, Project, code_path

DEFAULTS = Settings()
REQUIRED_TABLES = {
    "source": ("id", "name", "fulltext"),
    "code_name": ("cid", "name", "catid"),
    "code_cat": ("catid", "name", "supercatid"),
    "code_text": ("cid", "fid", "pos0", "pos1", "owner"),
}
"""Tables and columns by which a QualCoder project is recognised."""
DATABASE_NAME = "data.qda"
_MAX_DEPTH = 100  # categories above one another; more is a cycle


def read_qualcoder(path: Path, *, settings: Settings = DEFAULTS) -> Project:
    """Read a QualCoder project: the folder ``X.qda``, or the file ``data.qda`` in it.

    Each owner of codings is a coder. A code is placed under its category, or under the code above it. Positions are
    code points, or another unit where only that gives the coded text. Cases become participants with their attributes.
    Memos of sources, codes and passages are read; codings of pictures and sound are losses.

    Raises ``UnreadableFileError`` and ``UnsafeFileError``.
    """
    database_file = path / DATABASE_NAME if path.is_dir() else path
    if not database_file.is_file():
        remedy = "Give the folder of the project."
        raise UnreadableFileError(f"has no file {DATABASE_NAME}.", place=path.name, remedy=remedy)
    name = path.parent.name if path.name == DATABASE_NAME and path.parent.suffix == ".qda" else path.name
    with open_database(database_file, place=name, max_mb=settings.corpus.max_unpacked_mb) as database:
        database.require_tables(REQUIRED_TABLES, "QualCoder")
        return _QualCoderProject(database, Path(name)).to_project()


class _QualCoderProject:
    """Reads the tables of one project."""

    def __init__(self, database: Database, path: Path) -> None:
        self._database = database
        self._path = path
        self._without_text = 0
        self._codings = StoredCodings(path.name)
        self._documents = self._read_documents()
        self._codes = self._read_codes()

    def to_project(self) -> Project:
        """Return the content of the tables as a project."""
        memos = self._read_segments()
        descriptions = {path: memo for path, memo, _ in self._codes.values()}
        colours = {code_path(*path): normalise_colour(colour) for path, _, colour in self._codes.values() if colour}
        return Project(
            documents=tuple(sorted(self._documents.values(), key=lambda document: document.doc_id)),
            codings=build_codings(self._codings.spans, descriptions, default_coder=self._path.stem),
            participants=self._read_cases(),
            memos=(*self._read_source_memos(), *memos, *self._read_annotations(), *self._read_journal()),
            colours={code_id: colour for code_id, colour in colours.items() if colour},
            losses=self._count_losses(unknown_colours=list(colours.values()).count(None)),
            problems=tuple(self._codings.problems),
        )

    def _read_documents(self) -> dict[Value, Document]:
        attributes, participants = self._read_attributes("file"), self._find_participants()
        documents = {}
        names = DistinctNames(())
        for key, name, text in self._database.read_rows("source", ("id", "name", "fulltext")):
            if not to_text(text).strip():
                self._without_text += 1
                continue
            doc_id = names.give(to_name(name) or f"source {to_name(key)}")
            participant = participants.get(key)
            document = build_document(doc_id, to_text(text), self._path, "qualcoder", participant=participant)
            documents[key] = replace(document, attributes=MappingProxyType(attributes[key]))
        return documents

    def _find_participants(self) -> Mapping[Value, str]:
        """Return the case of each source that belongs to exactly one."""
        names = {
            key: to_name(name) for key, name in self._database.read_rows("cases", ("caseid", "name"), optional=True)
        }
        cases: dict[Value, set[str]] = defaultdict(set)
        for case, source in self._database.read_rows("case_text", ("caseid", "fid"), optional=True):
            if names.get(case):
                cases[source].add(names[case])
        return {source: next(iter(own)) for source, own in cases.items() if len(own) == 1}

    def _read_attributes(self, kind: str) -> defaultdict[Value, dict[str, str]]:
        attributes: defaultdict[Value, dict[str, str]] = defaultdict(dict)
        for owner, owner_kind, name, value in self._database.read_rows(
            "attribute", ("id", "attr_type", "name", "value"), optional=True
        ):
            if owner_kind == kind and to_text(value):
                attributes[owner][to_name(name)] = to_text(value)
        return attributes

    def _read_codes(self) -> dict[Value, tuple[CodePath, str, str]]:
        """Return path, description and colour of each code, by its key."""
        categories = {
            key: (to_name(name), above)
            for key, name, above in self._database.read_rows("code_cat", REQUIRED_TABLES["code_cat"])
        }
        columns = ("cid", "name", "catid", "supercid", "memo", "color")
        rows = {row[0]: row for row in self._database.read_rows("code_name", columns)}
        codes = {}
        for key, (_, name, category, _, memo, colour) in rows.items():
            above: list[str] = []
            parent, category_above = rows[key][3], category
            while parent in rows and len(above) < _MAX_DEPTH:
                above.insert(0, to_name(rows[parent][1]))
                parent, category_above = rows[parent][3], rows[parent][2]
            while category_above in categories and len(above) < _MAX_DEPTH:
                above.insert(0, categories[category_above][0])
                category_above = categories[category_above][1]
            codes[key] = ((*above, to_name(name)), to_text(memo), to_text(colour).strip())
        return codes

    def _read_segments(self) -> list[Memo]:
        """Collect the coded passages, and return the memos on them."""
        memos = []
        columns = ("cid", "fid", "pos0", "pos1", "owner", "seltext", "memo")
        for code, source, start, end, owner, quote, memo in self._database.read_rows("code_text", columns):
            document, path = self._documents.get(source), self._codes.get(code, (None,))[0]
            place = resolve_stored(document, start, end, quote)
            is_placed = self._codings.add(to_name(owner) or self._path.stem, path, document, place, start)
            if is_placed and document and place and path and to_text(memo).strip():
                memos.append(Memo(to_text(memo), to_name(owner), document.doc_id, *place, code_path(*path)))
        return memos

    def _read_cases(self) -> Mapping[str, Mapping[str, str]]:
        attributes = self._read_attributes("case")
        cases = self._database.read_rows("cases", ("caseid", "name"), optional=True)
        return MappingProxyType(
            {to_name(name): MappingProxyType(attributes[key]) for key, name in cases if to_name(name)}
        )

    def _read_source_memos(self) -> list[Memo]:
        rows = self._database.read_rows("source", ("id", "memo", "owner"))
        return [
            Memo(to_text(memo), to_name(owner), self._documents[key].doc_id)
            for key, memo, owner in rows
            if key in self._documents and to_text(memo).strip()
        ]

    def _read_annotations(self) -> list[Memo]:
        memos = []
        columns = ("fid", "pos0", "pos1", "memo", "owner")
        for key, start, end, memo, owner in self._database.read_rows("annotation", columns, optional=True):
            document = self._documents.get(key)
            if document is not None and to_text(memo).strip():
                place = resolve_stored(document, start, end) or (None, None)
                memos.append(Memo(to_text(memo), to_name(owner), document.doc_id, *place))
        return memos

    def _read_journal(self) -> list[Memo]:
        rows = self._database.read_rows("journal", ("jentry", "owner"), optional=True)
        return [Memo(to_text(entry), to_name(owner)) for entry, owner in rows if to_text(entry).strip()]

    def _count_losses(self, *, unknown_colours: int) -> tuple[Loss, ...]:
        def count(table: str) -> int:
            return sum(1 for _ in self._database.read_rows(table, ("owner",), optional=True))

        return make_losses(
            {
                "sources without text": self._without_text,
                "codings of pictures": count("code_image"),
                "codings of sound and video": count("code_av"),
                UNKNOWN_COLOURS: unknown_colours,
            }
        )

"""Taguette: its database and its exports give the same highlights."""

import csv
import json
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest

from thememiner.config import Settings
from thememiner.corpus import read_corpus
from thememiner.errors import UnreadableFileError, UnsafeFileError
from thememiner.exchange import read_codings, read_project
from thememiner.records import Coding, Project

SCHEMA = """
CREATE TABLE projects (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE documents (id INTEGER PRIMARY KEY, name TEXT, project_id INTEGER, contents TEXT);
CREATE TABLE commands (id INTEGER PRIMARY KEY, user_login TEXT, payload TEXT);
CREATE TABLE tags (id INTEGER PRIMARY KEY, path TEXT, description TEXT);
CREATE TABLE highlights (
    id INTEGER PRIMARY KEY, document_id INTEGER, start_offset INTEGER, end_offset INTEGER, snippet TEXT
);
CREATE TABLE highlight_tags (highlight_id INTEGER, tag_id INTEGER);
INSERT INTO projects VALUES (1, 'Study');
INSERT INTO tags VALUES (1, 'tired', 'no strength'), (2, 'hope', ''), (3, 'unused', '');
"""
HTML = "<p>我很累 &amp; 😀 tired</p><p>but I hope</p>"


def database(path: Path, *statements: str, schema: str = SCHEMA) -> Path:
    """Write a database."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(schema)
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return path


def insert(table: str, *values: int | str) -> str:
    """Return the statement that inserts a row into a table."""
    return f"INSERT INTO {table} VALUES ({', '.join(map(repr, values))})"  # noqa: S608 - rows of this file


def project(tmp_path: Path, highlights: Sequence[tuple[int, int, str]] = (), *more: str) -> Project:
    """Return a project with a document and highlights in it, the first tagged 1 and 2, the others 1."""
    rows = [insert("highlights", number, 1, *highlight) for number, highlight in enumerate(highlights, 1)]
    tags = [insert("highlight_tags", number, 1) for number in range(1, len(rows) + 1)]
    document = insert("documents", 1, "P1.docx", 1, HTML)
    return read_project(
        database(tmp_path / "study.sqlite3", document, *rows, *tags, insert("highlight_tags", 1, 2), *more)
    )


def coded(coding: Coding) -> set[tuple[str, int, int, str]]:
    """Return the segments of a coding, without white space at their ends."""
    return set(coding.segments[["doc_id", "start", "end", "code_id"]].itertuples(index=False, name=None))


def trimmed(coding: Coding, texts: dict[str, str]) -> set[tuple[str, int, int, str]]:
    """Return the segments of a coding without white space at their ends."""
    segments = set()
    for doc_id, start, end, code in coded(coding):
        quote = texts[doc_id][start:end]
        first = start + len(quote) - len(quote.lstrip())
        segments.add((doc_id, first, first + len(quote.strip()), code))
    return segments


def test_offsets_are_bytes_of_the_text_in_the_html(tmp_path: Path) -> None:
    """A Han character has three bytes and an emoji four; where paragraphs touch, a line end is added."""
    found = project(tmp_path, [(0, 9, "我很累"), (12, 22, "😀 tired"), (17, 32, "<p>tired</p><p>but I hope</p>")])
    (document,) = found.documents
    (coding,) = found.codings
    assert document.text == "我很累 & 😀 tired\nbut I hope"
    quotes = [document.text[start:end] for _, start, end, _ in sorted(coded(coding))]
    assert quotes == ["我很累", "我很累", "😀 tired", "tired\nbut I hope"]
    assert not found.problems


def test_all_tags_are_codes_with_descriptions(tmp_path: Path) -> None:
    """A highlight with two tags has two codes; the file names the coder if the only user is 'admin'."""
    (coding,) = project(tmp_path, [(0, 9, "我很累")]).codings
    assert coding.coder == "study"
    assert [(code.name, code.description) for code in coding.codebook.codes] == [
        ("hope", ""),
        ("tired", "no strength"),
        ("unused", ""),
    ]
    assert coding.segments[["code_id", "rank"]].to_numpy().tolist() == [["hope", 1], ["tired", 1]]  # in no order


def test_the_user_who_made_a_highlight_is_its_coder(tmp_path: Path) -> None:
    """The log of commands is read; later commands count, and damaged ones are ignored."""
    commands = [
        insert("commands", number, login, payload)
        for number, (login, payload) in enumerate(
            [
                ("ana", json.dumps({"type": "highlight_add", "highlight_id": 1})),
                ("bo", json.dumps({"type": "highlight_add", "highlight_id": 2})),
                ("admin", json.dumps({"type": "highlight_add", "highlight_id": 3})),
                ("bo", "{"),
                ("bo", "[1]"),
            ]
        )
    ]
    found = project(tmp_path, [(0, 9, "我很累"), (12, 16, "😀"), (17, 22, "tired")], *commands)
    assert [coding.coder for coding in found.codings] == ["ana", "bo", "study"]


@pytest.mark.parametrize(
    ("start", "end", "snippet"),
    [
        pytest.param(1, 9, "很累", id="inside a character"),
        pytest.param(0, 999, "我很累", id="beyond the end"),
        pytest.param(9, 9, "", id="nothing"),
        pytest.param(0, 9, "别的", id="other words"),
    ],
)
def test_highlights_with_wrong_positions_are_problems(tmp_path: Path, start: int, end: int, snippet: str) -> None:
    """The place is not guessed, and the message quotes no text."""
    found = project(tmp_path, [(start, end, snippet)])
    (problem,) = found.problems
    assert problem.place == "study.sqlite3:1"
    assert "累" not in problem.reason
    assert all(coding.segments.empty for coding in found.codings)


def test_documents_of_several_projects_are_distinguished(tmp_path: Path) -> None:
    """In the database of a server, a document's name begins with that of its project."""
    second = "INSERT INTO projects VALUES (2, 'Pilot')"
    other = "INSERT INTO documents VALUES (2, 'P1.docx', 2, '<p>hello</p>')"
    found = project(tmp_path, [(0, 9, "我很累")], second, other)
    assert [document.doc_id for document in found.documents] == ["Pilot/P1.docx", "Study/P1.docx"]


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        pytest.param("CREATE TABLE other (id INTEGER);", "not in a format", id="other tables"),
        pytest.param(
            SCHEMA.replace("CREATE TABLE tags (id INTEGER PRIMARY KEY, path TEXT, description TEXT);", "").replace(
                "INSERT INTO tags VALUES (1, 'tired', 'no strength'), (2, 'hope', ''), (3, 'unused', '');",
                "CREATE VIEW tags AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n) "
                "SELECT id, 'x' AS path, '' AS description FROM n;",
            ),
            "not in a format",
            id="an endless view for a table",
        ),
    ],
)
def test_other_databases_are_refused(tmp_path: Path, schema: str, reason: str) -> None:
    """A view in place of a table is never run."""
    with pytest.raises(UnreadableFileError, match=reason):
        read_project(database(tmp_path / "x.sqlite3", schema=schema))


def test_a_file_that_is_not_of_the_named_format_is_refused(tmp_path: Path) -> None:
    """Naming the format does not make a database a Taguette project."""
    path = database(tmp_path / "x.sqlite3", schema="CREATE TABLE other (id INTEGER);")
    with pytest.raises(UnreadableFileError, match="not a project of Taguette"):
        read_project(path, format="taguette")


def test_files_that_are_not_databases_are_refused(tmp_path: Path) -> None:
    """The first bytes alone do not make a database."""
    path = tmp_path / "x.sqlite3"
    path.write_bytes(b"SQLite format 3\0" + bytes(range(256)) * 20)
    with pytest.raises(UnreadableFileError, match="broken database"):
        read_project(path)
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(UnreadableFileError, match="not a SQLite database"):
        read_project(path, format="taguette")


def test_a_computed_column_is_never_computed(tmp_path: Path) -> None:
    """A generated column is not counted as a column of a project."""
    schema = SCHEMA.replace("path TEXT, description TEXT", "path TEXT AS (hex(zeroblob(99))), description TEXT")
    schema = schema.partition("INSERT INTO tags")[0]
    with pytest.raises(UnreadableFileError, match="not in a format"):
        read_project(database(tmp_path / "x.sqlite3", schema=schema))


def test_too_large_files_are_refused(tmp_path: Path) -> None:
    """The limit is that of archives, and the message says how to raise it."""
    path = database(tmp_path / "x.sqlite3", "INSERT INTO documents VALUES (1, 'P1', 1, hex(zeroblob(600000)))")
    settings = Settings.model_validate({"corpus": {"max_unpacked_mb": 1}})
    with pytest.raises(UnsafeFileError, match="max_unpacked_mb"):
        read_project(path, settings=settings)


@pytest.mark.parametrize("part", ["<a ", "<!--", "<", '<p x="', "&#9", "</", "<p>x</p>"])
def test_html_takes_linear_time(tmp_path: Path, part: str) -> None:
    """Any input takes time in proportion to its length; a character reference with many digits stays text."""
    start = time.perf_counter()
    html = f"<p>text &#{'9' * 9_000};</p>{part * 50_000}"
    read_project(database(tmp_path / "x.sqlite3", insert("documents", 1, "P1", 1, html)))
    assert time.perf_counter() - start < 5


def test_reading_leaves_no_trace(tmp_path: Path) -> None:
    """The file is opened read-only, without a journal."""
    path = database(tmp_path / "x.sqlite3", insert("documents", 1, "P1", 1, HTML))
    before = path.read_bytes()
    read_project(path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["x.sqlite3"]


def test_a_real_project_gives_the_same_highlights_in_every_form(shared: Path, tmp_path: Path) -> None:
    """Database, CSV, workbook and Word file have the same passages with the same tags, all 1,930 codings."""
    formats = shared / "formats"
    found = read_project(formats / "sqlite" / "taguette_project.sqlite3")
    assert (len(found.documents), found.problems) == (17, ())
    assert [(loss.what, loss.count) for loss in found.losses] == [("highlights without a tag", 1)]
    texts = {document.doc_id: document.text for document in found.documents}
    highlights = trimmed(found.codings[0], texts)
    assert len(highlights) == 1930
    listed = formats / "csv" / "taguette_highlights.csv"
    workbook = openpyxl.Workbook()
    with listed.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            workbook.active.append(row)
    workbook.save(tmp_path / "highlights.xlsx")
    for path in (listed, tmp_path / "highlights.xlsx", formats / "docx" / "taguette_highlights_export.docx"):
        read = read_codings(path, found.documents)
        assert trimmed(read.codings[0], texts) == highlights
        assert read.problems == ()


def test_a_real_project_serves_as_manual_coding_of_its_texts(shared: Path) -> None:
    """Its documents have other names than the transcripts: they are matched by text, and all positions are right."""
    folder = shared / "data" / "en_serdif_usability"
    documents = read_corpus(folder / "transcripts").documents
    read = read_codings(shared / "formats" / "sqlite" / "taguette_project.sqlite3", documents)
    gold = read_codings(folder / "coded_segments.jsonl", documents)
    assert coded(read.codings[0]) == coded(gold.codings[0])
    assert read.problems == ()


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        pytest.param("CREATE TRIGGER t BEFORE INSERT ON tags BEGIN SELECT RAISE(ABORT, 'x'); END", 0, id="a trigger"),
        pytest.param("UPDATE highlights SET start_offset = 'zero'", 1, id="text for a number"),
        pytest.param("UPDATE highlights SET end_offset = 4611686018427387904", 1, id="a number beyond the text"),
        pytest.param("UPDATE highlights SET end_offset = NULL", 1, id="nothing for a number"),
        pytest.param("UPDATE documents SET contents = zeroblob(99)", 2, id="bytes for a text"),
        pytest.param("UPDATE tags SET description = char(0)", 0, id="a zero character"),
    ],
)
def test_invalid_values_are_problems_or_ignored(tmp_path: Path, change: str, problems: int) -> None:
    """Nothing in the file is run."""
    read = project(tmp_path, [(0, 3, "我")], change)
    assert len(read.problems) == problems


def test_a_database_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    """Half a file is a broken database, wherever reading notices it."""
    path = database(tmp_path / "x.sqlite3")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(UnreadableFileError, match="broken database"):
        read_project(path)


def test_a_journal_is_neither_read_nor_changed(tmp_path: Path) -> None:
    """Changes that a program has not yet written into its file are not read."""
    path = database(tmp_path / "x.sqlite3")
    journal = tmp_path / "x.sqlite3-wal"
    journal.write_bytes(b"not a journal")
    read_project(path)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["x.sqlite3", "x.sqlite3-wal"]
    assert journal.read_bytes() == b"not a journal"

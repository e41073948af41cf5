"""requal projects: documents, codes in categories, segments of several users, cases, attributes and memos."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from thememiner.exchange import detect_format, read_project
from thememiner.records import Memo, Project

TABLES = """
CREATE TABLE projects (project_id INTEGER PRIMARY KEY, project_name TEXT, project_description TEXT);
CREATE TABLE users (user_id INTEGER PRIMARY KEY, user_login TEXT, user_name TEXT, user_mail TEXT);
CREATE TABLE documents (doc_id INTEGER PRIMARY KEY, project_id INTEGER, user_id INTEGER, doc_name TEXT,
    doc_description TEXT, doc_text TEXT);
CREATE TABLE codes (project_id INTEGER, code_id INTEGER PRIMARY KEY, user_id INTEGER, code_name TEXT,
    code_description TEXT, code_color TEXT);
CREATE TABLE categories (project_id INTEGER, category_id INTEGER PRIMARY KEY, user_id INTEGER, category_name TEXT,
    category_description TEXT);
CREATE TABLE categories_codes_map (project_id INTEGER, category_id INTEGER, code_id INTEGER);
CREATE TABLE cases (project_id INTEGER, case_id INTEGER PRIMARY KEY, case_name TEXT, case_description TEXT);
CREATE TABLE cases_documents_map (project_id INTEGER, case_id INTEGER, doc_id INTEGER);
CREATE TABLE segments (project_id INTEGER, user_id INTEGER, doc_id INTEGER, code_id INTEGER,
    segment_id INTEGER PRIMARY KEY, segment_start INTEGER, segment_end INTEGER, segment_text TEXT);
CREATE TABLE memos (project_id INTEGER, memo_id INTEGER PRIMARY KEY, user_id INTEGER, text TEXT);
CREATE TABLE attributes (attribute_id INTEGER PRIMARY KEY, attribute_name TEXT, attribute_object TEXT,
    attribute_type TEXT, project_id INTEGER, user_id INTEGER);
CREATE TABLE attribute_values (attribute_value_id INTEGER PRIMARY KEY, attribute_id INTEGER, value TEXT);
CREATE TABLE attributes_users_map (user_id INTEGER, attribute_id INTEGER, attribute_value_id INTEGER);
CREATE TABLE attributes_documents_map (doc_id INTEGER, attribute_id INTEGER, attribute_value_id INTEGER);
CREATE TABLE attributes_cases_map (case_id INTEGER, attribute_id INTEGER, attribute_value_id INTEGER);
CREATE TABLE memos_codes_map (memo_id INTEGER, code_id INTEGER);
CREATE TABLE memos_documents_map (memo_id INTEGER, doc_id INTEGER, memo_start INTEGER, memo_end INTEGER);
CREATE TABLE memos_segments_map (memo_id INTEGER, segment_id INTEGER);
INSERT INTO projects VALUES (1, 'Study', '');
INSERT INTO users VALUES (1, NULL, 'Ana', NULL), (2, 'bo', NULL, NULL), (3, NULL, 'Ana', NULL);
INSERT INTO codes VALUES (1, 1, 1, 'tired', 'worn out', 'rgb(255,0,10)'), (1, 2, 1, 'hope', '', '');
"""
INSERT = "INSERT INTO segments VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
TEXT = "家 I am tired. 😀 But there is hope."


Row = tuple[object, ...]


def read(tmp_path: Path, *segments: Row, sql: str = "") -> Project:
    """Write and read a project with one document, the codes ``tired`` (1) and ``hope`` (2), and these rows."""
    path = tmp_path / "study.requal"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(TABLES)
        connection.execute("INSERT INTO documents VALUES (1, 1, 1, 'P1', '', ?)", (TEXT,))
        connection.executemany(INSERT, segments)
        connection.executescript(sql)
    return read_project(path)


def segment(
    quote: str, code: int = 1, user: int | None = 1, *, base: int = 1, stored: bool = True, key: int | None = None
) -> Row:
    """Return the row of a segment as requal writes it: counted from 1, with the last character as its end."""
    start = TEXT.index(quote) + base
    return 1, user, 1, code, key, start, start + len(quote) - base, quote if stored else None


def quotes(project: Project) -> list[tuple[str, str, str]]:
    """Return coder, code and quote of each segment."""
    texts = {document.doc_id: document.text for document in project.documents}
    columns = ["doc_id", "start", "end", "code_id"]
    return [
        (one.coder, code, texts[doc_id][start:end])
        for one in project.codings
        for doc_id, start, end, code in one.segments[columns].itertuples(index=False, name=None)
    ]


def test_users_are_coders_and_codes_lie_in_their_categories(tmp_path: Path) -> None:
    """Two users of one name are two coders; a login stands for a missing name, and a number for a missing user."""
    sql = "INSERT INTO categories VALUES (1, 5, 1, 'Body', 'of it'), (1, 6, 1, 'Empty', '');"
    sql += "INSERT INTO categories_codes_map VALUES (1, 5, 1), (1, 6, 1);"
    coders = [(1, "Ana"), (3, "Ana (2)"), (2, "bo"), (None, "study"), (9, "user 9")]
    project = read(tmp_path, *(segment("I am tired", user=user) for user, _ in coders), sql=sql)
    assert detect_format(tmp_path / "study.requal") == "requal"
    assert quotes(project) == [(name, "Body > tired", "I am tired") for _, name in coders]
    codes = {code.code_id: code.description for code in project.codings[0].codebook.codes}
    assert codes == {"Body": "of it", "Body > tired": "worn out", "Empty": "", "hope": ""}
    assert dict(project.colours) == {"Body > tired": "#ff000a"}
    assert [(loss.what, loss.count) for loss in project.losses] == [
        ("further categories of codes (a code is kept in its first)", 1)
    ]


@pytest.mark.parametrize("base", [pytest.param(1, id="from one"), pytest.param(0, id="from zero")])
@pytest.mark.parametrize("stored", [pytest.param(True, id="with words"), pytest.param(False, id="one without words")])
def test_the_stored_words_show_from_where_positions_are_counted(tmp_path: Path, base: int, *, stored: bool) -> None:
    """The program counts from one; counting from zero is noted, and also holds for segments without their words."""
    project = read(tmp_path, segment("tired", base=base), segment("hope", 2, base=base, stored=stored))
    assert quotes(project) == [("Ana", "tired", "tired"), ("Ana", "hope", "hope")]
    assert len(project.notes) == (base == 0)


def test_without_any_words_positions_are_counted_as_requal_does(tmp_path: Path) -> None:
    """The first character is 1, and the end belongs to the segment; a start of 0 is the first character, too."""
    project = read(tmp_path, segment("tired", stored=False), (1, 1, 1, 2, None, 0, 3, None))
    assert quotes(project) == [("Ana", "hope", TEXT[:3]), ("Ana", "tired", "tired")]


@pytest.mark.parametrize(
    "row",
    [
        pytest.param((1, 1, 1, 1, None, 3, 7, "tired"), id="other words there"),
        pytest.param((1, 1, 1, 1, None, 3, 99, None), id="behind the text"),
        pytest.param((1, 1, 1, 1, None, "x", 7, "tired"), id="no number"),
        pytest.param((1, 1, 9, 1, None, 8, 12, "tired"), id="no such document"),
        pytest.param((1, 1, 1, 9, None, 8, 12, "tired"), id="no such code"),
    ],
)
def test_segments_without_a_place_or_code_are_problems(tmp_path: Path, row: Row) -> None:
    """They are listed without their words; others are read."""
    project = read(tmp_path, segment("hope", 2), row)
    (problem,) = project.problems
    assert problem.place.startswith("study.requal:")
    assert "tired" not in problem.reason
    assert quotes(project) == [("Ana", "hope", "hope")]


def test_cases_and_attributes_are_participants_and_attributes(tmp_path: Path) -> None:
    """A document of one case has that participant; attributes of users are losses."""
    project = read(
        tmp_path,
        sql="""
        INSERT INTO documents VALUES (2, 1, 1, 'P2', '', 'Yes.'), (3, 1, 1, 'P3', '', '');
        INSERT INTO cases VALUES (1, 1, 'Mia', 'tall'), (1, 2, 'Tom', '');
        INSERT INTO cases_documents_map VALUES (1, 1, 1), (1, 1, 2), (1, 2, 2);
        INSERT INTO attributes VALUES (1, 'age', 'case', 'categorical', 1, 1), (2, 'site', 'document', '', 1, 1);
        INSERT INTO attribute_values VALUES (1, 1, '40'), (2, 2, 'Ulm');
        INSERT INTO attributes_cases_map VALUES (1, 1, 1);
        INSERT INTO attributes_documents_map VALUES (1, 2, 2);
        INSERT INTO attributes_users_map VALUES (1, 1, 1);
        """,
    )
    assert {name: dict(own) for name, own in project.participants.items()} == {"Mia": {"age": "40"}, "Tom": {}}
    assert [(document.participants, dict(document.attributes)) for document in project.documents] == [
        (("Mia",), {"site": "Ulm"}),
        ((), {}),
    ]
    assert {loss.what: loss.count for loss in project.losses} == {
        "descriptions of cases": 1,
        "documents that several cases share": 1,
        "documents without text": 1,
        "attributes of users": 1,
    }


def test_memos_are_about_what_they_are_linked_with(tmp_path: Path) -> None:
    """A memo without a link is about the project, and one with several links is several memos."""
    start = TEXT.index("hope")
    project = read(
        tmp_path,
        segment("hope", 2, 2, key=4),
        sql="""
        INSERT INTO memos VALUES (1, 1, 1, 'free'), (1, 2, 2, 'both'), (1, 3, NULL, 'there'), (1, 4, 1, 'lost');
        INSERT INTO memos_segments_map VALUES (2, 4), (4, 99);
        INSERT INTO memos_codes_map VALUES (2, 1);
        INSERT INTO memos_documents_map VALUES (3, 1, FIRST, LAST), (3, 1, NULL, NULL);
        UPDATE documents SET doc_description = 'first talk';
        UPDATE projects SET project_description = 'a study';
        """.replace("FIRST", str(start + 1)).replace("LAST", str(start + 4)),
    )
    assert project.memos == (
        Memo("first talk", "Ana", "P1"),
        Memo("free", "Ana"),
        Memo("both", "bo", None, None, None, "tired"),
        Memo("both", "bo", "P1", start, start + 4, "hope"),
        Memo("there", "", "P1", start, start + 4),
        Memo("there", "", "P1"),
        Memo("lost", "Ana"),
        Memo("a study"),
    )
    assert [(loss.what, loss.count) for loss in project.losses] == [("places of memos", 1)]


def test_several_projects_keep_their_documents_apart(tmp_path: Path) -> None:
    """The database of a server may hold several; the name of the project comes before that of the document."""
    sql = "INSERT INTO projects VALUES (2, 'Pilot', ''); INSERT INTO documents VALUES (2, 2, 1, 'P1', '', 'Yes.');"
    assert [document.doc_id for document in read(tmp_path, sql=sql).documents] == ["Pilot/P1", "Study/P1"]


def test_the_real_schema_is_recognised(shared: Path) -> None:
    """A project as requal makes it, without documents, is read without an error."""
    path = shared / "formats" / "requal" / "requal_test_basic.requal"
    assert detect_format(path) == "requal"
    assert read_project(path).documents == ()


def test_a_real_schema_with_rows_is_read(shared: Path, tmp_path: Path) -> None:
    """The tables of the program itself, filled with a document and a segment, give one coded segment."""
    path = tmp_path / "filled.requal"
    path.write_bytes((shared / "formats" / "requal" / "requal_test_basic.requal").read_bytes())
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "INSERT INTO documents (project_id, user_id, doc_name, doc_text) VALUES (1, 1, 'P1', ?)", (TEXT,)
        )
        connection.execute("INSERT INTO codes (project_id, user_id, code_name) VALUES (1, 1, 'tired')")
        connection.execute(INSERT, segment("tired"))
        connection.commit()
    ((_, code, quote),) = quotes(read_project(path))
    assert (code, quote) == ("tired", "tired")

"""RQDA projects: files, codes in categories, codings of several owners, cases, attributes, memos, deleted rows."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from thememiner.errors import UnreadableFileError
from thememiner.exchange import detect_format, read_codings, read_project
from thememiner.records import Document, Form, Memo, Project, Source

TABLES = """
CREATE TABLE source (name text, id integer, file text, memo text, owner text, date text, dateM text, status integer);
CREATE TABLE freecode (name text, memo text, owner text, date text, dateM text, id integer, status integer, color text);
CREATE TABLE treecode (cid integer, catid integer, date text, dateM text, memo text, status integer, owner text);
CREATE TABLE codecat (name text, cid integer, catid integer, owner text, date text, dateM text, memo text,
    status integer);
CREATE TABLE treefile (fid integer, catid integer, date text, dateM text, memo text, status integer, owner text);
CREATE TABLE filecat (name text, fid integer, catid integer, owner text, date text, dateM text, memo text,
    status integer);
CREATE TABLE coding (cid integer, fid integer, seltext text, selfirst real, selend real, status integer, owner text,
    date text, memo text);
CREATE TABLE coding2 (cid integer, fid integer, seltext text, selfirst real, selend real, status integer, owner text,
    date text, memo text);
CREATE TABLE project (databaseversion text, date text, dateM text, memo text, about text);
CREATE TABLE cases (name text, memo text, owner text, date text, dateM text, id integer, status integer);
CREATE TABLE caselinkage (caseid integer, fid integer, selfirst real, selend real, status integer, owner text,
    date text, memo text);
CREATE TABLE attributes (name text, status integer, date text, dateM text, owner text, memo text, class text);
CREATE TABLE caseAttr (variable text, value text, caseID integer, date text, dateM text, owner text, status integer);
CREATE TABLE fileAttr (variable text, value text, fileID integer, date text, dateM text, owner text, status integer);
CREATE TABLE journal (name text, journal text, date text, dateM text, owner text, status integer);
CREATE TABLE annotation (fid integer, position integer, annotation text, owner text, date text, dateM text,
    status integer);
CREATE TABLE imageCoding (cid integer, iid integer, memo text, owner text, status integer);
"""
TEXT = "家 I am tired. 😀 But there is hope."


Row = tuple[str, dict[str, object]]
"""A table and the values of a row of it."""


def insert(connection: sqlite3.Connection, table: str, **values: object) -> None:
    """Add a row with these values and status 1, unless another status is given."""
    row = {**({} if table == "project" else {"status": 1}), **values}
    columns, marks = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
    connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", tuple(row.values()))  # noqa: S608 - constants


def write(path: Path, *rows: Row, files: int = 1) -> Path:
    """Write a project of files with the same text, the codes ``tired`` (1) and ``hope`` (2), and these rows."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(TABLES)
        for number in range(1, files + 1):
            insert(connection, "source", id=number, name=f"P{number}", file=TEXT)
        for number, code in enumerate(("tired", "hope"), 1):
            insert(connection, "freecode", id=number, name=code)
        for table, values in rows:
            insert(connection, table, **values)
        connection.commit()
    return path


def coding(quote: str, code: int = 1, owner: str = "ana", table: str = "coding", **more: object) -> Row:
    """Return a row of codings at the place of a quote."""
    start = TEXT.index(quote)
    place = {"selfirst": float(start), "selend": float(start + len(quote)), "seltext": quote}
    return table, {"cid": code, "fid": 1, "owner": owner, **place, **more}


def quotes(project: Project) -> list[tuple[str, str, str]]:
    """Return coder, code and quote of each segment."""
    texts = {document.doc_id: document.text for document in project.documents}
    columns = ["doc_id", "start", "end", "code_id"]
    return [
        (one.coder, code, texts[doc_id][start:end])
        for one in project.codings
        for doc_id, start, end, code in one.segments[columns].itertuples(index=False, name=None)
    ]


def read(tmp_path: Path, *rows: Row, files: int = 1) -> Project:
    """Write and read such a project."""
    return read_project(write(tmp_path / "study.rqda", *rows, files=files))


def test_owners_are_coders_and_codes_lie_in_their_categories(tmp_path: Path) -> None:
    """A category without codes, and a code without codings, are in the codebook; memos describe both."""
    path = write(
        tmp_path / "study.rqda",
        ("codecat", {"catid": 7, "name": "Body", "memo": "of it"}),
        ("codecat", {"catid": 8, "name": "Empty"}),
        ("treecode", {"cid": 1, "catid": 7}),
        ("freecode", {"id": 3, "name": "unused", "memo": "why", "color": "#FF33CC33"}),
        coding("I am tired"),
        coding("hope", 2, "bo"),
        coding("tired", 1, ""),
    )
    assert detect_format(path) == "rqda"
    project = read_project(path)
    assert quotes(project) == [
        ("ana", "Body > tired", "I am tired"),
        ("bo", "hope", "hope"),
        ("study", "Body > tired", "tired"),
    ]
    codes = {code.code_id: code.description for code in project.codings[0].codebook.codes}
    assert codes == {"Body": "of it", "Body > tired": "", "Empty": "", "hope": "", "unused": "why"}
    assert dict(project.colours) == {"unused": "#33cc33"}
    assert (project.losses, project.problems, project.notes) == ((), (), ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_positions_in_other_units_are_resolved_by_the_stored_words(tmp_path: Path, encoding: str) -> None:
    """Bytes of UTF-8 and UTF-16 units are converted to characters."""
    width = 2 if encoding == "utf-16-le" else 1
    start = len(TEXT[: TEXT.index("hope")].encode(encoding)) // width
    project = read(tmp_path, coding("hope", 2, selfirst=float(start), selend=float(start + 4)))
    assert quotes(project) == [("ana", "hope", "hope")]


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"selfirst": 2.0, "selend": 7.0}, id="other words there"),
        pytest.param({"selfirst": 2.5}, id="half a position"),
        pytest.param({"selend": 999.0, "seltext": ""}, id="behind the text"),
        pytest.param({"selfirst": "x"}, id="no number"),
        pytest.param({"fid": 9}, id="no such file"),
        pytest.param({"cid": 9}, id="no such code"),
    ],
)
def test_codings_without_a_place_or_code_are_problems(tmp_path: Path, values: dict[str, object]) -> None:
    """They are listed without their words; others are read."""
    table, row = coding("tired")
    project = read(tmp_path, (table, {**row, **values}), coding("hope", 2))
    (problem,) = project.problems
    assert problem.place.startswith("study.rqda:")
    assert "tired" not in problem.reason
    assert quotes(project) == [("ana", "hope", "hope")]


def test_what_was_deleted_is_left_out_and_counted(tmp_path: Path) -> None:
    """RQDA keeps deleted rows (status 0) and removed marks (-1); codings of deleted codes and files go with them."""
    project = read(
        tmp_path,
        coding("tired", status=0),
        coding("tired", status=-1),
        coding("tired", 3),
        coding("hope", 2, fid=9),
        coding("hope", 2),
        ("freecode", {"id": 3, "name": "gone", "status": 0}),
        ("source", {"id": 9, "name": "gone", "file": TEXT, "status": 0}),
        ("codecat", {"catid": 1, "name": "gone", "status": 0}),
        ("treecode", {"cid": 2, "catid": 1}),
        ("cases", {"id": 1, "name": "gone", "status": 0}),
        ("caselinkage", {"caseid": 1, "fid": 1}),
        ("journal", {"name": "x", "journal": "gone", "status": 0}),
    )
    assert quotes(project) == [("ana", "hope", "hope")]
    assert [document.doc_id for document in project.documents] == ["P1"]
    assert (dict(project.participants), project.memos) == ({}, ())
    (note,) = project.notes
    assert note.text == (
        "left out, because it was deleted in RQDA: 1 × cases, 1 × categories of codes, 1 × codes, 4 × codings, "
        "1 × entries of the journal, 1 × files."
    )


def test_both_tables_of_codings_are_read(tmp_path: Path) -> None:
    """The second table is for a second coder; an owner with codings in both is two coders."""
    project = read(tmp_path, coding("tired"), coding("hope", 2, "ana", "coding2"), coding("hope", 2, "bo", "coding2"))
    assert quotes(project) == [
        ("ana", "tired", "tired"),
        ("ana (second coding)", "hope", "hope"),
        ("bo", "hope", "hope"),
    ]


def test_cases_and_attributes_are_participants_and_attributes(tmp_path: Path) -> None:
    """A file of one case has that participant; deleted attributes and missing values are left out."""
    project = read(
        tmp_path,
        ("cases", {"id": 1, "name": "Mia", "memo": "tall"}),
        ("cases", {"id": 2, "name": "Tom"}),
        ("caselinkage", {"caseid": 1, "fid": 1, "selfirst": 0.0, "selend": float(len(TEXT))}),
        ("caselinkage", {"caseid": 1, "fid": 2}),
        ("caselinkage", {"caseid": 2, "fid": 2}),
        ("attributes", {"name": "age"}),
        ("attributes", {"name": "old", "status": 0}),
        ("caseAttr", {"variable": "age", "value": "40", "caseID": 1}),
        ("caseAttr", {"variable": "age", "value": "NA", "caseID": 2}),
        ("caseAttr", {"variable": "old", "value": "x", "caseID": 2}),
        ("fileAttr", {"variable": "site", "value": "Ulm", "fileID": 1}),
        ("fileAttr", {"variable": "site", "value": "Bonn", "fileID": 1, "status": 0}),
        ("filecat", {"catid": 1, "name": "first"}),
        ("filecat", {"catid": 2, "name": "city", "memo": "big"}),
        ("treefile", {"fid": 1, "catid": 1}),
        ("treefile", {"fid": 1, "catid": 2}),
        files=2,
    )
    assert {name: dict(own) for name, own in project.participants.items()} == {"Mia": {"age": "40"}, "Tom": {}}
    assert [(document.participants, dict(document.attributes)) for document in project.documents] == [
        (("Mia",), {"file category": "first; city", "site": "Ulm"}),
        ((), {}),
    ]
    assert {loss.what: loss.count for loss in project.losses} == {
        "memos of cases": 1,
        "files that several cases share": 1,
        "memos of categories of files": 1,
    }
    assert [note.text.partition(":")[2] for note in project.notes] == [
        " 2 × values of attributes.",
        " 1 × values of attributes.",
    ]


def test_memos_annotations_and_the_journal_are_memos(tmp_path: Path) -> None:
    """A memo of a coding is about the code there; an annotation stands at one character; NA is R's missing value."""
    start = TEXT.index("hope")
    project = read(
        tmp_path,
        coding("hope", 2, "bo", memo="good"),
        coding("tired", memo="NA"),
        ("annotation", {"fid": 1, "position": start, "annotation": "look", "owner": "ana"}),
        ("annotation", {"fid": 9, "position": 0, "annotation": "lost", "owner": "ana"}),
        ("journal", {"name": "Monday", "journal": "went well", "owner": "bo"}),
        ("project", {"memo": "about all"}),
        ("source", {"id": 2, "name": "P2", "file": "Yes.", "memo": "short", "owner": "ana"}),
        ("source", {"id": 3, "name": "P3", "file": " "}),
        ("imageCoding", {"cid": 1}),
    )
    assert project.memos == (
        Memo("short", "ana", "P2"),
        Memo("good", "bo", "P1", start, start + 4, "hope"),
        Memo("look", "ana", "P1", start, start + 1),
        Memo("about all"),
        Memo("Monday\n\nwent well", "bo"),
    )
    assert {loss.what: loss.count for loss in project.losses} == {
        "files without text": 1,
        "annotations of files that are not read": 1,
        "codings of pictures": 1,
    }
    assert "1 × memos" in project.notes[0].text


def test_a_code_of_two_categories_is_kept_in_its_first(tmp_path: Path) -> None:
    """A codebook has one place for each code; the further categories are counted."""
    rows: list[Row] = [("codecat", {"catid": key, "name": name}) for key, name in ((1, "Body"), (2, "Mood"))]
    members: list[Row] = [("treecode", {"cid": 1, "catid": key}) for key in (2, 1)]
    project = read(tmp_path, *rows, *members, coding("tired"))
    assert quotes(project) == [("ana", "Mood > tired", "tired")]
    assert [(loss.what, loss.count) for loss in project.losses] == [
        ("further categories of codes (a code is kept in its first)", 1)
    ]


def test_codes_of_one_name_stay_two_codes(tmp_path: Path) -> None:
    """The second is numbered and counted."""
    project = read(
        tmp_path, ("freecode", {"id": 3, "name": "tired", "color": "bluish"}), coding("tired"), coding("hope", 3)
    )
    assert quotes(project) == [("ana", "tired", "tired"), ("ana", "tired (2)", "hope")]
    assert [loss.count for loss in project.losses] == [1, 1]


def test_codings_are_moved_to_the_transcripts(tmp_path: Path) -> None:
    """``--gold study.rqda`` finds the same text under another name and with other line ends."""
    path = write(tmp_path / "study.rqda", coding("hope", 2))
    text = TEXT.replace(". 😀", ".\r\n😀")
    found = read_codings(path, [Document("a/P1.docx", text, Form.PROSE, (), Source("x", "", "txt", None))])
    ((doc_id, start, end),) = found.codings[0].segments[["doc_id", "start", "end"]].to_numpy().tolist()
    assert (doc_id, text[start:end]) == ("a/P1.docx", "hope")


def test_tables_of_early_versions_are_enough(tmp_path: Path) -> None:
    """Without a column ``status`` nothing is deleted, and tables that came later may be missing."""
    path = tmp_path / "old.rqda"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "CREATE TABLE source (id, name, file); CREATE TABLE freecode (id, name);"
            "CREATE TABLE coding (cid, fid, selfirst, selend);"
            "INSERT INTO source VALUES (1, 'P1', 'I hope.'); INSERT INTO freecode VALUES (1, 'hope');"
            "INSERT INTO coding VALUES (1, 1, 2, 6);"
        )
    assert quotes(read_project(path)) == [("old", "hope", "hope")]


def test_another_database_is_refused_with_a_fitting_remedy(tmp_path: Path) -> None:
    """A format that was named wrongly is the fault of the call, not of the file."""
    path = tmp_path / "x.rqda"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE source (id)")
    with pytest.raises(UnreadableFileError, match="not a project of RQDA") as raised:
        read_project(path, format="rqda")
    assert "--format" in str(raised.value)


def test_a_real_project_is_read_whole(shared: Path) -> None:
    """All 121 codings are in it, each at its words, and its twelve codes are in four categories."""
    project = read_project(shared / "formats" / "rqda" / "rqda_public_domain_texts.rqda")
    assert (len(project.documents), len(quotes(project)), project.problems) == (6, 121, ())
    codes = project.codings[0].codebook.codes
    assert (sum(code.parent_id is None for code in codes), sum(code.parent_id is not None for code in codes)) == (4, 12)

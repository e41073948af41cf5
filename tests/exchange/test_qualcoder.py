"""QualCoder projects: sources, codes in categories, several coders, cases."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from qualcoder_projects import TABLES

from thememiner.errors import UnreadableFileError
from thememiner.exchange import detect_format, read_codings, read_project
from thememiner.records import Document, Form, Memo, Project, Source

TEXT = "I am 😀 tired. But I hope."
SCHEMA = (
    TABLES
    + """
INSERT INTO source VALUES (1, 'P1.txt', 'I am 😀 tired. But I hope.', NULL, 'noisy', 'ana'),
    (2, 'a.mp3', NULL, '/a', '', '');
INSERT INTO code_cat VALUES (1, 'Body', NULL), (2, 'Sleep', 1), (3, 'loop', 4), (4, 'pool', 3);
INSERT INTO code_name VALUES (1, 'tired', 'no strength', 2, '#FF0000', NULL), (2, 'hope', '', NULL, '#00ff00', NULL),
    (3, 'very', '', NULL, '', 1), (4, 'round', '', 3, '', NULL);
INSERT INTO cases VALUES (1, 'Anna');
INSERT INTO case_text VALUES (1, 1, 1);
INSERT INTO attribute VALUES (1, 'age', 'case', '40', 1), (2, 'site', 'file', 'Ulm', 1);
INSERT INTO journal VALUES (1, 'day', 'went well', 'bo');
INSERT INTO annotation VALUES (1, 1, 0, 1, 'who?', 'bo');
INSERT INTO code_image VALUES (1, 'ana');
"""
)


def read(tmp_path: Path, *codings: str) -> Project:
    """Return a project with these rows of codings."""
    folder = tmp_path / "Study.qda"
    folder.mkdir()
    with closing(sqlite3.connect(folder / "data.qda")) as connection:
        connection.executescript(SCHEMA)
        for coding in codings:
            connection.execute(f"INSERT INTO code_text VALUES {coding}")  # noqa: S608 - a row of this file
        connection.commit()
    return read_project(folder)


def quotes(project: Project) -> list[tuple[str, str, str]]:
    """Return coder, code and quote of each segment."""
    return [
        (coding.coder, code, TEXT[start:end])
        for coding in project.codings
        for start, end, code in coding.segments[["start", "end", "code_id"]].itertuples(index=False, name=None)
    ]


def test_owners_are_coders_and_codes_are_below_their_categories(tmp_path: Path) -> None:
    """Positions are code points, or UTF-16 units where only these give the coded text."""
    project = read(
        tmp_path,
        "(1, 1, 1, 'tired', 7, 12, 'ana', '')",
        "(2, 3, 1, 'tired', 8, 13, 'bo', '')",
        "(3, 2, 1, 'hope', 20, 24, 'bo', 'good')",
    )
    assert quotes(project) == [
        ("ana", "Body > Sleep > tired", "tired"),
        ("bo", "Body > Sleep > tired > very", "tired"),
        ("bo", "hope", "hope"),
    ]
    assert project.codings[0].codebook["Body > Sleep > tired"].description == "no strength"
    assert project.colours == {"Body > Sleep > tired": "#ff0000", "hope": "#00ff00"}
    assert project.problems == ()


def test_cases_are_participants_and_memos_are_read(tmp_path: Path) -> None:
    """Attributes of cases and of files are distinguished; sources without text are losses."""
    project = read(tmp_path, "(3, 2, 1, 'hope', 20, 24, 'bo', 'good')")
    (document,) = project.documents
    assert project.participants == {"Anna": {"age": "40"}}
    assert (document.participants, document.attributes) == (("Anna",), {"site": "Ulm"})
    assert project.memos == (
        Memo("noisy", "ana", "P1.txt"),
        Memo("good", "bo", "P1.txt", 20, 24, "hope"),
        Memo("who?", "bo", "P1.txt", 0, 1),
        Memo("went well", "bo"),
    )
    losses = {loss.what: loss.count for loss in project.losses}
    assert losses == {"sources without text": 1, "codings of pictures": 1}


@pytest.mark.parametrize(
    "row",
    [
        pytest.param("(1, 1, 1, 'tired', 2, 7, 'ana', '')", id="another text there"),
        pytest.param("(1, 1, 9, 'tired', 7, 12, 'ana', '')", id="no such source"),
        pytest.param("(1, 9, 1, 'tired', 7, 12, 'ana', '')", id="no such code"),
        pytest.param("(1, 1, 1, 'tired', 'x', 12, 'ana', '')", id="no position"),
    ],
)
def test_codings_without_a_place_are_problems(tmp_path: Path, row: str) -> None:
    """They are listed without quoting the text."""
    project = read(tmp_path, row)
    (problem,) = project.problems
    assert problem.place.startswith("Study.qda:")
    assert "tired" not in problem.reason
    assert quotes(project) == []


def test_cycles_of_categories_end(tmp_path: Path) -> None:
    """Two categories that are below each other do not cause an endless loop."""
    project = read(tmp_path, "(1, 4, 1, 'tired', 7, 12, 'ana', '')")
    assert quotes(project)[0][1].endswith(" > round")


def test_the_database_stands_for_the_project(tmp_path: Path) -> None:
    """``--gold Study.qda/data.qda`` is recognised by content and finds the text with other line ends."""
    read(tmp_path, "(1, 2, 1, 'hope', 20, 24, 'bo', '')")
    path = tmp_path / "Study.qda" / "data.qda"
    assert detect_format(path) == "qualcoder"
    text = TEXT.replace(". But", ".\r\n But")
    found = read_codings(path, [Document("interviews/P1.docx", text, Form.PROSE, (), Source("x", "", "txt", None))])
    (segment,) = found.codings[0].segments[["doc_id", "start", "end"]].to_numpy().tolist()
    assert segment[0] == "interviews/P1.docx"
    assert text[segment[1] : segment[2]] == "hope"
    assert ("codings of pictures", 1) in [(loss.what, loss.count) for loss in found.losses]


def test_a_folder_without_a_database_is_refused(tmp_path: Path) -> None:
    """A sentence says what is missing."""
    with pytest.raises(UnreadableFileError, match=r"data\.qda"):
        read_project(tmp_path, format="qualcoder")

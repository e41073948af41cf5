"""Rows of a table become documents, or units of documents, in any order of the file."""

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from json_rows import read

from thememiner.corpus.formats.transcript_rows import natural_sort_key
from thememiner.errors import UnreadableFileError
from thememiner.records import Document, Form, Role


def spoken(document: Document) -> list[tuple[str, str | None, str, str | None]]:
    """Return what each turn says, the speaker, the role, the participant."""
    return [(document.text[t.start : t.end], t.speaker, t.role.value, t.participant) for t in document.turns]


def cut(document: Document) -> list[tuple[str, str]]:
    """Return id and text of each unit."""
    return [(unit.row_id, document.text[unit.start : unit.end]) for unit in document.cuts]


def test_a_row_is_a_document(tmp_path: Path) -> None:
    """By default every row is a document: an answer without a speaker."""
    contents = read(tmp_path, [{"id": "a", "text": "One."}, {"id": "b", "text": "Two.\nThree."}])
    assert [document.doc_id for document in contents.documents] == ["in/study.jsonl#a", "in/study.jsonl#b"]
    assert [document.form for document in contents.documents] == [Form.PROSE, Form.PROSE]
    assert spoken(contents.documents[1]) == [("Two.\nThree.", None, "participant", None)]
    source = contents.documents[0].source
    assert (source.path, source.format, source.encoding, len(source.sha256)) == ("in/study.jsonl", "jsonl", "utf-8", 64)
    assert (contents.codings, contents.problems, contents.notes) == ((), (), ())


def test_a_row_may_be_a_whole_interview(tmp_path: Path) -> None:
    """A text with labels is divided into turns, which are those of the row's participant."""
    text = "Interviewer: How are you?\nP1: Tired.\nInterviewer: Why?\nP1: Noise."
    (document,) = read(tmp_path, [{"id": 1, "text": text, "participant": "Ana"}]).documents
    assert document.form is Form.DIALOGUE
    assert spoken(document) == [
        ("How are you?", "Interviewer", "interviewer", None),
        ("Tired.", "P1", "participant", "Ana"),
        ("Why?", "Interviewer", "interviewer", None),
        ("Noise.", "P1", "participant", "Ana"),
    ]


def test_a_focus_group_in_a_row_has_no_one_participant(tmp_path: Path) -> None:
    """If several participants speak in a text, none of them gets the name of the row's participant."""
    text = "Moderator: Well?\nAna: Tired.\nBo: Fine.\nModerator: Why?\nAna: Noise.\nBo: Music."
    (document,) = read(tmp_path, [{"id": 1, "text": text, "participant": "group"}]).documents
    assert {turn.participant for turn in document.turns} == {None}


def test_rows_of_one_document_are_joined_in_order(tmp_path: Path) -> None:
    """Rows that share a document are one text, in natural order of their ids."""
    rows = [
        {"doc": "P1", "id": "u10", "text": "ten"},
        {"doc": "P1", "id": "u2", "text": "two"},
        {"id": "x", "text": "y"},
    ]
    first, second = read(tmp_path, rows).documents
    assert (first.doc_id, first.text, first.form, first.cuts) == ("P1", "two\nten", Form.ROWS, ())
    assert second.doc_id == "in/study.jsonl#x"


UNITS = [
    {"doc": "P1", "id": "u1", "nr": "2", "speaker": "Interviewer", "text": "Why?"},
    {"doc": "P1", "id": "u2", "nr": "10", "speaker": "P1", "text": "Noise\r\nand\u0085light 𠮷"},
    {"doc": "P1", "id": "u3", "nr": "1.5", "speaker": "P1", "text": " Tired. "},
    {"doc": "P2", "id": "u4", "nr": "1", "speaker": "Translator", "text": "He says no."},
]


def test_rows_are_units(tmp_path: Path) -> None:
    """With rows = "units" every row is a unit and a turn, its text letter for letter."""
    first, second = read(tmp_path, UNITS, rows="units").documents
    assert first.form is Form.ROWS
    assert cut(first) == [("u1", "Why?"), ("u2", "Noise\r\nand\u0085light 𠮷"), ("u3", " Tired. ")]
    assert [unit.turn for unit in first.cuts] == [0, 1, 2]
    assert [turn.role for turn in first.turns] == [Role.INTERVIEWER, Role.PARTICIPANT, Role.PARTICIPANT]
    assert spoken(second) == [("He says no.", "Translator", "other", None)]


def test_an_order_column_makes_a_dialogue(tmp_path: Path) -> None:
    """Numbers of an order column are compared as numbers, and rows are then a dialogue."""
    first, _second = read(tmp_path, UNITS, rows="units", order="nr").documents
    assert first.form is Form.DIALOGUE
    assert [row_id for row_id, _text in cut(first)] == ["u3", "u1", "u2"]


@pytest.mark.parametrize(
    ("orders", "expected"),
    [
        pytest.param(["10", "9", None, "-1"], ["d", "b", "a", "c"], id="numbers, none last"),
        pytest.param(["00:10:00", "00:02:00", "0:03:00", None], ["b", "c", "a", "d"], id="times"),
        pytest.param(["1", "1", "1", "1"], ["a", "b", "c", "d"], id="equal: by id"),
        pytest.param(["nan", "2", "1", "x9"], ["c", "b", "a", "d"], id="not all numbers: as people count"),
    ],
)
def test_order_columns_of_any_kind(tmp_path: Path, orders: list[str | None], expected: list[str]) -> None:
    """Values that are not numbers have natural order; rows without a value come last."""
    rows = [{"id": row_id, "text": "x", "nr": nr} for row_id, nr in zip("abcd", orders, strict=True)]
    (document,) = read(tmp_path, rows, rows="units", order="nr").documents
    assert [row_id for row_id, _text in cut(document)] == expected


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=9)))
def test_the_natural_order_is_one(texts: list[str]) -> None:
    """Any ids can be sorted, to the same order from any start, and only equal ones are equal."""
    assert sorted(texts, key=natural_sort_key) == sorted(sorted(texts, reverse=True), key=natural_sort_key)


def test_numbers_in_ids_count_as_numbers() -> None:
    """u2 comes before u10, and numbers of any length can be compared."""
    ids = ["u10", "u2", "u2b", "u02", "a", "", "9" * 5000]
    assert sorted(ids, key=natural_sort_key) == ["", "9" * 5000, "a", "u02", "u2", "u2b", "u10"]


@pytest.mark.parametrize("rows_are", ["units", "documents"])
def test_shuffled_rows_change_nothing(tmp_path: Path, rows_are: str) -> None:
    """Documents, participants and coding are the same for any order of the rows in the file."""
    chance = random.Random(0)  # noqa: S311 - no secret
    rows = [
        {
            "doc": f"P{i % 5}" if i % 7 else None,
            "id": f"u{i // 2}",
            "text": f"text {i % 11}",
            "speaker": f"S{i % 3}",
            "codes": [f"c{i % 4}", f"c{i % 5}"],
            "parents": [f"t{i % 2}"],
            "age": str(i % 3),
        }
        for i in range(60)
    ]
    settings: dict[str, Any] = {
        "rows": rows_are,
        "codes": "codes",
        "parents": "parents",
        "participant_attributes": "age",
    }
    first = read(tmp_path, rows, **settings)
    for _ in range(3):
        again = read(tmp_path, chance.sample(rows, len(rows)), **settings)
        kept = ("doc_id", "text", "form", "turns", "cuts", "attributes")
        assert [[getattr(d, name) for name in kept] for d in again.documents] == [
            [getattr(d, name) for name in kept] for d in first.documents
        ]
        assert again.participants == first.participants
        assert again.codings[0].segments.equals(first.codings[0].segments)
        assert again.codings[0].codebook == first.codings[0].codebook


def test_row_ids_are_unique_in_a_document(tmp_path: Path) -> None:
    """A repeated id in a document is numbered, with a note; two documents may share an id."""
    places = [("A", "a"), ("A", "a"), ("A", "a (2)"), ("B", "a")]
    rows = [{"doc": doc, "id": row_id, "text": "x"} for doc, row_id in places]
    contents = read(tmp_path, rows, rows="units")
    assert [[row_id for row_id, _text in cut(d)] for d in contents.documents] == [["a", "a (2)", "a (3)"], ["a"]]
    (note,) = contents.notes
    assert "line 2" in note.text


def test_rows_without_id_are_numbered(tmp_path: Path) -> None:
    """Without a column of ids the number of the row is its id; a missing id is the line."""
    (document,) = read(tmp_path, [{"text": "x"}] * 12, rows="units").documents
    assert [row_id for row_id, _text in cut(document)] == [str(number) for number in range(1, 13)]
    (document,) = read(tmp_path, [{"id": "a", "text": "x"}, {"text": "y"}], rows="units").documents
    assert cut(document) == [("a", "x"), ("line 2", "y")]


def test_a_file_of_units_without_documents_is_one_document(tmp_path: Path) -> None:
    """Units that name no document belong to the file's own."""
    assert [d.doc_id for d in read(tmp_path, [{"id": "a", "text": "x"}], rows="units").documents] == ["in/study.jsonl"]


def test_rows_without_text_are_one_problem(tmp_path: Path) -> None:
    """Rows without text are left out, and a problem names their lines."""
    rows = [{"id": "a", "text": " "}, {"id": "b", "text": "x"}, {"id": "c", "text": None}]
    contents = read(tmp_path, rows, rows="units")
    assert cut(contents.documents[0]) == [("b", "x")]
    (problem,) = contents.problems
    assert (problem.place, "lines 1, 3" in problem.reason) == ("in/study.jsonl:1", True)


def test_a_table_without_text_is_unreadable(tmp_path: Path) -> None:
    """A table in which no row has text is an error."""
    with pytest.raises(UnreadableFileError, match="no row with text in the column text"):
        read(tmp_path, [{"id": "a", "text": ""}])


def test_a_missing_text_column_is_named_with_near_misses(tmp_path: Path) -> None:
    """The error for a wrong name of the text column lists the columns, and the likely one."""
    with pytest.raises(UnreadableFileError) as raised:
        read(tmp_path, [{"id": "a", "anwser": "x"}], text=["reply", "answer"])
    assert "called reply or answer. It has id, anwser. Did you mean anwser?" in str(raised.value)
    assert "[table]" in str(raised.value)


def test_columns_asked_for_by_name_are_noted_if_missing(tmp_path: Path) -> None:
    """A missing column is noted if the settings name it, not if it is looked for by default."""
    contents = read(tmp_path, [{"text": "x", "lables": "a"}], codes=["labels"], document_attributes=["site", "wave"])
    assert [note.text for note in contents.notes] == [
        "has no column labels, which the setting table.codes asks for. It has text, lables. Did you mean lables?",
        "has no column site or wave, which the setting table.document_attributes asks for. It has text, lables.",
    ]
    assert contents.codings == ()


def test_a_participant_column_names_participants_only(tmp_path: Path) -> None:
    """The person of a row is its participant, unless the interviewer speaks."""
    rows = [
        {"id": "1", "speaker": "Interviewer", "participant": "Ana", "text": "Why?"},
        {"id": "2", "speaker": "Participant", "participant": "Ana", "text": "Noise."},
        {"id": "3", "participant": "Interviewer", "text": "Oh?"},
    ]
    (document,) = read(tmp_path, rows, rows="units").documents
    assert [(turn.role.value, turn.participant) for turn in document.turns] == [
        ("interviewer", None),
        ("participant", "Ana"),
        ("interviewer", None),
    ]


def test_attributes_go_to_participants_and_documents(tmp_path: Path) -> None:
    """Columns describe the participant that the table names, or the speaker's label identifies."""
    rows = [
        {"doc": "A", "id": "1", "speaker": "P1", "gender": "f", "site": "north", "text": "x"},
        {"doc": "A", "id": "2", "speaker": "Interviewer", "gender": "m", "text": "x"},
        {"doc": "B", "id": "3", "speaker": "Participant", "gender": "f", "age": 31, "text": "x"},
        {"doc": "B", "id": "4", "speaker": "Participant", "participant": "Bo", "gender": "d", "text": "x"},
    ]
    attributes: dict[str, Any] = {"participant_attributes": ["gender", "age"], "document_attributes": "site"}
    contents = read(tmp_path, rows, rows="units", **attributes)
    assert contents.participants == {"P1": {"gender": "f"}, "B": {"gender": "f", "age": "31"}, "Bo": {"gender": "d"}}
    assert [document.attributes for document in contents.documents] == [{"site": "north"}, {}]
    assert contents.notes == ()


def test_the_first_of_several_values_counts(tmp_path: Path) -> None:
    """A person with two values of an attribute keeps that of the first row, and a note says so."""
    rows = [{"id": str(i), "participant": "Ana", "age": str(30 + i), "text": "x"} for i in range(3)]
    contents = read(tmp_path, rows, rows="units", participant_attributes="age")
    assert contents.participants == {"Ana": {"age": "30"}}
    assert "column age has several values for 1 participant (Ana)" in contents.notes[0].text


def test_units_without_participants_give_no_attributes(tmp_path: Path) -> None:
    """Rows of one file without participant and speaker are not attributed to one person."""
    rows = [{"id": str(i), "age": str(i), "text": "x"} for i in range(3)]
    assert read(tmp_path, rows, rows="units", participant_attributes="age").participants == {}
    authors = read(tmp_path, rows, participant_attributes="age").participants
    assert authors == {f"in/study.jsonl#{i}": {"age": str(i)} for i in range(3)}

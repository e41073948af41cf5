"""Label Studio: texts under any name, dialogues, several texts and annotators, and what is not a coding."""

import json
from pathlib import Path
from typing import Any

import pytest

from thememiner.config import Settings
from thememiner.corpus import add_turns
from thememiner.exchange import detect_format, read_project
from thememiner.records import Project

TEXT = "😀 I am tired. There is hope."
TURNS = [{"author": "Anna", "text": "How was it?"}, {"author": "Mia", "text": "😀 Long.\nVery long."}]
DIALOGUE = "Anna: How was it?\nMia: 😀 Long.\nVery long."


def read(tmp_path: Path, *tasks: dict[str, Any]) -> Project:
    """Write and read an export."""
    path = tmp_path / "export.json"
    path.write_text(json.dumps(tasks), encoding="utf-8")
    assert detect_format(path) == "label-studio"
    return read_project(path)


def task(
    data: dict[str, Any], *results: dict[str, Any], by: object = 1, number: int = 1, **more: object
) -> dict[str, Any]:
    """Return a task with one annotation."""
    return {"id": number, "data": data, "annotations": [{"completed_by": by, "result": list(results), **more}]}


def span(quote: str, *labels: str, text: str = TEXT, target: str = "text", kind: str = "labels") -> dict[str, Any]:
    """Return a label at the place of a quote."""
    start = text.index(quote)
    value = {"start": start, "end": start + len(quote), "text": quote, kind: list(labels)}
    return {"type": kind, "to_name": target, "value": value}


def said(start: tuple[object, int], end: tuple[object, int], quote: str | None, **more: object) -> dict[str, Any]:
    """Return a label ``x`` in a dialogue, from turn and offset to turn and offset."""
    quoted = {} if quote is None else {"text": quote}
    ends = {"start": start[0], "startOffset": start[1], "end": end[0], "endOffset": end[1]}
    return {"type": "paragraphlabels", "to_name": "t", "value": {**ends, **quoted, "paragraphlabels": ["x"], **more}}


def quotes(project: Project) -> list[tuple[str, str, str, str]]:
    """Return coder, document, code and quote of each segment."""
    texts = {document.doc_id: document.text for document in project.documents}
    columns = ["doc_id", "start", "end", "code_id"]
    return [
        (one.coder, doc_id, code, texts[doc_id][start:end])
        for one in project.codings
        for doc_id, start, end, code in one.segments[columns].itertuples(index=False, name=None)
    ]


@pytest.mark.parametrize("field", ["interview", "Antwort", "访谈", "name"])
def test_the_text_is_the_field_in_which_the_labelled_words_stand(tmp_path: Path, field: str) -> None:
    """Its name is free; a note says which it is, and other single values are attributes."""
    data = {"question": "How are you? " * 9, field: TEXT, "participant": "P1", "wave": 2}
    unlabelled = {"id": 2, "data": {**data, field: "Nothing."}, "annotations": []}
    project = read(tmp_path, task(data, span("tired", "a")), unlabelled)
    assert [document.text for document in project.documents] == sorted([TEXT, "Nothing."], reverse=field != "name")
    assert [code for _, _, code, quote in quotes(project) if quote == "tired"] == ["a"]
    assert [note.text for note in project.notes] == [f"the text of its tasks is taken from the field {field}."]
    assert all(document.participants == ("P1",) for document in project.documents)
    assert all(document.attributes["wave"] == "2" for document in project.documents)


def test_labelled_words_count_more_than_a_usual_name(tmp_path: Path) -> None:
    """A field called ``text`` may hold the instruction; without labelled words the usual name is taken."""
    data = {"text": "Mark what hurts.", "answer": TEXT}
    assert quotes(read(tmp_path, task(data, span("tired", "a"))))[0][3] == "tired"
    choice = {"type": "choices", "to_name": "x", "value": {"choices": ["sad"]}}
    assert quotes(read(tmp_path, task(data, choice))) == [("annotator 1", "task 1", "sad", "Mark what hurts.")]


def test_without_a_usual_name_the_longest_field_is_the_text(tmp_path: Path) -> None:
    """A name or a date is not taken for the text of a task that has only choices."""
    choice = {"type": "choices", "to_name": "x", "value": {"choices": ["sad"]}}
    project = read(
        tmp_path,
        task({"date": "2024-01-01", "file": "a-long-name-of-a-file-with-no-end.txt", "q1": "I am very tired."}, choice),
    )
    assert [(document.text, document.doc_id) for document in project.documents] == [
        ("I am very tired.", "a-long-name-of-a-file-with-no-end.txt")
    ]


def test_tasks_with_several_texts_become_several_documents(tmp_path: Path) -> None:
    """Each target of the labelling configuration is the field in which its words stand."""
    data = {"before": TEXT, "after": "All is well. I am not tired.", "file": "P1"}
    results = [span("tired", "a", target="one"), span("tired", "b", text=data["after"], target="two")]
    project = read(tmp_path, task(data, *results))
    assert quotes(project) == [
        ("annotator 1", "P1 (after)", "b", "tired"),
        ("annotator 1", "P1 (before)", "a", "tired"),
    ]
    assert project.codings[0].scope.spans == {"P1 (after)": ((0, 28),), "P1 (before)": ((0, len(TEXT)),)}


@pytest.mark.parametrize(
    ("result", "quote"),
    [
        pytest.param(said(("1", 2), ("1", 6), "Long"), "Long", id="numbers as text"),
        pytest.param(said((1, 2), (1, 6), None), "Long", id="no quote"),
        pytest.param(said((1, 3), (1, 7), "Long"), "Long", id="UTF-16 units"),
        pytest.param(said((0, 4), (1, 1), "was it?\n😀"), "was it?\nMia: 😀", id="over two turns"),
        pytest.param(
            said(("x", 0), ("x", 0), "Long", globalOffsets={"start": 14, "end": 18}), "Long", id="offsets in all turns"
        ),
        pytest.param(said((1, 2), (1, 6), "Very"), None, id="other words there"),
        pytest.param(said((1, 2), (7, 6), None), None, id="no such turn"),
        pytest.param(said((1, 2), (1, 99), None), None, id="behind the turn"),
        pytest.param(said((1, 6), (1, 2), None), None, id="backwards"),
    ],
)
def test_labels_in_dialogues_are_located_by_turn(tmp_path: Path, result: dict[str, Any], quote: str | None) -> None:
    """The dialogue is a text with the speaker before each turn; the names of speakers are not part of what was said."""
    project = read(tmp_path, task({"talk": TURNS}, result))
    assert project.documents[0].text == DIALOGUE
    assert [found[3] for found in quotes(project)] == ([] if quote is None else [quote])
    assert len(project.problems) == (quote is None)


def test_speakers_and_turns_may_have_other_names(tmp_path: Path) -> None:
    """The longest text of a turn is what was said; a choice without a place is about all of it."""
    turns = [
        {"phrase": "How was it?", "role": "Q"},
        {"phrase": "It was long.", "role": "A"},
        {"phrase": "Yes.", "role": None},
    ]
    choice = {"type": "choices", "to_name": "x", "value": {"choices": ["sad"]}}
    project = read(tmp_path, task({"chat": turns}, choice))
    text = "Q: How was it?\nA: It was long.\nYes."
    assert quotes(project) == [("annotator 1", "task 1", "sad", text)]


def test_dialogues_have_speakers_when_they_are_converted(tmp_path: Path) -> None:
    """The labels in the text are found like those of any transcript."""
    talk = [("Interviewer", "How?"), ("Mia", "Well."), ("Interviewer", "Why?"), ("Mia", "So.")]
    turns = [{"author": who, "text": text} for who, text in talk]
    project = read(tmp_path, task({"dialogue": turns}))
    (document,) = add_turns(project.documents, {}, settings=Settings())
    assert document.participants == ("Mia",)


def test_what_is_no_coding_is_counted(tmp_path: Path) -> None:
    """Skipped annotations, drafts and predictions are not codings; a ground truth is its annotator's."""
    one = task({"text": TEXT}, span("tired", "a"), ground_truth=True)
    one["annotations"].append({"completed_by": 2, "was_cancelled": True, "result": [span("hope", "b")]})
    one |= {"predictions": [{"result": [span("hope", "b")]}], "drafts": [{"result": []}]}
    project = read(tmp_path, one)
    assert quotes(project) == [("annotator 1", "task 1", "a", "tired")]
    assert [note.text for note in project.notes] == [
        "annotations marked as ground truth count as their annotators': 1."
    ]
    assert {loss.what: loss.count for loss in project.losses} == {
        "annotations that were skipped": 1,
        "predictions of a model": 1,
        "drafts of annotations": 1,
    }


def test_annotators_of_one_task_are_several_coders(tmp_path: Path) -> None:
    """Both read the document, whether they labelled it or not."""
    one = task({"text": TEXT}, span("tired", "a"), by={"email": "ana@example.org"})
    one["annotations"].append({"completed_by": 2, "result": []})
    project = read(tmp_path, one)
    assert [coding.coder for coding in project.codings] == ["ana@example.org", "annotator 2"]
    assert [coding.scope.spans for coding in project.codings] == [{"task 1": ((0, len(TEXT)),)}] * 2


def test_rows_of_the_short_export_are_one_document(tmp_path: Path) -> None:
    """JSON-MIN has a row for each annotator; the same task and text are one document, dialogues too."""
    row = {"id": 7, "talk": TURNS, "lead_time": 3, "label": [said((1, 2), (1, 6), "Long")["value"]]}
    project = read(tmp_path, *({**row, "annotator": by, "annotation_id": by} for by in (1, 2)))
    assert quotes(project) == [(f"annotator {by}", "task 7", "x", "Long") for by in (1, 2)]
    assert dict(project.documents[0].attributes) == {}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param({"image": "http://example.org/a.png"}, "names a file", id="an address"),
        pytest.param({"text": "/data/upload/1/a.txt"}, "names a file", id="an uploaded file"),
        pytest.param({"text": "s3://bucket/a.txt"}, "names a file", id="a file in the cloud"),
        pytest.param({"text": " "}, "has no text", id="an empty text"),
        pytest.param({"list": [1, 2], "dialogue": [{"author": "Mia"}, 3]}, "has no text", id="no dialogue"),
        pytest.param({}, "has no text", id="nothing"),
    ],
)
def test_tasks_without_their_text_are_problems(tmp_path: Path, data: dict[str, Any], reason: str) -> None:
    """The message says what to do; other tasks are read."""
    project = read(tmp_path, task(data, number=1), task({"text": TEXT}, span("tired", "a"), number=2))
    (problem,) = project.problems
    assert reason in problem.reason
    assert problem.remedy
    assert [found[3] for found in quotes(project)] == ["tired"]

"""Label Studio and doccano: texts and labelled spans in their exports."""

import json
from pathlib import Path
from typing import Any

import pytest

from thememiner.errors import UnreadableFileError
from thememiner.exchange import detect_format, read_project
from thememiner.records import CODED_ONLY, Project

TEXT = "😀 I am tired"


def write(path: Path, *values: object, lines: bool = False) -> Path:
    """Write a JSON list, or one value per line."""
    text = "\n".join(json.dumps(value) for value in values) if lines else json.dumps(values)
    path.write_text(text, encoding="utf-8")
    return path


def task(*results: dict[str, Any], by: object = 1, **more: object) -> dict[str, Any]:
    """Return a task of Label Studio with an annotation."""
    annotation = {"completed_by": by, "result": list(results), **more}
    return {"id": 12, "data": {"text": TEXT, "file": "P1.txt"}, "annotations": [annotation]}


def label(start: int, end: int, text: str | None, *labels: str) -> dict[str, Any]:
    """Return a result of Label Studio."""
    return {"type": "labels", "value": {"start": start, "end": end, "text": text, "labels": list(labels)}}


def quotes(project: Project) -> list[tuple[str, str, str, str]]:
    """Return coder, document, code and quote of each segment."""
    texts = {document.doc_id: document.text for document in project.documents}
    columns = ["doc_id", "start", "end", "code_id"]
    return [
        (coding.coder, doc_id, code, texts[doc_id][start:end])
        for coding in project.codings
        for doc_id, start, end, code in coding.segments[columns].itertuples(index=False, name=None)
    ]


def test_label_studio_positions_are_code_points_or_utf16_depending_on_the_quote(tmp_path: Path) -> None:
    """In both cases the quote is exactly the labelled text."""
    path = write(tmp_path / "x.json", task(label(7, 12, "tired", "a", "b"), label(8, 13, "tired", "c")))
    assert detect_format(path) == "label-studio"
    found = [("annotator 1", "P1.txt", code, "tired") for code in "abc"]
    assert quotes(read_project(path)) == found


def test_annotators_of_label_studio_are_coders_who_read_the_whole_task(tmp_path: Path) -> None:
    """This includes annotators who labelled nothing; a cancelled annotation is ignored."""
    one = task(label(7, 12, "tired", "a"), by={"email": "ana@example.org", "id": 3})
    one["annotations"].append({"completed_by": 2, "result": []})
    one["annotations"].append({"completed_by": 4, "result": [], "was_cancelled": True})
    project = read_project(write(tmp_path / "x.json", one))
    assert [coding.coder for coding in project.codings] == ["ana@example.org", "annotator 2"]
    assert [coding.scope.spans for coding in project.codings] == [{"P1.txt": ((0, 12),)}] * 2


def test_choices_are_codes_of_the_whole_text_and_taxonomies_paths(tmp_path: Path) -> None:
    """Results that are neither labels nor choices are losses."""
    choice = {"type": "choices", "value": {"choices": ["sad"]}}
    tree = {"type": "taxonomy", "value": {"taxonomy": [["Body", "tired"]]}}
    other = {"type": "rating", "value": {"rating": 3}}
    project = read_project(write(tmp_path / "x.json", task(choice, tree, other)))
    assert quotes(project) == [("annotator 1", "P1.txt", code, TEXT) for code in ("Body > tired", "sad")]
    assert [loss.count for loss in project.losses] == [1]


def test_the_short_export_of_label_studio_is_read(tmp_path: Path) -> None:
    """JSON-MIN has the spans beside the text."""
    item = {"id": 1, "text": TEXT, "annotator": 1, "annotation_id": 5}
    path = write(tmp_path / "x.json", {**item, "label": [{"start": 7, "end": 12, "text": "tired", "labels": ["a"]}]})
    assert detect_format(path) == "label-studio"
    assert quotes(read_project(path)) == [("annotator 1", "task 1", "a", "tired")]


@pytest.mark.parametrize(
    "result",
    [
        pytest.param(label(0, 5, "tired", "a"), id="another text there"),
        pytest.param(label(7, 99, None, "a"), id="beyond the end"),
        pytest.param(label(12, 7, None, "a"), id="backwards"),
    ],
)
def test_spans_of_label_studio_without_a_place_are_problems(tmp_path: Path, result: dict[str, Any]) -> None:
    """They are listed with task and start."""
    project = read_project(write(tmp_path / "x.json", task(result)))
    (problem,) = project.problems
    assert problem.place.startswith("x.json:P1.txt:")
    assert quotes(project) == []


@pytest.mark.parametrize(
    "line",
    [
        pytest.param({"id": 1, "text": TEXT, "label": [[7, 12, "a"]]}, id="label"),
        pytest.param({"id": 1, "data": TEXT, "labels": [[7, 12, "a"]]}, id="labels"),
        pytest.param(
            {"id": 1, "text": TEXT, "entities": [{"start_offset": 7, "end_offset": 12, "label": "a"}]}, id="entities"
        ),
    ],
)
def test_all_forms_of_doccano_exports_are_read(tmp_path: Path, line: dict[str, Any]) -> None:
    """Each line is a document, and the coder is named after the file."""
    path = write(tmp_path / "ana.jsonl", line, {**line, "id": 2, "label": [], "labels": [], "entities": []}, lines=True)
    project = read_project(path)
    assert detect_format(path) == "doccano"
    assert quotes(project) == [("ana", "line 1", "a", "tired")]
    assert project.codings[0].scope.spans == {"line 1": ((0, 12),)}


def test_labels_of_doccano_outside_of_their_text_are_problems(tmp_path: Path) -> None:
    """They are listed by line."""
    path = write(tmp_path / "ana.jsonl", {"text": TEXT, "label": [[7, 99, "a"], [1], [0, 1, "b"]]}, lines=True)
    project = read_project(path)
    assert [problem.place for problem in project.problems] == ["ana.jsonl:1"] * 2
    assert quotes(project) == [("ana", "line 1", "b", "😀")]


def test_labels_of_whole_texts_and_lines_without_text_are_read(tmp_path: Path) -> None:
    """A label without a place is a code of the whole text; a line without text is a problem."""
    lines: tuple[dict[str, Any], ...] = (
        {"text": TEXT, "label": ["sleep", [7, 12, "a"]]},
        {"id": 2, "text": None, "label": []},
    )
    project = read_project(write(tmp_path / "ana.jsonl", *lines, lines=True), format="doccano")
    assert quotes(project) == [("ana", "line 1", "sleep", TEXT), ("ana", "line 1", "a", "tired")]
    assert [(one.place, one.reason) for one in project.problems] == [("ana.jsonl:2", "this line has no text.")]


def test_a_table_of_segments_in_json_lines_is_not_taken_for_doccano(tmp_path: Path) -> None:
    """A quote with codes is a row of a table, not a text with spans."""
    rows = [{"document": "P1", "text": "tired", "label": "a"}, {"document": "P1", "text": "hope", "label": "b"}]
    path = write(tmp_path / "ana.jsonl", *rows, lines=True)
    assert detect_format(path) == "segments"
    project = read_project(path)
    assert quotes(project) == [("ana", "P1", "a", "tired"), ("ana", "P1", "b", "hope")]
    assert project.codings[0].scope == CODED_ONLY


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("[" * 100_000, id="nested too deeply"),
        pytest.param('[{"text": "\\ud800", "label": [[0, 1, "a"]]}]', id="half a character"),
        pytest.param('{"text": ', id="cut off"),
        pytest.param("[1, 2", id="a list that never ends"),
    ],
)
def test_broken_json_is_refused_with_a_sentence(tmp_path: Path, content: str) -> None:
    """A broken file gives an error message, not a traceback."""
    path = tmp_path / "x.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableFileError):
        read_project(path)


@pytest.mark.parametrize(
    ("start", "end", "coder"),
    [
        pytest.param("1e400", "5", '"ana"', id="a number beyond all numbers"),
        pytest.param("NaN", "NaN", "NaN", id="no number"),
        pytest.param("0", "1" + "0" * 30, '"ana"', id="a number of thirty digits"),
        pytest.param("true", "false", "true", id="no positions"),
        pytest.param("0", "[" * 200 + "]" * 200, '{"a": 1}', id="lists in lists"),
    ],
)
def test_invalid_positions_are_problems(tmp_path: Path, start: str, end: str, coder: str) -> None:
    """The document is read, and the span is listed as a problem."""
    span = f'{{"value": {{"start": {start}, "end": {end}, "text": "I", "labels": ["x"]}}}}'
    annotation = f'{{"completed_by": {coder}, "result": [{span}]}}'
    path = tmp_path / "a.json"
    path.write_text(f'[{{"data": {{"text": "一😀 I"}}, "annotations": [{annotation}]}}]', encoding="utf-8")
    read = read_project(path)
    assert [document.text for document in read.documents] == ["一😀 I"]
    assert not any(len(coding.segments) for coding in read.codings)
    assert len(read.problems) == 1


def test_the_last_of_two_equal_keys_counts(tmp_path: Path) -> None:
    """This is what JSON parsers do."""
    path = tmp_path / "a.json"
    path.write_text('[{"data": {"text": "I", "text": "You"}, "annotations": []}]', encoding="utf-8")
    assert [document.text for document in read_project(path).documents] == ["You"]

"""Prodigy: texts with spans and categories, answers, annotators and sessions."""

import json
from pathlib import Path
from typing import Any

import pytest

from thememiner.exchange import detect_format, read_project
from thememiner.records import Project

TEXT = "😀 I am tired."
SPAN = {"start": 7, "end": 12, "label": "body"}
TOKENS = [
    {"text": "😀", "start": 0, "end": 1},
    {"text": "I", "start": 2, "end": 3},
    {"text": "tired", "start": 7, "end": 12},
]


def read(tmp_path: Path, *lines: dict[str, Any]) -> Project:
    """Write and read an export with these lines."""
    path = tmp_path / "study.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    assert detect_format(path) == "prodigy"
    return read_project(path)


def quotes(project: Project) -> list[tuple[str, str, str, str]]:
    """Return coder, document, code and quote of each segment."""
    texts = {document.doc_id: document.text for document in project.documents}
    columns = ["doc_id", "start", "end", "code_id"]
    return [
        (one.coder, doc_id, code, texts[doc_id][start:end])
        for one in project.codings
        for doc_id, start, end, code in one.segments[columns].itertuples(index=False, name=None)
    ]


@pytest.mark.parametrize(
    "span",
    [
        pytest.param(SPAN, id="without tokens"),
        pytest.param({**SPAN, "token_start": 2, "token_end": 2, "text": "tired"}, id="with tokens"),
        pytest.param({"token_start": 2, "token_end": 2, "label": "body"}, id="tokens alone"),
    ],
)
def test_spans_are_coded_segments(tmp_path: Path, span: dict[str, Any]) -> None:
    """Positions are characters of the text; the session is the coder, who read the whole text."""
    line = {"text": TEXT, "tokens": TOKENS, "spans": [span], "answer": "accept", "_session_id": "ner-ana"}
    project = read(tmp_path, line)
    assert quotes(project) == [("ner-ana", "line 1", "body", "tired")]
    assert project.codings[0].scope.spans == {"line 1": ((0, len(TEXT)),)}


def test_annotators_of_one_text_are_several_coders(tmp_path: Path) -> None:
    """Each has a line for the text, which is one document; the annotator counts before the session."""
    line = {"text": TEXT, "_input_hash": 1, "_task_hash": 2, "answer": "accept"}
    project = read(
        tmp_path,
        {**line, "spans": [SPAN], "_annotator_id": "s-ana", "_session_id": "s-one"},
        {**line, "spans": [], "_annotator_id": "s-bo", "_session_id": "s-one"},
        {**line, "text": "No.", "spans": [], "_annotator_id": "s-bo"},
    )
    assert [document.doc_id for document in project.documents] == ["line 1", "line 3"]
    assert quotes(project) == [("s-ana", "line 1", "body", "tired")]
    assert [(one.coder, sorted(one.scope.spans or {})) for one in project.codings] == [
        ("s-ana", ["line 1"]),
        ("s-bo", ["line 1", "line 3"]),
    ]
    assert "the same document: 1" in project.notes[0].text


@pytest.mark.parametrize("answer", ["reject", "ignore"])
def test_only_accepted_lines_are_codings(tmp_path: Path, answer: str) -> None:
    """The text stays a document; what was rejected or ignored is counted, and is not known to be read."""
    project = read(
        tmp_path,
        {"text": TEXT, "spans": [SPAN], "answer": answer, "_session_id": "s-ana"},
        {"text": "No.", "spans": [], "answer": "accept", "_session_id": "s-ana"},
    )
    assert [document.doc_id for document in project.documents] == ["line 1", "line 2"]
    assert quotes(project) == []
    assert [sorted(one.scope.spans or {}) for one in project.codings] == [["line 2"]]
    assert [(loss.what, loss.count) for loss in project.losses] == [("lines that were rejected or ignored", 1)]


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        pytest.param({"label": "sad"}, ["sad"], id="a category"),
        pytest.param(
            {"options": [{"id": "a", "text": "A"}, {"id": "b"}], "accept": ["b", "a"]}, ["a", "b"], id="options"
        ),
        pytest.param(
            {"options": [{"id": 0, "text": "calm"}, {"id": 1, "text": "sad"}], "accept": [1]}, ["sad"], id="id"
        ),
        pytest.param({"label": "sad", "spans": [{"start": 7, "end": 12, "pattern": 3}]}, ["sad"], id="a highlight"),
    ],
)
def test_categories_are_codes_of_the_whole_text(tmp_path: Path, line: dict[str, Any], codes: list[str]) -> None:
    """So are options that were chosen; without a coder, the file's name is that of the coder."""
    project = read(tmp_path, {"text": TEXT, "answer": "accept", **line})
    assert quotes(project) == [("study", "line 1", code, TEXT) for code in codes]


def test_sessions_without_a_name_are_the_coder_of_the_file(tmp_path: Path) -> None:
    """Prodigy names them by their time, so that one person would become several coders; a note says so."""
    line = {"spans": [], "answer": "accept"}
    project = read(
        tmp_path,
        {**line, "text": TEXT, "label": "sad", "_session_id": "2024-01-15_10-00-00"},
        {**line, "text": "No.", "label": "sad", "_session_id": "s-2024-01-16_10-00-00"},
        {**line, "text": "So.", "label": "sad", "_session_id": None},
    )
    assert [coding.coder for coding in project.codings] == ["study"]
    assert "sessions without a name" in project.notes[0].text
    assert project.notes[0].text.endswith(": 2.")


def test_names_of_documents_are_in_the_line_or_its_meta(tmp_path: Path) -> None:
    """Equal texts of differently named documents are two documents."""
    line = {"text": "Yes.", "spans": [], "label": "agrees", "answer": "accept"}
    project = read(tmp_path, {**line, "meta": {"title": "P1"}}, {**line, "document": "P2"}, {**line, "id": 7})
    assert [document.doc_id for document in project.documents] == ["P1", "P2", "line 7"]


def test_what_is_no_coding_is_counted(tmp_path: Path) -> None:
    """Relations and spans without a label are losses; a span outside its text, or a line without text, is a problem."""
    project = read(
        tmp_path,
        {
            "text": TEXT,
            "spans": [SPAN, {"start": 0, "end": 1}, {**SPAN, "end": 99}],
            "relations": [{"head": 1, "child": 2}],
        },
        {"image": "a.png", "spans": [], "answer": "accept"},
        {"text": TEXT, "spans": [{**SPAN, "start": 9, "end": 7}], "answer": "accept"},
    )
    assert {loss.what: loss.count for loss in project.losses} == {
        "relations between labels": 1,
        "spans without a label": 1,
    }
    assert [problem.place for problem in project.problems] == ["study.jsonl:1", "study.jsonl:2", "study.jsonl:3"]
    assert [found[3] for found in quotes(project)] == ["tired"]

"""Label Studio exports (JSON, or JSON-MIN): tasks with a text, and spans and choices of each annotator."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from thememiner.config import Settings
from thememiner.exchange.assembling import losses, project_codings, project_document
from thememiner.exchange.counting import checked_range
from thememiner.exchange.json_files import own_text, read_json
from thememiner.intake import CodedSpan, CodePath, DistinctNames
from thememiner.records import Coding, Document, Problem, Project, Scope

DEFAULTS = Settings()
_TEXTS = ("text", "content", "dialogue", "文本", "内容")
_NAMES = ("document", "doc", "doc_id", "file", "filename", "name", "title", "文档", "文件")
_KINDS = ("labels", "choices", "hypertextlabels", "paragraphlabels", "taxonomy")


def is_label_studio(values: list[Any]) -> bool:
    """Say whether these are tasks of Label Studio."""
    tasks = [value for value in values if isinstance(value, dict)]
    return bool(tasks) and all(
        (isinstance(task.get("data"), dict) and ("annotations" in task or "completions" in task))
        or ("annotator" in task and "annotation_id" in task)
        for task in tasks
    )


def read_label_studio(path: Path, *, settings: Settings = DEFAULTS) -> Project:
    """Read an export of Label Studio: a task is a document, an annotator a coder who read the whole of it.

    A document is called as the task's data says (``document``, ``file``, ``name`` …), else by the uploaded file, else
    ``task 12``. Positions are code points or UTF-16 units, checked against the text that the export quotes. A choice
    about a task is a code of the whole text. Cancelled annotations do not count.

    Raises ``UnreadableFileError``, and what ``decode`` raises.
    """
    reading = _Reading(path)
    for task in read_json(path, settings=settings):
        reading.add(task)
    return reading.project()


class _Reading:
    """One export on its way in."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._documents: list[Document] = []
        self._names = DistinctNames(())
        self._spans: dict[str, list[CodedSpan]] = defaultdict(list)
        self._seen: dict[str, dict[str, int]] = defaultdict(dict)
        self._problems: list[Problem] = []
        self._left_out = 0

    def add(self, task: object) -> None:
        """Take in a task with its annotations."""
        number = len(self._documents) + len(self._problems) + 1
        data = _data(task)
        text = next((data[name] for name in _TEXTS if isinstance(data.get(name), str) and data[name].strip()), None)
        if not isinstance(task, dict) or text is None:
            self._problems.append(Problem(f"{self._path.name}:{number}", "this task has no text."))
            return
        called = (own_text(given).strip() for given in (*map(data.get, _NAMES), task.get("file_upload")))
        name = next(filter(None, called), f"task {own_text(task.get('id')) or number}")
        document = project_document(self._names.give(name), text, self._path, "label-studio")
        self._documents.append(document)
        for coder, results in _annotations(task):
            self._seen[coder][document.doc_id] = len(text)
            for result in results:
                self._add_result(result, document, coder)

    def _add_result(self, result: object, document: Document, coder: str) -> None:
        value = result.get("value", result) if isinstance(result, dict) else None
        paths = tuple(path for kind in _KINDS for path in _paths(value.get(kind))) if isinstance(value, dict) else ()
        if not isinstance(value, dict) or not paths:
            self._left_out += 1
            return
        offsets = value.get("globalOffsets")
        offsets = offsets if isinstance(offsets, dict) else value
        start, end, quote = offsets.get("start", 0), offsets.get("end", len(document.text)), value.get("text")
        place = None
        if isinstance(start, int) and isinstance(end, int):
            place = checked_range(document.text, start, end, quote if isinstance(quote, str) and quote else None)
        if place is None:
            where = f"{self._path.name}:{document.doc_id}:{own_text(start)}"
            self._problems.append(Problem(where, "this span has another text than its place, or lies outside."))
        else:
            self._spans[coder].append(CodedSpan(document.doc_id, *place, paths))

    def project(self) -> Project:
        """Return what was taken in."""
        codes = {path: "" for spans in self._spans.values() for span in spans for path in span.paths}
        spans = {coder: self._spans[coder] for coder in self._seen}
        return Project(
            documents=tuple(sorted(self._documents, key=lambda document: document.doc_id)),
            codings=tuple(
                _with_scope(coding, self._seen[coding.coder]) for coding in project_codings(spans, codes, nobody="")
            ),
            losses=losses(annotations_that_are_no_labels_or_choices=self._left_out),
            problems=tuple(self._problems),
        )


def _data(task: object) -> dict[str, Any]:
    """Return what a task is about: in a short export (JSON-MIN), the task itself."""
    data = task.get("data", task) if isinstance(task, dict) else {}
    return data if isinstance(data, dict) else {}


def _annotations(task: dict[str, Any]) -> Iterator[tuple[str, list[object]]]:
    """Yield the annotator and the results of each annotation."""
    if "annotator" in task:  # JSON-MIN: results stand in the task, under the names of its controls
        items = [item for value in task.values() if isinstance(value, list) for item in value]
        yield _coder(task["annotator"]), [item for item in items if isinstance(item, dict)]
        return
    annotations = task.get("annotations", task.get("completions"))
    for annotation in annotations if isinstance(annotations, list) else []:
        if isinstance(annotation, dict) and not annotation.get("was_cancelled"):
            results = annotation.get("result")
            yield _coder(annotation.get("completed_by")), results if isinstance(results, list) else []


def _coder(given: object) -> str:
    """Return an annotator's name: an address, or ``annotator 3`` where the export has but a number."""
    if isinstance(given, dict):
        given = given.get("email") or given.get("username") or given.get("id")
    return given.strip() if isinstance(given, str) and given.strip() else f"annotator {own_text(given) or '?'}"


def _paths(given: object) -> Iterator[CodePath]:
    """Yield the labels of a result; a choice in a taxonomy is a path."""
    for item in given if isinstance(given, list) else []:
        names = item if isinstance(item, list) else [item]
        path = tuple(" ".join(own_text(name).split()) for name in names)
        if path and all(path):
            yield path


def _with_scope(coding: Coding, seen: Mapping[str, int]) -> Coding:
    return replace(coding, scope=Scope({doc_id: ((0, length),) for doc_id, length in sorted(seen.items())}))

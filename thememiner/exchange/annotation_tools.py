"""Label Studio exports (JSON, or JSON-MIN): tasks with a text, and spans and choices of each annotator.

doccano exports (JSONL, or a JSON list): a text a line, with labelled spans, entities or categories.
JSON files from outside: one value, or one a line, read whole and checked for what no text can hold.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from thememiner.config import Settings
from thememiner.errors import UnreadableFileError
from thememiner.exchange.project_building import losses, project_codings, project_document
from thememiner.exchange.text_offsets import checked_range
from thememiner.intake import CodedSpan, CodePath, DistinctNames, decode, lines_of, read_bounded
from thememiner.records import Coding, Document, Problem, Project, Scope

DEFAULTS = Settings()
_LABEL_STUDIO_TEXTS = ("text", "content", "dialogue", "文本", "内容")
_NAMES = ("document", "doc", "doc_id", "file", "filename", "name", "title", "文档", "文件")
_KINDS = ("labels", "choices", "hypertextlabels", "paragraphlabels", "taxonomy")
_DOCCANO_TEXTS = ("text", "data")
_LABELS = ("label", "labels", "entities", "cats")
_Span = tuple[Any, Any, str]
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_REMEDY = "Export it again, as JSON."


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
        text = next(
            (data[name] for name in _LABEL_STUDIO_TEXTS if isinstance(data.get(name), str) and data[name].strip()), None
        )
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


def is_doccano(values: list[Any]) -> bool:
    """Say whether these are lines of doccano: each a text, and at least one with labelled spans or entities."""
    lines = [value for value in values if isinstance(value, dict)]
    return (
        bool(lines)
        and all(_text(line) is not None and any(name in line for name in _LABELS) for line in lines)
        and any(not isinstance(item, str) for line in lines for name in _LABELS for item in _list(line.get(name)))
    )


def read_doccano(path: Path, *, settings: Settings = DEFAULTS) -> Project:
    """Read an export of doccano: a line is a document, and the file's name the coder's (doccano writes one a user).

    A document is called as the line says (``document``, ``file``, ``name`` …), else ``line 12``, or by its id there.
    Positions are code points. A category is a code of the whole text. A text with labels was read as a whole; of one
    without, nobody knows. Relations are losses.

    Raises ``UnreadableFileError``, and what ``decode`` raises.
    """
    documents: list[Document] = []
    spans: list[CodedSpan] = []
    problems: list[Problem] = []
    names = DistinctNames(())
    relations = 0
    for number, line in enumerate(read_json(path, settings=settings), 1):
        text = _text(line)
        if text is None:
            problems.append(Problem(f"{path.name}:{number}", "this line has no text."))
            continue
        document = project_document(names.give(_name(line, number)), text, path, "doccano")
        documents.append(document)
        relations += len(_list(line.get("relations")))
        for start, end, label in _spans(line, len(text)):
            if isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text) and label:
                spans.append(CodedSpan(document.doc_id, start, end, ((label,),)))
            else:
                problems.append(Problem(f"{path.name}:{number}", "a label of this line lies outside of its text."))
    codes: dict[CodePath, str] = {path: "" for span in spans for path in span.paths}
    read = {span.doc_id for span in spans}
    scope = Scope({document.doc_id: ((0, len(document.text)),) for document in documents if document.doc_id in read})
    codings = project_codings({path.stem: spans} if spans else {}, codes, nobody=path.stem)
    return Project(
        documents=tuple(sorted(documents, key=lambda document: document.doc_id)),
        codings=tuple(replace(coding, scope=scope) for coding in codings),
        losses=losses(relations_between_labels=relations),
        problems=tuple(problems),
    )


def _text(line: object) -> str | None:
    given = (line.get(name) for name in _DOCCANO_TEXTS) if isinstance(line, dict) else ()
    return next((text for text in given if isinstance(text, str) and text.strip()), None)


def _name(line: dict[str, Any], number: int) -> str:
    meta = line.get("meta")
    sources = (line, meta) if isinstance(meta, dict) else (line,)
    called = (own_text(source.get(name)).strip() for source in sources for name in _NAMES)
    return next(filter(None, called), f"line {own_text(line.get('id')) or number}")


def _spans(line: dict[str, Any], length: int) -> Iterator[_Span]:
    """Yield start, end and name of each label, as far as they can be made out."""
    for kind in _LABELS:
        for item in _list(line.get(kind)):
            if isinstance(item, dict):
                yield item.get("start_offset"), item.get("end_offset"), _label(item.get("label"))
            elif isinstance(item, list) and len(item) == 3:  # noqa: PLR2004 - start, end, name
                yield item[0], item[1], _label(item[2])
            elif isinstance(item, str):
                yield 0, length, _label(item)
            else:
                yield None, None, ""


def _label(given: object) -> str:
    return " ".join(own_text(given).split())


def _list(given: object) -> list[Any]:
    return given if isinstance(given, list) else []


def read_json(path: Path, *, settings: Settings) -> list[Any]:
    """Return the items of a JSON list, the one value of a file that is no list, or the values of its lines.

    Raises ``UnreadableFileError`` for a file that is no JSON or nested too deeply, ``UnsafeFileError`` for one that is
    too large, and what ``decode`` raises.
    """
    try:
        data = read_bounded(path, place=path.name, max_unpacked_mb=settings.corpus.max_unpacked_mb)
    except OSError as error:
        raise UnreadableFileError(f"cannot be read ({error.strerror}).", place=path.name) from error
    try:
        text = decode(data, place=path.name, encoding=settings.corpus.encoding).text
        values = _values(text)
        if _HALF.search(text):
            json.dumps(values, ensure_ascii=False).encode()  # half a character without its other half cannot be
    except (ValueError, RecursionError) as error:
        raise UnreadableFileError("is no valid JSON.", place=path.name, remedy=_REMEDY) from error
    return values


def _values(text: str) -> list[Any]:
    try:
        whole = json.loads(text)
    except ValueError:
        lines = [line for line in lines_of(text) if line.strip()]
        if len(lines) < 2:  # noqa: PLR2004 - one line that is no JSON is no JSON
            raise
        return [json.loads(line) for line in lines]
    return whole if isinstance(whole, list) else [whole]


def own_text(value: object) -> str:
    """Return a value that is text or a number as text, anything else as the empty text."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""

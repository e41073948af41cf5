"""Exports of annotation tools (JSON): Label Studio (also JSON-MIN) and doccano (also one value per line)."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from thememiner.config import Settings
from thememiner.errors import UnreadableFileError
from thememiner.exchange.project_building import build_codings, build_document, make_losses
from thememiner.exchange.text_offsets import resolve_range
from thememiner.intake import CodedSpan, CodePath, DistinctNames, decode, read_bounded, split_lines
from thememiner.records import Coding, Document, Problem, Project, Scope

DEFAULTS = Settings()
_TASK_TEXT_KEYS = ("text", "content", "dialogue", "文本", "内容")
_NAME_KEYS = ("document", "doc", "doc_id", "file", "filename", "name", "title", "文档", "文件")
_RESULT_KINDS = ("labels", "choices", "hypertextlabels", "paragraphlabels", "taxonomy")
_LINE_TEXT_KEYS = ("text", "data")
_LABEL_KEYS = ("label", "labels", "entities", "cats")
_LabelSpan = tuple[Any, Any, str]
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_EXPORT_AGAIN = "Export it again, as JSON."


def is_label_studio(values: list[Any]) -> bool:
    """Tell whether these values are tasks of Label Studio."""
    tasks = [value for value in values if isinstance(value, dict)]
    return bool(tasks) and all(
        (isinstance(task.get("data"), dict) and ("annotations" in task or "completions" in task))
        or ("annotator" in task and "annotation_id" in task)
        for task in tasks
    )


def read_label_studio(path: Path, *, settings: Settings = DEFAULTS) -> Project:
    """Read an export of Label Studio: each task is a document, each annotator a coder who read the whole document.

    The name of a document is in the task's data (``document``, ``file``, ``name`` …), else that of the uploaded file,
    else ``task 12``. Positions are code points or UTF-16 units, which is checked against the text that the export
    quotes. A choice about a task is a code of the whole text. Cancelled annotations are ignored.

    Raises ``UnreadableFileError``, and what ``decode`` raises.
    """
    export = _LabelStudioExport(path)
    for task in read_json_values(path, settings=settings):
        export.add(task)
    return export.to_project()


class _LabelStudioExport:
    """Collects the tasks of one export."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._documents: list[Document] = []
        self._names = DistinctNames(())
        self._spans: dict[str, list[CodedSpan]] = defaultdict(list)
        self._read_lengths: dict[str, dict[str, int]] = defaultdict(dict)  # length of each document read, by coder
        self._problems: list[Problem] = []
        self._other_annotations = 0

    def add(self, task: object) -> None:
        """Add a task with its annotations."""
        number = len(self._documents) + len(self._problems) + 1
        data = _task_data(task)
        text = next(
            (data[name] for name in _TASK_TEXT_KEYS if isinstance(data.get(name), str) and data[name].strip()), None
        )
        if not isinstance(task, dict) or text is None:
            self._problems.append(Problem(f"{self._path.name}:{number}", "this task has no text."))
            return
        candidates = (scalar_text(value).strip() for value in (*map(data.get, _NAME_KEYS), task.get("file_upload")))
        name = next(filter(None, candidates), f"task {scalar_text(task.get('id')) or number}")
        document = build_document(self._names.give(name), text, self._path, "label-studio")
        self._documents.append(document)
        for coder, results in _iterate_annotations(task):
            self._read_lengths[coder][document.doc_id] = len(text)
            for result in results:
                self._add_result(result, document, coder)

    def _add_result(self, result: object, document: Document, coder: str) -> None:
        value = result.get("value", result) if isinstance(result, dict) else None
        if not isinstance(value, dict):
            self._other_annotations += 1
            return
        paths = tuple(path for kind in _RESULT_KINDS for path in _label_paths(value.get(kind)))
        if not paths:
            self._other_annotations += 1
            return
        offsets = value.get("globalOffsets")
        offsets = offsets if isinstance(offsets, dict) else value
        start, end, quote = offsets.get("start", 0), offsets.get("end", len(document.text)), value.get("text")
        place = None
        if isinstance(start, int) and isinstance(end, int):
            place = resolve_range(document.text, start, end, quote if isinstance(quote, str) and quote else None)
        if place is None:
            segment = f"{self._path.name}:{document.doc_id}:{scalar_text(start)}"
            reason = "this span has another text than its place, or lies outside of its document."
            self._problems.append(Problem(segment, reason))
        else:
            self._spans[coder].append(CodedSpan(document.doc_id, *place, paths))

    def to_project(self) -> Project:
        """Return the documents and codings of the tasks."""
        codes = {path: "" for spans in self._spans.values() for span in spans for path in span.paths}
        spans = {coder: self._spans[coder] for coder in self._read_lengths}
        return Project(
            documents=tuple(sorted(self._documents, key=lambda document: document.doc_id)),
            codings=tuple(
                _add_scope(coding, self._read_lengths[coding.coder])
                for coding in build_codings(spans, codes, default_coder="")
            ),
            losses=make_losses({"annotations that are neither labels nor choices": self._other_annotations}),
            problems=tuple(self._problems),
        )


def _task_data(task: object) -> dict[str, Any]:
    """Return the data of a task; in a short export (JSON-MIN), the task itself."""
    data = task.get("data", task) if isinstance(task, dict) else {}
    return data if isinstance(data, dict) else {}


def _iterate_annotations(task: dict[str, Any]) -> Iterator[tuple[str, list[object]]]:
    """Yield the annotator and the results of each annotation of a task."""
    if "annotator" in task:  # JSON-MIN: the results are in the task, under the names of its controls
        items = [item for value in task.values() if isinstance(value, list) for item in value]
        yield _annotator_name(task["annotator"]), [item for item in items if isinstance(item, dict)]
        return
    annotations = task.get("annotations", task.get("completions"))
    for annotation in annotations if isinstance(annotations, list) else []:
        if isinstance(annotation, dict) and not annotation.get("was_cancelled"):
            results = annotation.get("result")
            yield _annotator_name(annotation.get("completed_by")), results if isinstance(results, list) else []


def _annotator_name(given: object) -> str:
    """Return an annotator's name: e-mail address or user name, or ``annotator 3`` if there is a number only."""
    if isinstance(given, dict):
        given = given.get("email") or given.get("username") or given.get("id")
    return given.strip() if isinstance(given, str) and given.strip() else f"annotator {scalar_text(given) or '?'}"


def _label_paths(given: object) -> Iterator[CodePath]:
    """Yield the labels of a result; a choice in a taxonomy is a path."""
    for item in given if isinstance(given, list) else []:
        names = item if isinstance(item, list) else [item]
        path = tuple(" ".join(scalar_text(name).split()) for name in names)
        if path and all(path):
            yield path


def _add_scope(coding: Coding, lengths: Mapping[str, int]) -> Coding:
    return replace(coding, scope=Scope({doc_id: ((0, length),) for doc_id, length in sorted(lengths.items())}))


def is_doccano(values: list[Any]) -> bool:
    """Tell whether these values are lines of doccano: all have a text, and at least one has labelled spans."""
    lines = [value for value in values if isinstance(value, dict)]
    return (
        bool(lines)
        and all(_line_text(line) is not None and any(name in line for name in _LABEL_KEYS) for line in lines)
        and any(
            not isinstance(item, str) for line in lines for name in _LABEL_KEYS for item in _as_list(line.get(name))
        )
    )


def read_doccano(path: Path, *, settings: Settings = DEFAULTS) -> Project:
    """Read an export of doccano: each line is a document. The coder is named after the file, one per user.

    The name of a document is in its line (``document``, ``file``, ``name`` …), else ``line 12``, or its id there.
    Positions are code points. A category is a code of the whole text. A text with labels counts as read completely; it
    is unknown whether a text without labels was read. Relations are losses.

    Raises ``UnreadableFileError``, and what ``decode`` raises.
    """
    documents: list[Document] = []
    spans: list[CodedSpan] = []
    problems: list[Problem] = []
    names = DistinctNames(())
    relations = 0
    for number, line in enumerate(read_json_values(path, settings=settings), 1):
        text = _line_text(line)
        if text is None:
            problems.append(Problem(f"{path.name}:{number}", "this line has no text."))
            continue
        document = build_document(names.give(_line_name(line, number)), text, path, "doccano")
        documents.append(document)
        relations += len(_as_list(line.get("relations")))
        for start, end, label in _iterate_labels(line, len(text)):
            if isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text) and label:
                spans.append(CodedSpan(document.doc_id, start, end, ((label,),)))
            else:
                problems.append(Problem(f"{path.name}:{number}", "a label of this line lies outside of its text."))
    codes: dict[CodePath, str] = {path: "" for span in spans for path in span.paths}
    read = {span.doc_id for span in spans}
    scope = Scope({document.doc_id: ((0, len(document.text)),) for document in documents if document.doc_id in read})
    codings = build_codings({path.stem: spans} if spans else {}, codes, default_coder=path.stem)
    return Project(
        documents=tuple(sorted(documents, key=lambda document: document.doc_id)),
        codings=tuple(replace(coding, scope=scope) for coding in codings),
        losses=make_losses({"relations between labels": relations}),
        problems=tuple(problems),
    )


def _line_text(line: object) -> str | None:
    values = (line.get(name) for name in _LINE_TEXT_KEYS) if isinstance(line, dict) else ()
    return next((text for text in values if isinstance(text, str) and text.strip()), None)


def _line_name(line: dict[str, Any], number: int) -> str:
    meta = line.get("meta")
    sources = (line, meta) if isinstance(meta, dict) else (line,)
    candidates = (scalar_text(source.get(name)).strip() for source in sources for name in _NAME_KEYS)
    return next(filter(None, candidates), f"line {scalar_text(line.get('id')) or number}")


def _iterate_labels(line: dict[str, Any], length: int) -> Iterator[_LabelSpan]:
    """Yield start, end and name of each label; None and an empty name for one that cannot be understood."""
    for kind in _LABEL_KEYS:
        for item in _as_list(line.get(kind)):
            if isinstance(item, dict):
                yield item.get("start_offset"), item.get("end_offset"), _clean_label(item.get("label"))
            elif isinstance(item, list) and len(item) == 3:  # noqa: PLR2004 - start, end, name
                yield item[0], item[1], _clean_label(item[2])
            elif isinstance(item, str):
                yield 0, length, _clean_label(item)
            else:
                yield None, None, ""


def _clean_label(given: object) -> str:
    return " ".join(scalar_text(given).split())


def _as_list(given: object) -> list[Any]:
    return given if isinstance(given, list) else []


def read_json_values(path: Path, *, settings: Settings) -> list[Any]:
    """Read a JSON file: the items of a list, a single value, or one value per line.

    Raises ``UnreadableFileError`` if the file is not valid JSON or nested too deeply, ``UnsafeFileError`` if it is too
    large, and what ``decode`` raises.
    """
    try:
        data = read_bounded(path, place=path.name, max_unpacked_mb=settings.corpus.max_unpacked_mb)
    except OSError as error:
        raise UnreadableFileError(f"cannot be read ({error.strerror}).", place=path.name) from error
    try:
        text = decode(data, place=path.name, encoding=settings.corpus.encoding).text
        values = _parse_values(text)
        if _SURROGATE_ESCAPE.search(text):
            json.dumps(values, ensure_ascii=False).encode()  # fails for half a surrogate pair, which is not text
    except (ValueError, RecursionError) as error:
        raise UnreadableFileError("is not valid JSON.", place=path.name, remedy=_EXPORT_AGAIN) from error
    return values


def _parse_values(text: str) -> list[Any]:
    try:
        whole = json.loads(text)
    except ValueError:
        lines = [line for line in split_lines(text) if line.strip()]
        if len(lines) < 2:  # noqa: PLR2004 - a single line would have been parsed as the whole file
            raise
        return [json.loads(line) for line in lines]
    return whole if isinstance(whole, list) else [whole]


def scalar_text(value: object) -> str:
    """Return text, or a number as text; an empty string for any other value."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""

"""Exports of annotation tools with one value per line (JSON Lines): doccano and Prodigy."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from thememiner.config import Settings
from thememiner.errors import UnreadableFileError
from thememiner.exchange.project_building import build_codings, build_document, make_losses
from thememiner.intake import CodedSpan, CodePath, DistinctNames, decode, read_bounded, split_lines
from thememiner.records import Coding, Document, Note, Problem, Project, Scope

DEFAULTS = Settings()
NAME_KEYS = ("document", "doc", "doc_id", "file", "filename", "name", "title", "文档", "文件")
_LINE_TEXT_KEYS = ("text", "data")
_LABEL_KEYS = ("label", "labels", "entities", "cats")
_LabelSpan = tuple[Any, Any, str]
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_ANSWERS = ("accept", "reject", "ignore")
_TIME_STAMP = re.compile(r"\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d")
"""The name that Prodigy gives to a session without a name; it does not say who annotated."""
_OUTSIDE = "a label of this line lies outside of its text."
_EXPORT_AGAIN = "Export it again, as JSON."


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
        document = build_document(names.give(_find_name(line) or f"line {number}"), text, path, "doccano")
        documents.append(document)
        relations += len(_as_list(line.get("relations")))
        for start, end, label in _iterate_labels(line, len(text)):
            if isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text) and label:
                spans.append(CodedSpan(document.doc_id, start, end, ((label,),)))
            else:
                problems.append(Problem(f"{path.name}:{number}", _OUTSIDE))
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


def _find_name(line: Mapping[str, Any]) -> str:
    """Return the name of the document in a line, else its id there; empty if it has neither."""
    meta = line.get("meta")
    sources = (line, meta) if isinstance(meta, dict) else (line,)
    candidates = (scalar_text(source.get(name)).strip() for source in sources for name in NAME_KEYS)
    own_id = scalar_text(line.get("id"))
    return next(filter(None, candidates), f"line {own_id}" if own_id else "")


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


def is_prodigy(values: list[Any]) -> bool:
    """Tell whether these values are lines of Prodigy: texts with answers, or with spans that have positions."""
    lines = [value for value in values if isinstance(value, dict)]
    marked = [line for line in lines if line.get("answer") in _ANSWERS or "_task_hash" in line or _has_ranges(line)]
    return bool(lines) and len(marked) == len(lines) and any(_line_text(line) for line in lines)


def _has_ranges(line: Mapping[str, Any]) -> bool:
    spans = _as_list(line.get("spans"))
    return any("label" in span for span in spans if isinstance(span, dict)) and all(
        isinstance(span, dict) and {"start", "end"} <= span.keys() for span in spans
    )


def read_prodigy(path: Path, *, settings: Settings = DEFAULTS) -> Project:
    """Read an export of Prodigy: each text is a document, each annotator or named session a coder.

    Spans are coded segments; a category, or the options that were chosen, are codes of the whole text. Only lines that
    were accepted count, and their coder read the whole text. The name of a document is in its line or under ``meta``
    there, else it is ``line 12``. Positions are code points. Relations, and lines that were rejected or ignored, are
    losses.

    Raises ``UnreadableFileError``, and what ``decode`` raises.
    """
    export = _ProdigyExport(path)
    for number, line in enumerate(read_json_values(path, settings=settings), 1):
        export.add(number, line)
    return export.to_project()


class _ProdigyExport:
    """Collects the lines of one export."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._documents: dict[tuple[str, str], Document] = {}
        self._names = DistinctNames(())
        self._spans: dict[str, list[CodedSpan]] = defaultdict(list)
        self._read_lengths: dict[str, dict[str, int]] = defaultdict(dict)
        self._problems: list[Problem] = []
        self._losses: Counter[str] = Counter()
        self._unnamed_sessions: set[str] = set()
        self._repeated = 0

    def add(self, number: int, line: object) -> None:
        """Add a line; lines with the same text, and the same name if they have one, are one document."""
        text, place = _line_text(line), f"{self._path.name}:{number}"
        if not isinstance(line, dict) or text is None:
            self._problems.append(Problem(place, "this line has no text.", "Only annotations of text can be read."))
            return
        name = _find_name(line)
        key = (name, text)
        self._repeated += key in self._documents
        if key not in self._documents:
            doc_id = self._names.give(name or f"line {number}")
            self._documents[key] = build_document(doc_id, text, self._path, "prodigy")
        document = self._documents[key]
        self._losses["relations between labels"] += len(_as_list(line.get("relations")))
        if line.get("answer", "accept") != "accept":
            self._losses["lines that were rejected or ignored"] += 1
            return
        coder = self._find_coder(line)
        self._read_lengths[coder][document.doc_id] = len(text)
        for start, end, label in self._iterate_spans(line, len(text)):
            if isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text):
                self._spans[coder].append(CodedSpan(document.doc_id, start, end, ((label,),)))
            else:
                self._problems.append(Problem(place, _OUTSIDE))

    def to_project(self) -> Project:
        """Return the documents and codings of the lines."""
        codes = {path: "" for spans in self._spans.values() for span in spans for path in span.paths}
        spans = {coder: self._spans[coder] for coder in self._read_lengths}
        notes = []
        if self._repeated:
            notes.append(
                f"lines whose text is the same as that of an earlier line, and the same document: {self._repeated:,}."
            )
        if self._unnamed_sessions:
            notes.append(
                f"sessions without a name are all counted as {self._path.stem}'s, after the name of the file: "
                f"{len(self._unnamed_sessions):,}."
            )
        return Project(
            documents=tuple(sorted(self._documents.values(), key=lambda document: document.doc_id)),
            codings=give_scopes(build_codings(spans, codes, default_coder=self._path.stem), self._read_lengths),
            losses=make_losses(self._losses),
            problems=tuple(self._problems),
            notes=tuple(Note(self._path.name, note) for note in notes),
        )

    def _find_coder(self, line: Mapping[str, Any]) -> str:
        for name in (scalar_text(line.get(key)).strip() for key in ("_annotator_id", "_session_id")):
            if name and not _TIME_STAMP.search(name):
                return name
            self._unnamed_sessions.update([name] if name else [])
        return self._path.stem

    def _iterate_spans(self, line: Mapping[str, Any], length: int) -> Iterator[_LabelSpan]:
        """Yield start, end and name of each label; None for a position that is missing."""
        tokens = _as_list(line.get("tokens"))
        for span in _as_list(line.get("spans")):
            label = _clean_label(span.get("label")) if isinstance(span, dict) else ""
            if label:
                yield _get_edge(span, "start", tokens), _get_edge(span, "end", tokens), label
            else:
                self._losses["spans without a label"] += 1
        options = {
            scalar_text(one.get("id")): one.get("text")
            for one in _as_list(line.get("options"))
            if isinstance(one, dict)
        }
        for chosen in _as_list(line.get("accept")):
            named = chosen if isinstance(chosen, str) else options.get(scalar_text(chosen)) or chosen
            if label := _clean_label(named):
                yield 0, length, label
        if label := _clean_label(line.get("label")):
            yield 0, length, label


def _get_edge(span: Mapping[str, Any], edge: str, tokens: list[Any]) -> object:
    """Return the position at which a span starts or ends, from its tokens if it states none."""
    if edge in span:
        return span[edge]
    number = span.get(f"token_{edge}")
    token = tokens[number] if isinstance(number, int) and 0 <= number < len(tokens) else None
    return token.get(edge) if isinstance(token, dict) else None


def give_scopes(codings: Iterable[Coding], lengths: Mapping[str, Mapping[str, int]]) -> tuple[Coding, ...]:
    """Return codings with the documents that each coder read completely; ``lengths`` are by coder and document."""
    return tuple(
        replace(
            coding,
            scope=Scope({name: ((0, length),) for name, length in sorted(lengths.get(coding.coder, {}).items())}),
        )
        for coding in codings
    )


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

"""Label Studio exports (JSON, also JSON-MIN): texts and dialogues with labelled passages, by annotator."""

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from thememiner.config import Settings
from thememiner.exchange.annotation_tools import NAME_KEYS, give_scopes, read_json_values, scalar_text
from thememiner.exchange.project_building import build_codings, build_document, make_losses
from thememiner.exchange.refi import Range, resolve_range, to_code_point
from thememiner.intake import CodedSpan, CodePath, DistinctNames, find_column
from thememiner.records import Document, Note, Problem, Project

DEFAULTS = Settings()
_TEXT_KEYS = ("text", "content", "dialogue", "文本", "内容")
_SPEAKER_KEYS = ("author", "speaker", "name", "role", "user", "说话人")
_RESULT_KINDS = ("labels", "choices", "hypertextlabels", "paragraphlabels", "taxonomy")
_SHORT_EXPORT_KEYS = frozenset({"id", "annotator", "annotation_id", "created_at", "updated_at", "lead_time"})
"""What JSON-MIN says about a task beside its data and results."""
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*:/|/data/)\S*", re.IGNORECASE)
_NO_TEXT = "this task has no text."
_NO_TEXT_REMEDY = "Only tasks on a text or a dialogue can be read."
_ELSEWHERE = "this task names a file instead of holding its text."
_ELSEWHERE_REMEDY = "If it is a text, import the text itself into Label Studio, and export again."


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

    The text of a task is the field of its data in which the labelled passages stand; a dialogue becomes a text with a
    line for each turn. The name of a document is in the task's data (``document``, ``file``, ``name`` …), else that of
    the uploaded file, else ``task 12``; single values there are attributes. Positions are code points or another unit,
    which is checked against the text that the export quotes. A choice about a task is a code of the whole text.

    Raises ``UnreadableFileError``, and what ``decode`` raises.
    """
    return _LabelStudioExport(path, read_json_values(path, settings=settings), settings).to_project()


@dataclass(frozen=True, slots=True)
class _TaskText:
    """The text of a task."""

    text: str
    paragraphs: tuple[tuple[int, str], ...] = ()
    """For a dialogue, what is said in each turn and where it begins in the text, behind the name of the speaker."""

    def locate(self, value: Mapping[str, Any]) -> Range | None:
        """Return the code points of a labelled passage; None if its quote is not at its place."""
        stated = value.get("text")
        quote = stated if isinstance(stated, str) and stated else None
        global_offsets = value.get("globalOffsets")
        offsets = global_offsets if isinstance(global_offsets, dict) else {}
        if self.paragraphs:
            return self._locate_in_turns(value, offsets, quote)
        start, end = (offsets.get(name, value.get(name)) for name in ("start", "end"))
        if start is None and end is None:
            return 0, len(self.text)
        if not isinstance(start, int) or not isinstance(end, int):
            return None
        return resolve_range(self.text, start, end, quote)

    def _locate_in_turns(self, value: Mapping[str, Any], offsets: Mapping[str, Any], quote: str | None) -> Range | None:
        if not {"start", "end"} & {*value, *offsets}:
            return 0, len(self.text)
        ends = [(value.get(name), value.get(f"{name}Offset")) for name in ("start", "end")]
        overall = [self._find_turn(offsets.get(name)) for name in ("start", "end")]
        for first, last in (ends, overall):
            for in_utf16 in (False, True):
                begin, after = self._place(first, in_utf16=in_utf16), self._place(last, in_utf16=in_utf16)
                if begin and after and (range_ := self._check(begin, after, quote)):
                    return range_
        return None

    def _find_turn(self, position: object) -> tuple[int | None, int | None]:
        """Return the turn and the offset in it of a position in all turns, which one character separates."""
        before = 0
        for number, (_, said) in enumerate(self.paragraphs):
            if isinstance(position, int) and before <= position <= before + len(said):
                return number, position - before
            before += len(said) + 1
        return None, None

    def _place(self, stated: tuple[object, object], *, in_utf16: bool) -> tuple[int, int] | None:
        """Return the number of a turn and a code point in it."""
        number, offset = scalar_text(stated[0]), stated[1]
        if not number.isdecimal() or int(number) >= len(self.paragraphs) or not isinstance(offset, int):
            return None
        said = self.paragraphs[int(number)][1]
        at = to_code_point(said, offset) if in_utf16 else offset
        return (int(number), at) if at is not None and 0 <= at <= len(said) else None

    def _check(self, first: tuple[int, int], last: tuple[int, int], quote: str | None) -> Range | None:
        """Return the range between two places if it says what is quoted, without regard to white space."""
        start, end = (self.paragraphs[number][0] + at for number, at in (first, last))
        said = [said for _, said in self.paragraphs[first[0] : last[0] + 1]]
        if start >= end:
            return None
        said[-1] = said[-1][: last[1]]
        said[0] = said[0][first[1] :]
        is_there = quote is None or "".join("".join(said).split()) == "".join(quote.split())
        return (start, end) if is_there else None


class _Result(NamedTuple):
    """What an annotator said about a passage or a whole text."""

    coder: str
    target: str
    """Name of the text in the labelling configuration."""
    value: Mapping[str, Any]
    paths: tuple[CodePath, ...]


class _Task(NamedTuple):
    """A task, its texts by field, and its results."""

    number: int
    task: Mapping[str, Any]
    data: Mapping[str, Any]
    texts: Mapping[str, _TaskText]
    coders: tuple[str, ...]
    results: tuple[_Result, ...]


class _LabelStudioExport:
    """The tasks of one export."""

    def __init__(self, path: Path, values: Sequence[object], settings: Settings) -> None:
        self._path = path
        self._participant = settings.table.participant
        self._losses: Counter[str] = Counter()
        self._ground_truths = 0
        self._problems: list[Problem] = []
        self._documents: dict[tuple[str, str, str], Document] = {}
        self._names = DistinctNames(())
        self._spans: dict[str, list[CodedSpan]] = defaultdict(list)
        self._read_lengths: dict[str, dict[str, int]] = defaultdict(dict)  # length of each document read, by coder
        self._tasks = [self._read_task(number, value) for number, value in enumerate(values, 1)]
        self._ranked = _rank_fields(self._tasks)
        self._fields = self._choose_fields()

    def to_project(self) -> Project:
        """Return the documents and codings of the tasks."""
        for task in self._tasks:
            self._add(task)
        codes = {path: "" for spans in self._spans.values() for span in spans for path in span.paths}
        spans = {coder: self._spans[coder] for coder in self._read_lengths}
        return Project(
            documents=tuple(sorted(self._documents.values(), key=lambda document: document.doc_id)),
            codings=give_scopes(build_codings(spans, codes, default_coder=""), self._read_lengths),
            losses=make_losses(self._losses),
            problems=tuple(self._problems),
            notes=tuple(Note(self._path.name, note) for note in self._describe()),
        )

    def _describe(self) -> Iterator[str]:
        """Yield a sentence on each decision that the researcher should know."""
        for field in dict.fromkeys(self._fields.values()):
            if field not in _TEXT_KEYS:
                yield f"the text of its tasks is taken from the field {field}."
        if self._ground_truths:
            yield f"annotations marked as ground truth count as their annotators': {self._ground_truths:,}."

    def _read_task(self, number: int, value: object) -> _Task:
        task = value if isinstance(value, dict) else {}
        stored = task.get("data", task)
        data = stored if isinstance(stored, dict) else {}
        is_short = data is task
        fields = (name for name in data if not (is_short and name in _SHORT_EXPORT_KEYS))
        texts = {name: text for name in fields if (text := _make_text(data[name]))}
        annotations = list(self._iterate_annotations(task, texts))
        results = tuple(one for coder, own in annotations for one in self._read_results(coder, own))
        self._losses["predictions of a model"] += len(_as_list(task.get("predictions")))
        self._losses["drafts of annotations"] += len(_as_list(task.get("drafts")))
        return _Task(number, task, data, texts, tuple(coder for coder, _ in annotations), results)

    def _iterate_annotations(
        self, task: Mapping[str, Any], texts: Mapping[str, _TaskText]
    ) -> Iterator[tuple[str, list[object]]]:
        """Yield the annotator and the results of each annotation of a task."""
        if "annotator" in task:  # JSON-MIN: the results are in the task, under the names of its controls
            items = [item for name, value in task.items() if name not in texts for item in _as_list(value)]
            yield _annotator_name(task["annotator"]), [item for item in items if isinstance(item, dict)]
            return
        for annotation in _as_list(task.get("annotations", task.get("completions"))):
            if isinstance(annotation, dict) and annotation.get("was_cancelled"):
                self._losses["annotations that were skipped"] += 1
            elif isinstance(annotation, dict):
                self._ground_truths += annotation.get("ground_truth") is True
                yield _annotator_name(annotation.get("completed_by")), _as_list(annotation.get("result"))

    def _read_results(self, coder: str, results: Sequence[object]) -> Iterator[_Result]:
        for result in results:
            value = result.get("value", result) if isinstance(result, dict) else None
            paths = tuple(_iterate_paths(value)) if isinstance(value, dict) else ()
            if isinstance(result, dict) and isinstance(value, dict) and paths:
                yield _Result(coder, scalar_text(result.get("to_name")), value, paths)
            else:
                self._losses["annotations that are neither labels nor choices"] += 1

    def _choose_fields(self) -> dict[str, str]:
        """Return for each target the field of the data in which most of its labelled passages stand."""
        votes: dict[str, Counter[str]] = defaultdict(Counter)
        for task in self._tasks:
            for result in task.results:
                fits = [
                    name for name, text in task.texts.items() if "text" in result.value and text.locate(result.value)
                ]
                votes[result.target].update(fits)
        overall = sum(votes.values(), Counter[str]())
        order = sorted(self._ranked, key=lambda name: -overall[name])

        def choose(target: str) -> str:
            own = [target] if target in self._ranked and not votes[target] else []
            return max((*own, *order), key=lambda name: votes[target][name], default="")

        return {target: choose(target) for target in sorted(votes)}

    def _add(self, task: _Task) -> None:
        wanted = dict.fromkeys(self._fields[result.target] for result in task.results)
        named = wanted or dict.fromkeys(self._fields.values())
        fields = [name for name in named if name in task.texts] or [
            name for name in self._ranked if name in task.texts
        ][:1]
        if not fields:
            self._problems.append(Problem(f"{self._path.name}:{task.number}", _NO_TEXT, _NO_TEXT_REMEDY))
            return
        if _ADDRESS.fullmatch(task.texts[fields[0]].text.strip()):
            self._problems.append(Problem(f"{self._path.name}:{task.number}", _ELSEWHERE, _ELSEWHERE_REMEDY))
            return
        documents = {name: self._find_document(task, name) for name in fields}
        for coder in task.coders:
            self._read_lengths[coder].update({one.doc_id: len(one.text) for one in documents.values()})
        for result in task.results:
            field = self._fields[result.target] if self._fields[result.target] in documents else fields[0]
            place = task.texts[field].locate(result.value)
            if place is None:
                segment = f"{self._path.name}:{documents[field].doc_id}:{scalar_text(result.value.get('start'))}"
                reason = "this span has another text than its place, or lies outside of its document."
                self._problems.append(Problem(segment, reason))
            else:
                self._spans[result.coder].append(CodedSpan(documents[field].doc_id, *place, result.paths))

    def _find_document(self, task: _Task, field: str) -> Document:
        """Return the document of a task; rows of JSON-MIN with the same id and text are one task."""
        task_id, text = scalar_text(task.task.get("id")), task.texts[field].text
        key = (task_id or f"#{task.number}", field, text)
        if key not in self._documents:
            names = (*(task.data.get(name) for name in NAME_KEYS), task.task.get("file_upload"))
            written = next(filter(None, (scalar_text(one).strip() for one in names)), f"task {task_id or task.number}")
            has_several = len(set(self._fields.values())) > 1
            doc_id = self._names.give(f"{written} ({field})" if has_several else written)
            column = find_column(task.data, self._participant) if task.data is not task.task else None
            participant = scalar_text(task.data[column]).strip() or None if column else None
            document = build_document(doc_id, text, self._path, "label-studio", participant=participant)
            attributes = dict(_iterate_attributes(task, {*self._fields.values(), field, column, *NAME_KEYS}))
            self._documents[key] = replace(document, attributes=MappingProxyType(attributes))
        return self._documents[key]


def _make_text(value: object) -> _TaskText | None:
    """Return a field of a task's data as a text; None if it is neither a text nor a dialogue."""
    if isinstance(value, str):
        return _TaskText(value) if value.strip() else None
    turns = _as_list(value)
    if not turns or not all(
        isinstance(turn, dict) and not any(kind in turn for kind in _RESULT_KINDS) for turn in turns
    ):
        return None
    names = [name for name, one in turns[0].items() if isinstance(one, str)]
    said = max(
        names, key=lambda name: (name in _TEXT_KEYS, sum(len(str(turn.get(name, ""))) for turn in turns)), default=""
    )
    speaker = next((name for name in _SPEAKER_KEYS if name in names and name != said), None)
    text, paragraphs = "", []
    for turn in turns:
        label = " ".join(scalar_text(turn.get(speaker)).split()) if speaker else ""
        text += ("\n" if text else "") + (f"{label}: " if label else "")
        paragraphs.append((len(text), turn[said] if isinstance(turn.get(said), str) else ""))
        text += paragraphs[-1][1]
    return _TaskText(text, tuple(paragraphs)) if any(one.strip() for _, one in paragraphs) else None


def _rank_fields(tasks: Sequence[_Task]) -> list[str]:
    """Return the fields of the data that can be texts: the usual names first, then the longest, then names of files."""
    length: Counter[str] = Counter()
    for task in tasks:
        length.update({name: len(text.text) for name, text in task.texts.items()})
    usual = {name: place for place, name in enumerate(_TEXT_KEYS)}
    return sorted(length, key=lambda name: (usual.get(name, len(usual)), name in NAME_KEYS, -length[name], name))


def _iterate_attributes(task: _Task, used: Container[str | None]) -> Iterator[tuple[str, str]]:
    """Yield the single values in a task's data that are neither its text nor its name."""
    for name, value in task.data.items() if task.data is not task.task else ():
        if name not in used and (written := scalar_text(value).strip()):
            yield name, written


def _annotator_name(given: object) -> str:
    """Return an annotator's name: e-mail address or user name, or ``annotator 3`` if there is a number only."""
    if isinstance(given, dict):
        given = given.get("email") or given.get("username") or given.get("id")
    return given.strip() if isinstance(given, str) and given.strip() else f"annotator {scalar_text(given) or '?'}"


def _iterate_paths(value: Mapping[str, Any]) -> Iterator[CodePath]:
    """Yield the labels of a result; a choice in a taxonomy is a path."""
    for item in (one for kind in _RESULT_KINDS for one in _as_list(value.get(kind))):
        names = item if isinstance(item, list) else [item]
        path = tuple(" ".join(scalar_text(name).split()) for name in names)
        if path and all(path):
            yield path


def _as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []

"""doccano exports (JSONL, or a JSON list): a text a line, with labelled spans, entities or categories."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from thememiner.config import Settings
from thememiner.exchange.assembling import losses, project_codings, project_document
from thememiner.exchange.json_files import own_text, read_json
from thememiner.intake import CodedSpan, CodePath, DistinctNames
from thememiner.records import Document, Problem, Project, Scope

DEFAULTS = Settings()
_TEXTS = ("text", "data")
_LABELS = ("label", "labels", "entities", "cats")
_NAMES = ("document", "doc", "doc_id", "file", "filename", "name", "title", "文档", "文件")
_Span = tuple[Any, Any, str]


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
    given = (line.get(name) for name in _TEXTS) if isinstance(line, dict) else ()
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

"""What stands before and behind the talk and is nobody's turn: title, facts of the interview, closing remarks."""

import re
from collections.abc import Sequence

from thememiner.corpus.heads import Head, Line, Shape
from thememiner.corpus.labels import Kind

_REACH = 30
"""Facts are looked for in so many lines at the top."""
_SHORT = 120
_FENCE = "---"
_CLOSING = re.compile(
    r"AI\s?生成|^\W*仅供参考\W*$|^\W*(?:录音|访谈|采访|转录|记录|錄音|訪談)\S{0,6}(?:结束|完毕|結束|完畢)\W*$"
    r"|^\W*(?:end of (?:the )?(?:transcript|transcription|interview|recording|audio|session|tape)"
    r"|(?:transcript|interview|recording|audio) ends|transcribed (?:by|with)\b.{0,60}|the end|完|全文完)\W*$",
    re.IGNORECASE,
)


def talk_start(text: str, lines: Sequence[Line], heads: Sequence[Head]) -> int:
    """Return where the talk may begin: behind front matter and behind lines such as ``Date: …``, ``受访者：P03``.

    Lines like a speaker's turn belong to these facts if they stand among them, and no label comes twice.
    """
    after = _after_fence(text, lines)
    facts = [head for head in heads if head.line >= after and head.shape is Shape.MARKED]
    last = _last_fact(lines, facts, after)
    if last is None:
        return _start(text, lines, after)
    first_line = min(head.line for head in facts)
    end = _block_end(lines, last)
    for stop in (end, last + 1):
        inside = [head for head in facts if first_line <= head.line < stop]
        labels = {head.key for head in inside}
        whole = {head.line for head in inside} >= {i for i in range(last + 1, stop) if lines[i].end > lines[i].start}
        if len(labels) == len(inside) and whole and any(head.line >= stop for head in heads):
            return _start(text, lines, stop)
    return _start(text, lines, after)


def talk_end(text: str, lines: Sequence[Line]) -> int:
    """Return where the talk ends: before closing remarks that fill the last lines."""
    end = len(text)
    for line in reversed(lines):
        if line.start < line.end:
            if line.end - line.start > _SHORT or not _CLOSING.search(text[line.start : line.end].strip()):
                return end
            end = line.start
    return end


def _start(text: str, lines: Sequence[Line], index: int) -> int:
    return lines[index].start if index < len(lines) else len(text)


def _after_fence(text: str, lines: Sequence[Line]) -> int:
    """Return the line behind front matter between two lines of three hyphens, or the first line."""
    if lines and text[lines[0].start : lines[0].end] == _FENCE:
        for index, line in enumerate(lines[1 : _REACH + 1], start=1):
            if text[line.start : line.end] == _FENCE:
                return index + 1
    return 0


def _last_fact(lines: Sequence[Line], facts: Sequence[Head], after: int) -> int | None:
    """Return the last line that states a fact, if only short lines stand before it."""
    last = None
    fields = {head.line for head in facts if head.kind is Kind.FIELD}
    for index in range(after, min(after + _REACH, len(lines))):
        if lines[index].end - lines[index].start > _SHORT:
            break
        if index in fields:
            last = index
    return last


def _block_end(lines: Sequence[Line], index: int) -> int:
    while index < len(lines) and lines[index].end > lines[index].start:
        index += 1
    return index

"""Which of the possible heads begin turns: what the whole document says for and against each label.

A label is not believed for its form alone: ordinary text has lines that begin ``one thing:`` or ``比如：``.

- A label that the settings know, or an id, is believed if there are two of them, or if it opens the document; one
  word of the settings for an interviewer is believed even alone, and a lone id never without company.
- A name is believed if it comes again and again beside another label; or beside time stamps; or, even once,
  where nearly every line has a label. For a word in lower case all these must hold.
- A label that fills its line is believed if such lines stand before half of the paragraphs.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from thememiner.corpus.speakers.line_labels import Head, Line, Shape
from thememiner.corpus.speakers.speaker_labels import Kind

_SURE = frozenset({Kind.SIDE, Kind.PART, Kind.CODE})
_TWICE, _OFTEN = 2, 3
_QUARTER, _HALF, _MOST = 0.25, 0.5, 0.8


def believed(heads: Iterable[Head], lines: Sequence[Line], *, filling: bool) -> list[Head]:
    """Return the heads that begin turns, in order; labels that fill a line count only if ``filling`` allows it."""
    layout = Layout(lines)
    heads = [head for head in heads if head.kind is not Kind.FIELD]
    beside = [head for head in heads if head.shape is not Shape.ALONE and (head.kind in _SURE or not head.tight)]
    keys = _sure(beside, layout)
    keys |= _names(_answered(beside, layout), keys, layout)
    keys |= _once(beside, keys, layout)
    found = [head for head in beside if head.key in keys]
    alone = _filling([head for head in heads if head.shape is Shape.ALONE], layout) if filling else []
    if len(alone) >= len(found):
        found = sorted([*found, *alone], key=lambda head: head.start)
    return found


class Layout:
    """The lines of a document that hold text, and the blocks that empty lines make of them."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.filled = [index for index, line in enumerate(lines) if line.end > line.start]
        self.following = dict(zip(self.filled, self.filled[1:], strict=False))
        self.blocks = {i for i in self.filled if i == 0 or lines[i - 1].end == lines[i - 1].start}

    def opens(self, head: Head) -> bool:
        """Say whether a head is the first thing in the document."""
        return head.line == self.filled[0]

    def by_line(self, heads: Sequence[Head]) -> float:
        """Return the share of lines that begin with one of the heads."""
        return len(heads) / max(len(self.filled), 1)

    def by_block(self, heads: Sequence[Head]) -> float:
        """Return the share of blocks that begin with one of the heads; 0 for fewer than three blocks."""
        return sum(h.line in self.blocks for h in heads) / len(self.blocks) if len(self.blocks) >= _OFTEN else 0.0

    def coverage(self, heads: Sequence[Head]) -> float:
        """Return the larger of both shares."""
        return max(self.by_line(heads), self.by_block(heads))


def _sure(heads: Sequence[Head], layout: Layout) -> set[str]:
    sure = [head for head in heads if head.kind in _SURE]
    counts = Counter(head.key for head in sure)
    alone = {head.key for head in sure if head.kind is Kind.SIDE and sum(map(str.isalpha, head.key)) > 1}
    opening = {head.key for head in sure if layout.opens(head)}
    known = {head.key for head in sure if head.kind is not Kind.CODE}
    most = layout.coverage(sure) >= _HALF
    if len(sure) >= _TWICE and (known or (opening and most) or max(counts.values()) >= _TWICE):
        return set(counts)
    return alone | {key for key in opening if key in known or most}


def _names(heads: Sequence[Head], keys: set[str], layout: Layout) -> set[str]:
    counts = Counter(head.key for head in heads)
    again = [head for head in heads if counts[head.key] >= _TWICE and head.kind in {Kind.NAME, Kind.WORD}]
    bracketed = [head for head in again if head.shape is Shape.BRACKETED]
    plain = [head for head in again if head.shape is not Shape.BRACKETED]
    timed = [head for head in heads if head.shape is Shape.TIMED]
    names = [head for head in heads if head.kind is Kind.NAME]

    covered = layout.coverage([head for head in heads if head.key in keys] + plain)
    found = {head.key for head in plain if covered >= _needed(head.kind, counts[head.key])}
    if len(timed) >= _TWICE:
        found |= {head.key for head in timed if head.kind is Kind.NAME}
    if layout.coverage(bracketed) >= _MOST:
        found |= {head.key for head in bracketed}
    all_labelled = layout.coverage([head for head in heads if head.key in keys | found] + names) >= _MOST
    return found if len(keys | found) > 1 or all_labelled else set()


def _needed(kind: Kind, count: int) -> float:
    """Return how much of the document must have labels, to believe one that comes so often."""
    if kind is Kind.NAME:
        return 0.0 if count >= _OFTEN else _HALF
    return _HALF if count >= _OFTEN else _MOST


def _once(heads: Sequence[Head], keys: set[str], layout: Layout) -> set[str]:
    names = {head.key for head in heads if head.kind is Kind.NAME and head.shape is Shape.MARKED}
    labelled = [head for head in heads if head.key in keys | names]
    return names if keys and layout.coverage(labelled) >= _MOST else set()


def _filling(heads: Sequence[Head], layout: Layout) -> list[Head]:
    sure = [head for head in heads if head.kind in _SURE]
    apart = [head for head in _answered(heads, layout) if head.kind is Kind.NAME]
    counts = Counter(head.key for head in apart)
    enough = 1 if layout.by_block(apart) >= _MOST and max(counts.values()) >= _TWICE else _TWICE
    names = {key for key, count in counts.items() if count >= enough}
    found = [head for head in heads if head.kind in _SURE or head.key in names]
    steady = layout.by_block(found) >= _HALF or (len(found) >= _TWICE * _OFTEN and layout.by_line(found) >= _QUARTER)
    if steady and len({head.key for head in found}) > 1:
        return found
    return sure if len({head.key for head in sure}) > 1 else []


def _answered(heads: Sequence[Head], layout: Layout) -> list[Head]:
    """Leave out heads that fill their line and are followed by another such head: a list, not a dialogue."""
    counts = Counter(head.key for head in heads)
    bare = {h.line for h in heads if h.bare and h.shape is not Shape.MARKED and counts[h.key] >= _TWICE}
    return [head for head in heads if not head.bare or layout.following.get(head.line, head.line) not in bare]

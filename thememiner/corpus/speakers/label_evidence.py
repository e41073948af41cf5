"""Decide which labels begin turns, by what the whole document says for and against each.

The form of a label is not enough: ordinary text has lines that begin ``one thing:`` or ``比如：``.

- A label that the settings name, or an id such as ``P3``, is accepted if there are two of them, or if it opens the
  document. A word that the settings name for an interviewer is accepted even once; a single id never by itself.
- A name is accepted if it comes repeatedly and another label does too, or beside time stamps, or even once where
  nearly every line has a label. A word in lower case needs more of the document to be labelled.
- A word such as ``Question`` or ``我`` is accepted beside a label that answers it; a group (``All``), and a label that
  is one letter away from one of the settings (``Interveiwer``), beside any other label.
- Labels that fill their line are accepted if such lines stand before half of the paragraphs.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise

from thememiner.corpus.speakers.label_kinds import LabelKind
from thememiner.corpus.speakers.line_labels import LabelShape, Line, LineLabel
from thememiner.corpus.speakers.speaker_labels import parse_label

_TWICE, _OFTEN = 2, 3
_UNSURE = frozenset({LabelKind.NAME, LabelKind.WORD})
_RARE, _QUARTER, _HALF, _MOST = 0.01, 0.25, 0.5, 0.8


def accept_labels(labels: Iterable[LineLabel], layout: "LineLayout", *, allow_bare: bool) -> list[LineLabel]:
    """Return the labels that begin turns, in order.

    ``allow_bare`` says whether a label may be a whole line without a colon.
    """
    labels = [label for label in labels if label.kind is not LabelKind.FACT]
    beside = [
        label
        for label in labels
        if label.shape is not LabelShape.ALONE and (not label.is_glued or label.kind.is_certain)
    ]
    keys = _certain_keys(beside, layout)
    keys |= _name_keys(_without_lists(beside, layout), keys, layout)
    keys |= _paired_keys(beside, keys, layout)
    keys |= _single_name_keys(beside, keys, layout)
    keys |= {label.key for label in beside if label.kind is LabelKind.GROUP or label.is_misspelt} if keys else set()
    accepted = [label for label in beside if label.key in keys]
    alone = [label for label in labels if label.shape is LabelShape.ALONE]
    bare = _accept_bare(alone, layout) if alone and allow_bare else []
    if len(bare) >= len(accepted):
        accepted = sorted([*accepted, *bare], key=lambda label: label.start)
    return accepted


class LineLayout:
    """The lines of a document that hold text, and the paragraphs that empty lines make of them."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.filled = [index for index, (start, end) in enumerate(lines) if start < end]
        """Indices of the lines that hold text."""
        above = [-2, *self.filled]
        self.paragraphs = {index for before, index in zip(above, self.filled, strict=False) if before != index - 1}
        """Indices of the lines that begin a paragraph."""

    @cached_property
    def following(self) -> dict[int, int]:
        """By index of a line that holds text, the index of the next one."""
        return dict(pairwise(self.filled))

    def opens_document(self, label: LineLabel) -> bool:
        """Say whether a label is the first text of the document."""
        return label.line == self.filled[0]

    def share_of_lines(self, labels: Sequence[LineLabel]) -> float:
        """Return the share of lines that begin with one of the labels."""
        return len(labels) / max(len(self.filled), 1)

    def share_of_paragraphs(self, labels: Sequence[LineLabel]) -> float:
        """Return the share of paragraphs that begin with one of the labels; 0 for fewer than three paragraphs."""
        if len(self.paragraphs) < _OFTEN:
            return 0.0
        return sum(label.line in self.paragraphs for label in labels) / len(self.paragraphs)

    def coverage(self, labels: Sequence[LineLabel]) -> float:
        """Return the larger of the two shares."""
        return max(self.share_of_lines(labels), self.share_of_paragraphs(labels))


def _certain_keys(labels: Sequence[LineLabel], layout: LineLayout) -> set[str]:
    """Return the labels that the settings name, and ids, if they are accepted."""
    certain = [label for label in labels if label.kind.is_certain]
    counts = Counter(label.key for label in certain)
    opening = {label.key for label in certain if layout.opens_document(label)}
    in_settings = {label.key for label in certain if label.kind is not LabelKind.CODE}
    covers_half = layout.coverage(certain) >= _HALF
    if len(certain) >= _TWICE and (in_settings or (opening and covers_half) or max(counts.values()) >= _TWICE):
        return set(counts)
    roles = [label for label in certain if label.kind is LabelKind.ROLE]
    words = {label.key for label in roles if sum(map(str.isalpha, label.key)) > 1}
    return words | {key for key in opening if key in in_settings or covers_half}


def _name_keys(labels: Sequence[LineLabel], keys: set[str], layout: LineLayout) -> set[str]:
    """Return the names and words that are accepted because they come repeatedly; ``keys`` are accepted already."""
    if not any(label.kind in _UNSURE for label in labels):
        return set()
    counts = Counter(label.key for label in labels)
    repeated = [label for label in labels if label.kind in _UNSURE and counts[label.key] >= _TWICE]
    bracketed = [label for label in repeated if label.shape is LabelShape.BRACKETED]
    plain = [label for label in repeated if label.shape is not LabelShape.BRACKETED]
    timed = [label for label in labels if label.shape is LabelShape.TIMED]
    names = [label for label in labels if label.kind is LabelKind.NAME]

    covered = layout.coverage([label for label in labels if label.key in keys] + plain)
    accepted = {label.key for label in plain if covered >= _required_coverage(label.kind, counts[label.key])}
    if len(timed) >= _TWICE:
        accepted |= {label.key for label in timed if label.kind is LabelKind.NAME}
    known = [label for label in labels if label.key in keys and label.shape is LabelShape.BRACKETED]
    certain = [label for label in labels if label.key in keys]
    only_roles = bool(certain) and all(label.kind is LabelKind.ROLE for label in certain)
    covers_rest = only_roles and layout.coverage([*certain, *bracketed]) >= _MOST
    if len(known) >= _TWICE or layout.coverage(bracketed) >= _MOST or covers_rest:
        accepted |= {label.key for label in bracketed}
    all_labelled = layout.coverage([label for label in labels if label.key in keys | accepted] + names) >= _MOST
    return accepted if len(keys | accepted) > 1 or all_labelled else set()


def _required_coverage(kind: LabelKind, count: int) -> float:
    """Return the share of the document that must have labels before one that comes ``count`` times is accepted."""
    if kind is LabelKind.NAME:
        return 0.0 if count >= _OFTEN else _HALF
    return _HALF if count >= _OFTEN else _MOST


def _paired_keys(labels: Sequence[LineLabel], keys: set[str], layout: LineLayout) -> set[str]:
    """Return the words such as ``Question`` that another label answers, if labels open half of the document."""
    paired = [label for label in labels if label.kind is LabelKind.PAIRED]
    if len(paired) < _TWICE:
        return set()
    cores = Counter(parse_label(label.label).core for label in paired)
    names = Counter(label.key for label in labels if label.kind is LabelKind.NAME)
    answering = [label for label in labels if label.key in keys or names[label.key] >= _TWICE]
    if not answering and len(cores) <= 1:
        return set()
    is_regular = layout.coverage([*paired, *answering]) >= (_HALF if len(paired) >= _OFTEN else _MOST)
    return {label.key for label in [*paired, *answering]} if is_regular else set()


def _single_name_keys(labels: Sequence[LineLabel], keys: set[str], layout: LineLayout) -> set[str]:
    """Return the names that are accepted even if they come once, because nearly every line has a label."""
    has_brackets = any(label.key in keys and label.shape is LabelShape.BRACKETED for label in labels)
    shapes = {LabelShape.MARKED, LabelShape.BRACKETED} if has_brackets else {LabelShape.MARKED}
    names = {label.key for label in labels if label.kind is LabelKind.NAME and label.shape in shapes}
    if not names or not keys:
        return set()
    labelled = keys | names
    return names if layout.coverage([label for label in labels if label.key in labelled]) >= _MOST else set()


def _accept_bare(labels: Sequence[LineLabel], layout: LineLayout) -> list[LineLabel]:
    """Return the labels that are whole lines and begin turns."""
    certain = [label for label in labels if label.kind.is_certain]
    apart = [label for label in _without_lists(labels, layout) if label.kind is LabelKind.NAME]
    counts = Counter(label.key for label in apart)
    required = 1 if layout.share_of_paragraphs(apart) >= _MOST and max(counts.values()) >= _TWICE else _TWICE
    names = {key for key, count in counts.items() if count >= required}
    names |= {label.key for label in labels if label.kind is LabelKind.PAIRED}
    accepted = [label for label in labels if label.kind.is_certain or label.key in names]
    is_regular = layout.share_of_paragraphs(accepted) >= _HALF or (
        len(accepted) >= _TWICE * _OFTEN and layout.share_of_lines(accepted) >= _QUARTER
    )
    if is_regular and len({label.key for label in accepted}) > 1:
        return accepted
    is_rare = layout.coverage(certain) < _RARE
    return certain if len({label.key for label in certain}) > 1 and not is_rare else []


def _without_lists(labels: Sequence[LineLabel], layout: LineLayout) -> list[LineLabel]:
    """Leave out labels that fill their line and are followed by another such label: a list, not a dialogue."""
    if not any(label.fills_line for label in labels):
        return list(labels)
    counts = Counter(label.key for label in labels)
    repeated = [label for label in labels if label.fills_line and counts[label.key] >= _TWICE]
    bare = {label.line for label in repeated if label.shape is not LabelShape.MARKED}
    return [
        label for label in labels if not label.fills_line or layout.following.get(label.line, label.line) not in bare
    ]

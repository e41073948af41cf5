"""Labels inside a line, where the line breaks of a transcript were lost."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from thememiner.config import SpeakerSettings
from thememiner.corpus.speakers.label_kinds import LabelKind, classify_label
from thememiner.corpus.speakers.line_labels import LabelShape, Line, LineLabel
from thememiner.corpus.speakers.speaker_labels import list_labels, parse_label
from thememiner.corpus.speakers.time_stamps import STAMP, parse_seconds
from thememiner.language import HAN, is_question

_TWICE = 2
_ASKING = 0.2
_SHORTEST_LINE = 40
"""In characters; a shorter line holds no second turn."""
_REACH = 90
"""A label inside a line ends in a colon, and begins at most so many characters before it."""
_COLON = re.compile(r"[:：∶﹕︰](?!//)(?!\d\d)")
_AFTER = r"(?P<before>[.!?…。！？；;”’\"'）)】\]]\s{0,3}|\s)"
_NUMBER = r"(?:[ _#-]?\d{1,3}|[ ]?[A-Z](?![A-Za-z]))?"
_ASIDE = rf"(?:\s?[(（][^()（）\n]{{1,20}}[)）])?(?:\s?(?P<stamp>{STAMP}))?"
_BRACKETED = re.compile(
    rf"[.!?…。！？”\"]\s{{0,3}}(?P<bracket>(?:(?P<before>{STAMP})\s?)?[\[【](?P<label>[^\[\]【】:：\n]{{1,40}}?)(?:\s?(?P<stamp>{STAMP}))?[\]】])"
    r"\s?[:：]?\s{0,3}(?=[^\Wa-z]|[\"“])"
)
_NAME = rf"(?:[A-Z][\w'’-]{{0,20}}(?: [A-Z][\w'’.-]{{0,20}}){{0,2}}|[{HAN}]{{2,4}})"


def find_inline_labels(
    text: str, lines: Sequence[Line], speakers: SpeakerSettings, labels: Sequence[LineLabel]
) -> Iterator[LineLabel]:
    """Yield labels inside lines that are those of the settings, or names that begin a line of the document.

    ``labels`` are all candidates at the beginning of lines. A label inside a line follows the end of a sentence, or,
    if it is a listed word of several letters, a space.
    """
    beginning = {label.key: label.speech_start for label in labels}
    starts = {label.line: label.speech_start for label in labels}
    pattern = _label_pattern(speakers)
    for index, line in enumerate(lines):
        if line.end - line.start < _SHORTEST_LINE:
            continue
        at = starts.get(index, line.start)
        if text.find("]", line.start, at) >= 0 or text.find("】", line.start, at) >= 0:
            yield from _find_bracketed(text, Line(at, line.end), index, speakers)
        for colon in _COLON.finditer(text, at, line.end):
            match = pattern.search(text, max(at, colon.start() - _REACH), colon.end())
            if match is None:
                continue
            label = match["label"]
            kind = classify_label(label, speakers)
            ends_sentence = bool(match["before"].strip())
            is_listed = kind in {LabelKind.ROLE, LabelKind.PARTICIPANT} and len(parse_label(label).core) > 1
            is_known = ends_sentence and (
                parse_label(label).whole in beginning or (kind is LabelKind.NAME and index in starts)
            )
            if (
                kind is not None
                and kind is not LabelKind.FACT
                and (is_listed or is_known or (kind.is_certain and ends_sentence))
            ):
                start = match.start("label")
                while start > at and text[start - 1] in "*_":
                    start -= 1
                yield LineLabel(
                    start=start,
                    speech_start=match.end() + _closing_bold(text, start, match),
                    label=label,
                    key=parse_label(label).whole,
                    kind=kind,
                    shape=LabelShape.INLINE,
                    line=index,
                    media_time=parse_seconds(match["stamp"]) if match["stamp"] else None,
                )


def _find_bracketed(text: str, line: Line, index: int, speakers: SpeakerSettings) -> Iterator[LineLabel]:
    """Yield labels in square brackets inside a line that begins with one: each follows a sentence, and begins one."""
    for match in _BRACKETED.finditer(text, line.start, line.end):
        kind = classify_label(match["label"], speakers)
        if kind is not None and (kind.is_certain or kind is LabelKind.NAME):
            stamp = match["stamp"] or match["before"]
            yield LineLabel(
                start=match.start("bracket"),
                speech_start=match.end(),
                label=match["label"],
                key=parse_label(match["label"]).whole,
                kind=kind,
                shape=LabelShape.INLINE,
                line=index,
                media_time=parse_seconds(stamp) if stamp else None,
            )


def accept_inline_labels(text: str, inline: Sequence[LineLabel], accepted: Sequence[LineLabel]) -> list[LineLabel]:
    """Return the labels inside lines that begin turns: known ones, and names if several take turns inside lines.

    If no label begins a line, names are accepted only if what follows some of them asks something.
    """
    keys = {label.key for label in accepted}
    certain = {label.key for label in inline if label.kind.is_certain or label.key in keys}
    counts = Counter(label.key for label in inline if label.kind is LabelKind.NAME)
    names = {key for key, count in counts.items() if count >= _TWICE or key in keys}
    every = keys | certain | names
    if len(every) < _TWICE or (not accepted and len(inline) < _TWICE + 1):
        return []
    are_lines_lost = len(inline) > max(_TWICE, _TWICE * len(accepted))
    asking = sum(is_question(text[label.speech_start : following.start]) for label, following in pairwise(inline))
    is_talk = bool(accepted) or asking >= _ASKING * len(inline)
    names = names if are_lines_lost and is_talk else names & keys
    return [label for label in inline if label.kind.is_certain or label.key in keys | names]


@lru_cache(maxsize=16)
def _label_pattern(speakers: SpeakerSettings) -> re.Pattern[str]:
    listed = list_labels(speakers)
    words = "|".join(re.escape(label) for label in listed)
    upper = "|".join(re.escape(label.upper()) for label in listed if label.isascii() and len(label) > 1)
    return re.compile(
        rf"{_AFTER}(?:{STAMP}\s{{0,3}})?[*_]{{0,3}}(?P<label>(?:{words}|{upper}){_NUMBER}|{_NAME}){_ASIDE}[*_]{{0,3}}\s?[:：∶﹕︰]\Z"
    )


def _closing_bold(text: str, start: int, match: re.Match[str]) -> int:
    """Return the length of the marks that close a label in bold after its colon."""
    is_open = start < match.start("label")
    return len("**") if is_open and text.startswith("**", match.end()) else 0

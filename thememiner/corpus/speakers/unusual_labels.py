"""Labels before another mark than a colon (``Anna – …``, ``Q. …``), in other brackets (``<Anna> …``), or in tags.

Such lines are usual in prose and lists, too. Therefore a whole style (all lines with a dash, all with a semicolon …)
is accepted or not, by how much of the document it labels.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from operator import attrgetter

from thememiner.config import SpeakerSettings
from thememiner.corpus.speakers.label_evidence import LineLayout
from thememiner.corpus.speakers.label_kinds import LabelKind, classify_label
from thememiner.corpus.speakers.line_labels import LabelShape, Line, LineLabel, find_line_numbers, read_prefix
from thememiner.corpus.speakers.speaker_labels import (
    LONGEST_NAME,
    begins_like_listed_label,
    is_listed_label,
    parse_label,
)
from thememiner.corpus.speakers.time_stamps import LABEL_STAMP, is_dated, parse_seconds
from thememiner.language import HAN, is_question

_TWICE, _OFTEN = 2, 3
_QUARTER, _HALF, _MOST = 0.25, 0.5, 0.8
_ASKING = 0.15
"""At least so many of the lines ask something if only names, and no roles, speak for a dialogue."""
_REACH = 3 * LONGEST_NAME
_OPENING, _CLOSING = "<{(（〈《「〔［｛＜", ">})）〉》」〕］｝＞"
_IN_BRACKETS = re.compile(
    rf"(?P<open>[{_OPENING}])\s?(?P<label>[^\n{_OPENING}{_CLOSING}:：]{{1,40}}?)\s?(?P<stamp>{LABEL_STAMP})?\s?[{_CLOSING}]"
    r"[*_~]{0,3}\s?[:：-]?\s{0,8}(?=\S)"
)
_BEFORE_MARK = re.compile(
    r"(?P<label>[^\W_][^\n:：;；.。,，|>=~→/»–—―‐\u3000]{0,39}?)[*_~]{0,3}"
    rf"(?:\s{{0,4}}(?P<stamp>{LABEL_STAMP}))?[*_~]{{0,3}}"
    rf"(?P<mark>\s{{1,3}}[-–—―‐−]{{1,2}}\s{{0,3}}|[–—―]{{1,2}}\s{{0,3}}|-\s{{1,3}}|(?<=[{HAN}])[-－]|[.．](?=[{HAN}])"
    r"|\.\s{1,3}|[;；]\s{0,3}|[,，、。]\s{0,3}"
    r"|\s?(?:[|>=~→/»》】｜＝＞～]|->){1,2}\s{0,3}|[ \u3000\u00a0]{2,8}|\u3000)(?=\S)"
)
_IN_BOLD = re.compile(r"(?P<label>[^\W_][^\n*_:：]{0,39}?)(?:\*{2,3}|_{2,3})[ \t]{0,3}(?=\S)")
_WITH_ASIDE = re.compile(r"(?P<label>[^\W\d_][^\n:：()（）]{0,30}?\s?[(（][^\n:：()（）]{1,20}[)）])\s{1,3}(?=\S)")
_TAGGED = re.compile(r"(?P<label>[^\W\d_][^\W_]{0,20})\s{1,3}(?=\S)")
_FIRST_WORDS = re.compile(r"[^\W_](?:[^\W\d]|['’?!？！\"“”]|(?<=[A-Za-z])-(?=[A-Za-z])|[ \u00a0](?!\s)){0,44}+")
"""Words at the start of a line, with what never divides a label from speech."""
_LONGEST_FIRST_WORDS = 45
"""Where so many characters have no mark, none of them is a label."""
_WORD = re.compile(r"\S{1,20}")
_WORDS_OF_LABEL = 4
_SHORT = frozenset({"q", "a", "问", "答", "問"})
"""Letters that may stand before a question or an answer with nothing but a space between."""
_STRICT = frozenset({"space", "spaces", "comma", "other", "aside"})
"""Styles of which nearly every line must have a label, because sentences begin like this."""
_NO_LABELS = frozenset({None, LabelKind.FACT, LabelKind.WORD})
_TAG = re.compile(r"[<\[](?P<slash>/?)\s?(?P<label>[^\W\d_][^<>\[\]\n/]{0,39}?)\s?[>\]]")
_NO_SPEAKERS = frozenset({None, LabelKind.FACT})
_STYLES = {
    **dict.fromkeys("-－–—―‐−", "dash"),
    **dict.fromkeys(".．", "full stop"),
    **dict.fromkeys(";；", "semicolon"),
    **dict.fromkeys(",，、。", "comma"),
}


def find_unusual_labels(
    text: str, lines: Sequence[Line], speakers: SpeakerSettings, taken: frozenset[int]
) -> Iterator[tuple[str, LineLabel]]:
    """Yield every such label with its style, at most one per line; ``taken`` are lines whose label is known."""
    has_numbers = bool(find_line_numbers(text, lines))
    for index, line in enumerate(lines):
        if line.is_empty or index in taken:
            continue
        prefix = read_prefix(text, line, has_numbers=has_numbers)
        piece = text[prefix.end : min(line.end, prefix.end + _REACH)]
        found = _match(piece, text[max(prefix.end - 2, line.start) : prefix.end] if prefix.decoration else "", speakers)
        if found is not None:
            style, label, end, stamp = found
            stamp = stamp or prefix.stamp
            kind = classify_label(label, speakers)
            if kind is not None:
                yield (
                    style,
                    LineLabel(
                        start=line.start,
                        speech_start=prefix.end + end,
                        label=label,
                        key=parse_label(label).whole,
                        kind=kind,
                        shape=LabelShape.UNUSUAL,
                        line=index,
                        media_time=parse_seconds(stamp) if stamp and not is_dated(stamp) else None,
                        is_dated=bool(stamp and is_dated(stamp)),
                    ),
                )


def _match(piece: str, before: str, speakers: SpeakerSettings) -> tuple[str, str, int, str | None] | None:
    """Return the style, the label, where the speech begins, and the stamp; ``before`` are the marks before it."""
    if piece[:1] and piece[0] in _OPENING:
        match = _IN_BRACKETS.match(piece)
        if match is None:
            return None
        return match["open"], match["label"].strip(" *_@+"), match.end(), match["stamp"]
    begins_as_listed = begins_like_listed_label(piece[:LONGEST_NAME], speakers)
    match = None if not begins_as_listed and _begins_like_prose(piece, speakers) else _BEFORE_MARK.match(piece)
    if match is not None:
        label = match["label"].strip(" *_")
        mark = match["mark"].strip()
        style = _STYLES.get(mark[:1], "other") if mark else "spaces"
        if style != "comma" or begins_as_listed:
            kind = classify_label(label, speakers)
            is_clear = kind is not None and (kind.is_certain or kind is LabelKind.PAIRED)
            if is_clear or (style != "comma" and kind not in _NO_LABELS):
                return style, label, match.end(), match["stamp"]
    if (before or ") " in piece or "）" in piece) and (enclosed := _match_enclosed(piece, before, speakers)):
        return enclosed
    return _match_space(piece, speakers) if begins_as_listed else None


def _match_enclosed(piece: str, before: str, speakers: SpeakerSettings) -> tuple[str, str, int, str | None] | None:
    """Find a label in bold (``**Anna** …``), behind a mark (``@Anna …``), or with an aside (``Anna (34) …``)."""
    patterns = {"aside": _WITH_ASIDE}
    if before in {"**", "__"}:
        patterns["bold"] = _IN_BOLD
    elif before[-1:] in {"@", "#"}:
        patterns["tagged"] = _TAGGED
    for style, pattern in patterns.items():
        match = pattern.match(piece)
        if match is not None and classify_label(match["label"], speakers) not in _NO_LABELS:
            return style, match["label"], match.end(), None
    return None


def _begins_like_prose(piece: str, speakers: SpeakerSettings) -> bool:
    """Say whether a line has no mark that may follow a name: a quick answer for most sentences.

    Its first mark is far away, or it is a colon, a comma, a dot inside a word, or a dot after what is no name. Every
    other mark, and a digit, is left to the longer look.
    """
    words = _FIRST_WORDS.match(piece)
    if words is None:
        return False
    mark, following = piece[words.end() : words.end() + 1], piece[words.end() + 1 : words.end() + 2]
    is_far = not mark or words.end() >= _LONGEST_FIRST_WORDS
    if is_far or mark in ":：,，、。" or (mark == "." and following.isascii() and not following.isspace()):
        return True
    is_sentence = mark == "." and following.isspace()
    return is_sentence and classify_label(words.group().strip(" *_"), speakers) in _NO_LABELS


def _match_space(piece: str, speakers: SpeakerSettings) -> tuple[str, str, int, str | None] | None:
    """Find a label of the settings that only a space divides from the speech."""
    ends = [match.end() for _, match in zip(range(_WORDS_OF_LABEL), _WORD.finditer(piece), strict=False)]
    for end in reversed(ends):
        label = piece[:end]
        if end < len(piece) and len(label) <= LONGEST_NAME and label[-1:].isalnum():
            stem = label.rstrip("0123456789 ")
            is_long = len(parse_label(stem).core) > 1 or parse_label(stem).core in _SHORT
            is_whole = " " not in stem or len(stem.split()[-1]) > 1  # not "Participant I think"
            if is_long and is_whole and is_listed_label(stem, speakers):
                return "space", label, end, None
    return None


def accept_unusual_labels(
    text: str,
    found: Iterable[tuple[str, LineLabel]],
    accepted: Sequence[LineLabel],
    lines: Sequence[Line],
    layout: LineLayout,
) -> list[LineLabel]:
    """Return the labels of the styles that are accepted, in order; ``accepted`` are labels that are known."""
    styles: dict[str, list[LineLabel]] = defaultdict(list)
    for style, label in found:
        styles[style].append(label)
    new: list[LineLabel] = []
    for style, labels in styles.items():
        keys = _role_keys(style, labels, accepted, layout)
        keys |= _name_keys(text, style, labels, accepted, keys, lines, layout)
        new += [label for label in labels if label.key in keys]
    return sorted(new, key=lambda label: label.start)


def _role_keys(style: str, labels: Sequence[LineLabel], accepted: Sequence[LineLabel], layout: LineLayout) -> set[str]:
    """Return ids and labels of the settings, if they label enough of the document."""
    certain = [label for label in labels if label.kind.is_certain or label.kind is LabelKind.PAIRED]
    keys = {label.key for label in certain}
    kinds = {(label.kind is LabelKind.ROLE or _is_question_word(label)) for label in [*certain, *accepted]}
    is_short = all(len(parse_label(label.label).core) == 1 for label in certain)
    cores = {parse_label(label.label).core for label in [*certain, *accepted]}
    cores |= {label.key for label in certain if label.media_time is not None}
    share = layout.coverage([*certain, *accepted])
    is_lower = all(label.label.islower() and len(label.label) == 1 for label in certain)
    if accepted:
        known = {label.key for label in accepted}
        counts = Counter(label.key for label in certain)
        is_enough = {key for key, count in counts.items() if key in known or (count >= _OFTEN and style not in _STRICT)}
        certain = [label for label in certain if label.key in is_enough]
        certain = [label for label in certain if style not in _STRICT or len(parse_label(label.label).core) > 1]
        keys = {label.key for label in certain}
    if len(certain) < (1 if accepted else _TWICE) or is_lower:
        return set()
    if (
        len(cores) > 1
        and share >= (_MOST if style in _STRICT or is_short else _HALF)
        and (len(kinds) > 1 or not is_short)
    ):
        return keys
    roles = [label for label in certain if label.kind is LabelKind.ROLE and len(parse_label(label.label).core) > 1]
    is_regular = len(roles) >= _OFTEN and layout.coverage(roles) >= _QUARTER
    return {label.key for label in roles} if is_regular and style not in _STRICT else set()


def _is_question_word(label: LineLabel) -> bool:
    return label.kind is LabelKind.PAIRED and parse_label(label.label).core not in {"answer", "回答"}


def _name_keys(
    text: str,
    style: str,
    labels: Sequence[LineLabel],
    accepted: Sequence[LineLabel],
    keys: set[str],
    lines: Sequence[Line],
    layout: LineLayout,
) -> set[str]:
    """Return the names that come repeatedly, if nearly everything is labelled and they seem to talk."""
    named = [label for label in labels if label.kind is LabelKind.NAME or _is_nickname(label, style)]
    counts = Counter(label.key for label in named)
    known_keys = {label.key for label in accepted}
    names = [label for label in named if counts[label.key] >= _TWICE or label.key in known_keys]
    known = [label for label in labels if label.key in keys or label.kind is LabelKind.ROLE]
    every = [*accepted, *known, *names]
    if not names or layout.coverage(every) < _MOST or len({label.key for label in every}) < _TWICE:
        return set()
    if known or accepted:
        return {label.key for label in [*known, *names]} if style not in {"space", "comma"} else set()
    if style in _STRICT - {"spaces", "other"} or len(names) <= _OFTEN:
        return set()
    asking = sum(is_question(text[label.speech_start : lines[label.line].end]) for label in names)
    is_alternating = sum(a.key != b.key for a, b in pairwise(names)) >= _HALF * (len(names) - 1)
    return {label.key for label in names} if asking >= _ASKING * len(names) and is_alternating else set()


def _is_nickname(label: LineLabel, style: str) -> bool:
    """Say whether a word in lower case in angle brackets names somebody in a chat, and not a tag of a page."""
    is_stamped = label.media_time is not None or label.is_dated
    return label.kind is LabelKind.WORD and style in "<＜" and (is_stamped or not label.label.isalpha())


def find_tagged_turns(
    text: str, lines: Sequence[Line], speakers: SpeakerSettings
) -> tuple[list[LineLabel], list[Line]]:
    """Return labels that a closing tag answers, and the spans of the closing tags; none if tags name no speakers.

    Other words are labels beside a tag that surely is one, or beside two names. Tags of one letter (``<i>``) set type,
    and tags inside a turn (``<laughter>…</laughter>``) are part of it.
    """
    if "</" not in text and "[/" not in text:
        return [], []
    pairs = _pair_tags(text, speakers)
    kinds = {match["label"]: classify_label(match["label"], speakers) for match, _ in pairs}
    speaking = {label for label, kind in kinds.items() if kind not in _NO_SPEAKERS and len(label) > 1}
    names = {label for label in speaking if kinds[label] is LabelKind.NAME and label.istitle()}
    pairs = [pair for pair in pairs if pair[0]["label"] in speaking]
    is_sure = any(_is_sure(label, speakers) for label in speaking) or len(names) >= _TWICE
    if len(pairs) < _TWICE or not is_sure:
        return [], []
    labels = []
    for opening, _ in pairs:
        index = bisect_right(lines, opening.start(), key=attrgetter("start")) - 1
        label, kind = opening["label"], kinds[opening["label"]]
        if kind is not None and not lines[index].is_empty:
            labels.append(
                LineLabel(
                    start=opening.start(),
                    speech_start=opening.end(),
                    label=label,
                    key=parse_label(label).whole,
                    kind=kind,
                    shape=LabelShape.UNUSUAL,
                    line=index,
                )
            )
    return labels, [Line(*closing.span()) for _, closing in pairs]


def _is_sure(label: str, speakers: SpeakerSettings) -> bool:
    kind = classify_label(label, speakers)
    return kind is not None and kind.is_certain and len(label) > 1


def _pair_tags(text: str, speakers: SpeakerSettings) -> list[tuple[re.Match[str], re.Match[str]]]:
    """Return the opening tags, each with the closing tag that answers it, without pairs inside other pairs.

    A pair around others that surely name speakers, such as ``<transcript>``, is left out instead.
    """
    pairs: list[tuple[re.Match[str], re.Match[str]]] = []
    open_tags: dict[str, re.Match[str]] = {}
    for tag in _TAG.finditer(text):
        label = tag["label"].casefold()
        if not tag["slash"]:
            open_tags[label] = tag
        elif opening := open_tags.pop(label, None):
            first = len(pairs)
            while first and pairs[first - 1][0].start() > opening.start():
                first -= 1
            is_around = not _is_sure(label, speakers) and any(
                _is_sure(one["label"], speakers) for one, _ in pairs[first:]
            )
            if not is_around and (not first or pairs[first - 1][1].end() <= opening.start()):
                pairs[first:] = [(opening, tag)]
    return pairs

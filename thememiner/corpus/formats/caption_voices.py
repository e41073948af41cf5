"""Tell who speaks in captions: by voice tags, labels in the text, dashes, and the captions before."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from thememiner.config import SpeakerSettings
from thememiner.corpus.formats.subtitle_cues import Caption
from thememiner.corpus.formats.timed_text import Utterance, split_at_labels
from thememiner.corpus.formats.voice_decisions import VoiceDecisions
from thememiner.corpus.speakers import is_export_line, parse_label, trim_speech
from thememiner.records import Form

_TAG = re.compile(
    r"<(?P<v>v(?P<voice>[.\s][^<>]*)?|/v|/?(?:c|i|b|u|s|ruby|rt)(?:\.[^<>]*)?|/?(?:lang|font)(?:\s[^<>]*)?|\d+:[\d:.]+)>"
    r"|\{\\[^{}]*\}",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z]{2,8});")
_ESCAPED_VOICE = re.compile(r"&lt;(v[ .][^<>&\n]{1,80}|/v)&gt;")
"""A voice tag that a program has escaped like text."""
_NOBODY = ""
"""The voice of a tag that names nobody."""
_OPENING = ("[", "(", "（", "【", "<", "#")
_LABEL = re.compile(
    r"(?:[\[(（【<](?P<enclosed>[^\[\]()（）【】<>:：\n]{1,80})[\])）】>]\s{0,9}[:：]?|(?P<plain>[^\[\]【】<>:：\n]{1,80}?)"
    r"\s{0,9}(?:[:：]|\n|$))\s{0,9}"
)
_TWO = 2
_MIN_REPEATED_SHARE = 1 / 3
"""Captions roll if at least this share of them repeats lines of the one before."""
_MAX_REPEATED_LINES = 4
_MARGIN_CAPTIONS = 5
"""Remarks of the program that made the file are looked for in this many captions at both ends."""
_DASH = re.compile(r"(?:[-–—‐]\s?(?=[^\W\d_])|>{2,3}\s?(?=\S))")
"""Marks another speaker at the beginning of a line."""
_DASH_INSIDE = re.compile(r"(?<=[.?!…。？！])[^\S\n]{1,3}(?=[-–—]\s?[^\W\d_])")
"""White space before a dash that follows a sentence on the same line."""
_SENTENCE_ENDS = (".", "?", "!", "…", "。", "？", "！", '"', "”", ")", "]", "）", "】")

Speaker = tuple[str | None, bool]
"""A voice, and whether it is known who speaks."""
_UNKNOWN: Speaker = (None, False)


def find_caption_speakers(
    captions: Sequence[Caption], speakers: SpeakerSettings
) -> tuple[Form, list[Utterance], VoiceDecisions]:
    """Return what is said in captions, each part in one voice, and what was decided about voices.

    Without names in tags, labels in the text say who speaks. A part without a voice goes on with the speaker before.
    A part with an empty voice tag, or before the first voice, is nobody's. The last value says where this was decided.
    """
    decisions = VoiceDecisions()
    tagged = [part for caption in captions for part in split_caption(caption) if part.text]
    parts = [part for part in remove_repeats(tagged) if part.text]
    decisions.rolled = _count_lines(tagged) - _count_lines(parts)
    names = {part.voice for part in parts if part.voice}
    form, labelled = Form.DIALOGUE, []
    if len(names) < _TWO:  # one name for all says less than labels
        form, by_part = split_at_labels(parts, speakers)
        labelled = [part for of_part in by_part for part in of_part]
    is_tagged = all(part.voice for part in parts)
    if not names or (is_tagged and len({part.voice for part in labelled if part.voice}) >= _TWO):
        parts = _leave_out_export_lines(_record_margins(labelled, decisions), decisions)
    else:
        form = Form.DIALOGUE
        parts = _find_labels_without_tag([_without_label(part, decisions) for part in parts], speakers)
        parts = _continue_voices(_leave_out_export_lines(parts, decisions), decisions)
    return form, split_at_dashes(parts, decisions), decisions


def _count_lines(parts: Iterable[Utterance]) -> int:
    return sum(part.text.count("\n") + 1 for part in parts)


def split_caption(caption: Caption) -> Iterator[Utterance]:
    """Yield the plain text of a caption, cut where another voice begins.

    The voice is None if there is no tag before it, and empty if the tag names nobody.
    """
    raw = _ESCAPED_VOICE.sub(r"<\1>", "\n".join(caption.lines))
    voice = caption.voice
    plain: list[str] = []
    at = 0
    for tag in _TAG.finditer(raw):
        plain.append(_unescape(raw[at : tag.start()]))
        at = tag.end()
        if (tag["v"] or "")[:1].lower() == "v":
            yield _utterance(plain, voice, caption)
            voice, plain = _voice_name(_unescape(tag["voice"] or "")), []
    yield _utterance([*plain, _unescape(raw[at:])], voice, caption)


def _utterance(plain: Sequence[str], voice: str | None, caption: Caption) -> Utterance:
    lines = (line.strip() for line in "".join(plain).split("\n"))
    return Utterance("\n".join(line for line in lines if line), voice, caption.start, caption.end)


def _unescape(text: str) -> str:
    return _ENTITY.sub(_unescape_entity, text)


def _unescape_entity(entity: re.Match[str]) -> str:
    character = html.unescape(entity.group())
    return entity.group() if character in {"", "\ufffd"} else character  # an unknown entity stays as written


def _voice_name(annotation: str) -> str:
    """Return the name in a voice tag from the text after ``v``: classes, then white space, then the name."""
    if annotation.startswith("."):
        annotation = annotation.partition(" ")[2]
    return " ".join(annotation.split())


def remove_repeats(parts: Sequence[Utterance]) -> list[Utterance]:
    """Leave out repeated lines if the file has rolling captions, which show the previous line above a new one."""
    lines = [part.text.split("\n") for part in parts]
    repeated = [_count_repeated(before, after) for before, after in pairwise(lines)]
    rolls = any(0 < count < len(after) for count, after in zip(repeated, lines[1:], strict=False))
    if not rolls or sum(count > 0 for count in repeated) < _MIN_REPEATED_SHARE * len(repeated):
        return list(parts)
    return [
        replace(part, text="\n".join(own[count:]))
        for part, own, count in zip(parts, lines, [0, *repeated], strict=True)
    ]


def _count_repeated(before: Sequence[str], after: Sequence[str]) -> int:
    """Count the lines at the end of one caption that the next one repeats at its beginning."""
    sizes = range(min(len(before), len(after), _MAX_REPEATED_LINES), 0, -1)
    return next((size for size in sizes if list(before[-size:]) == list(after[:size])), 0)


def _without_label(part: Utterance, decisions: VoiceDecisions) -> Utterance:
    """Return a part without the label and time that repeat its voice at the beginning, as noScribe writes them."""
    if not part.voice:
        return part
    start = _skip_times(part.text, 0)
    label = _LABEL.match(part.text, start)
    if label and parse_label(label["enclosed"] or label["plain"]).whole == parse_label(part.voice).whole:
        start = _skip_times(part.text, label.end())
    if not start:
        return part
    decisions.repeated_labels.append(part.text[:start].strip())
    return replace(part, text=part.text[start:])


def _skip_times(text: str, start: int) -> int:
    """Return where speech begins after times in brackets."""
    return trim_speech(text, start, len(text))[0] if text.startswith(_OPENING, start) else start


def _find_labels_without_tag(parts: Sequence[Utterance], speakers: SpeakerSettings) -> list[Utterance]:
    """Read the labels in the text of parts without a tag, in a file in which other parts have tags."""
    parts = [part for part in parts if part.text]
    without_tag = [part for part in parts if part.voice is None]
    form, by_part = split_at_labels(without_tag, speakers)
    if form is not Form.DIALOGUE:
        return parts
    labelled = iter(by_part)
    joined: list[Utterance] = []
    for part in parts:
        if part.voice is not None:
            joined.append(part)
        else:
            joined += [
                replace(piece, voice=piece.voice if piece.is_named else None, is_speech=True)
                for piece in next(labelled)
            ]
    return joined


def _continue_voices(parts: Iterable[Utterance], decisions: VoiceDecisions) -> list[Utterance]:
    """Give parts without a voice that of the speaker before, and make parts with an empty one nobody's."""
    speaker: str | None = None
    told, is_tagged = [], False
    for part in parts:
        if not part.is_speech:
            told.append(part)
            continue
        if part.voice:
            decisions.is_voice_repeated |= is_tagged and part.voice == speaker
            speaker = part.voice
            told.append(part)
        elif part.voice == _NOBODY:
            decisions.nobody.append(part.text)
            told.append(replace(part, voice=None, is_speech=False))
        elif speaker is None:
            decisions.before_first.append(part.text)
            told.append(replace(part, is_speech=False))
        else:
            decisions.continued.append(part.text)
            told.append(replace(part, voice=speaker, is_named=False))
        is_tagged = bool(part.voice)
    return told


def _record_margins(parts: list[Utterance], decisions: VoiceDecisions) -> list[Utterance]:
    """Return the parts, and record those outside the turns that labels gave: before the first, and closing remarks."""
    first = next((index for index, part in enumerate(parts) if part.is_speech), len(parts))
    for index, part in enumerate(parts):
        if not part.is_speech:
            is_opening = index < first and not _is_by_program(part)
            (decisions.before_first if is_opening else decisions.export_lines).append(part.text)
    return parts


def _is_by_program(part: Utterance) -> bool:
    return all(is_export_line(line) for line in part.text.split("\n"))


def _leave_out_export_lines(parts: list[Utterance], decisions: VoiceDecisions) -> list[Utterance]:
    """Make the first and last captions nobody's if they are remarks of the program that made the file."""
    for order in (range(len(parts)), range(len(parts) - 1, -1, -1)):
        for index in order[:_MARGIN_CAPTIONS]:
            part = parts[index]
            if not part.is_speech:
                continue
            if not _is_by_program(part):
                break
            decisions.export_lines.append(part.text)
            parts[index] = replace(part, voice=None, is_speech=False)
    return parts


def split_at_dashes(parts: Sequence[Utterance], decisions: VoiceDecisions) -> list[Utterance]:
    """Cut parts of captions where a dash or ``>>`` marks another speaker.

    The first of several lines is the named speaker's; after a dash speaks the other one of two. What cannot be told is
    nobody's. If no speaker has a name, the parts stay as they are.
    """
    people = list(dict.fromkeys(part.voice for part in parts if part.is_speech))
    if not any(people):
        marked = [part.text for part in parts if len(_cut_at_dashes(part.text)) > 1 or _DASH.match(part.text)]
        decisions.unknown_dashes += marked if len(marked) >= _TWO else []
        return list(parts)
    decisions.are_dashes_left_out = True
    others = dict(zip(people, reversed(people), strict=True)) if len(people) == _TWO else {}
    return list(_split_parts(parts, others, decisions))


def _split_parts(
    parts: Sequence[Utterance], others: Mapping[str | None, str | None], decisions: VoiceDecisions
) -> Iterator[Utterance]:
    going_on: Speaker | None = None
    """Who speaks after the last dash, until the next part with a name."""
    is_sentence_over = True
    for part in parts:
        if not part.is_speech:
            yield part
            continue
        current = (part.voice, True) if part.is_named or going_on is None else going_on
        pieces = _cut_at_dashes(part.text)
        is_change = not part.is_named and is_sentence_over and bool(_DASH.match(part.text))
        if len(pieces) > 1 or is_change:
            speakers = _assign_speakers(len(pieces), current, others, is_named=part.is_named)
            going_on = speakers[-1]
            texts = [_DASH.sub("", piece, count=1) if _DASH.match(piece) else piece for piece in pieces]
            (decisions.unknown_dashes if _UNKNOWN in speakers else decisions.other_of_two).append(part.text)
        else:
            speakers, texts = [current], pieces
            going_on = None if part.is_named else going_on
            if current == _UNKNOWN:
                decisions.unknown_dashes.append(part.text)
        if texts == [part.text] and speakers == [(part.voice, True)]:
            yield part
        else:
            for text, (voice, is_known) in zip(texts, speakers, strict=True):
                yield replace(part, text=text, voice=voice, is_speech=is_known)
        is_sentence_over = part.text.endswith(_SENTENCE_ENDS)


def _assign_speakers(
    number: int, current: Speaker, others: Mapping[str | None, str | None], *, is_named: bool
) -> list[Speaker]:
    """Return who speaks each of a number of pieces between dashes.

    The first is the named speaker's. If there is no name and only one piece, it is the other speaker's; of several
    pieces it is not known who begins.
    """
    if current == _UNKNOWN or (not is_named and number > 1):
        return [_UNKNOWN] * number
    known = current[0] in others
    change: Speaker = (others[current[0]], True) if known else _UNKNOWN
    back: Speaker = current if known else _UNKNOWN
    if not is_named:
        return [change]
    return [current, *(change if index % 2 else back for index in range(1, number))]


def _cut_at_dashes(text: str) -> list[str]:
    """Return the pieces of a text between dashes that mark a change of speaker.

    Such a dash begins a line, after a line that also begins with one or that ends a sentence.
    """
    begins_with_dash = bool(_DASH.match(text))
    if begins_with_dash:
        text = _DASH_INSIDE.sub("\n", text)
    pieces: list[str] = []
    for line in text.split("\n"):
        is_after_sentence = bool(pieces) and pieces[-1].endswith(_SENTENCE_ENDS)
        if not pieces or (_DASH.match(line) and (begins_with_dash or is_after_sentence)):
            pieces.append(line)
        else:
            pieces[-1] += "\n" + line
    return pieces

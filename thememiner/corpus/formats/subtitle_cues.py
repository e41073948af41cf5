"""Parse the lines of WebVTT and SubRip files into cues, and account for every line that is in no cue.

Both formats are read by one parser of our own. webvtt-py drops every block of lines without a time line: whole answers,
if a program left an empty line below the time line. It also drops cues with times such as ``00:00:03,000`` or
``00:03``, in silence. pysubs2 drops a last line that is only a number, and text in braces. The grammar is that of the
W3C (WebVTT, section 4, file structure), read leniently: a cue goes on until the next one, over empty lines as well.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from thememiner.intake import split_lines

_EDGE = r"[\s\ufeff\u200b\u200e\u200f\u202a]{0,9}"
_CLOCK = r"(?:(?:\d{1,9}[:：][0-5]?\d|\d{1,3})[:：][0-5]?\d(?:[.,，]\d{1,9}|[:;]\d{1,2}(?!\d))?|\d{1,6}[.,]\d{1,9})"
_ARROW = r"(?:-{1,3}\s?>|[–—−]\s?>|→)"
_TIMES = re.compile(rf"{_EDGE}(?P<start>{_CLOCK})\s{{0,9}}{_ARROW}\s{{0,9}}(?P<end>{_CLOCK})(?![\w:])(?P<rest>.*)")
_CUE_SETTINGS = re.compile(r"(?:\s{1,9}[A-Za-z]\w{0,15}:\S{1,60}){0,9}\s*")
_BROKEN_TIMES = re.compile(rf"{_EDGE}\d[^>]{{0,40}}-->")
_NUMBER = re.compile(r"\s{0,9}(\d{1,9})\s{0,9}")
_SENTENCE = re.compile(r"[.?!…,。？！，]\s*$|[:：]\s")
"""What an identifier of a cue does not look like."""
_HAS_WORDS = re.compile(r"[^\W\d_]{2,}\s|^\s*[^\W\d_]{3,}\s*$")
_NAMED_IDENTIFIER = re.compile(r'\s*\d{1,9} "(?P<voice>[^"]{1,80})"(?: \(\d{1,20}\))?\s*')
"""As Webex writes them: a number, the speaker's name, the speaker's number."""
_HEADER = re.compile(r"\ufeff?\s{0,9}WEBVTT(?:\s|$)", re.IGNORECASE)
_COMMENT = re.compile(r"(?:NOTE(?:\s|$)|WEBVTT(?:\s|$))")
_FRACTION = re.compile(r"[.,，](\d+)$")
_MIN_NUMBERED_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Caption:
    """Lines that are shown together, with tags, and when: seconds from the start of the recording."""

    lines: tuple[str, ...]
    start: float
    end: float
    voice: str | None = None
    """The speaker, if the identifier of the cue names one."""


@dataclass(slots=True)
class ParsedCues:
    """The cues of a file in its own order, and the lines that are in none of them."""

    captions: list[Caption] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    """The numbers of lines that look like the times of a cue but cannot be read; the cue is left out."""
    comments: list[str] = field(default_factory=list)
    """Comments, styles, and lines above the first cue, but not the first line of a WebVTT file."""
    identifiers: list[str] = field(default_factory=list)
    """Identifiers of cues that hold words."""
    after_gap: list[str] = field(default_factory=list)
    """Lines below an empty line, which are read as text of the cue above them."""


def is_webvtt(text: str) -> bool:
    """Say whether a text begins as a WebVTT file does."""
    return bool(_HEADER.match(text))


def parse_cues(text: str) -> ParsedCues:
    """Parse the text of a WebVTT or SubRip file, in time linear in its length."""
    lines = split_lines(text)
    parsed = ParsedCues()
    has_comments = is_webvtt(text)
    heads = list(_cue_heads(lines, has_comments=has_comments))
    parsed.comments += _head_lines(lines[: heads[0].first if heads else len(lines)], has_header=has_comments)
    for head, following in zip(heads, [*heads[1:], None], strict=False):
        stop = following.first if following else len(lines)
        body = _body_lines(lines, head, stop, parsed if has_comments else None)
        if head.times is None:
            parsed.broken.append(head.line + 1)
            continue
        if head.identifier and not head.voice and _HAS_WORDS.search(head.identifier):
            parsed.identifiers.append(head.identifier.strip())
        parsed.captions.append(Caption(tuple(body), *head.times, head.voice))
    return parsed


@dataclass(frozen=True, slots=True)
class _CueHead:
    """The lines above the text of a cue: an identifier, or none, and the times."""

    first: int
    """Index of its first line."""
    line: int
    """Index of the line with the times."""
    times: tuple[float, float] | None
    text: str
    """Text on the line with the times, behind them."""
    identifier: str | None

    @property
    def voice(self) -> str | None:
        """The speaker whom the identifier names."""
        named = _NAMED_IDENTIFIER.fullmatch(self.identifier) if self.identifier else None
        return named["voice"] if named else None


def _cue_heads(lines: Sequence[str], *, has_comments: bool) -> Iterator[_CueHead]:
    times = [index for index, line in enumerate(lines) if _is_time_line(line, is_strict=not has_comments)]
    if has_comments:
        comments = set(_comment_lines(lines))
        times = [index for index in times if index not in comments or _TIMES.match(lines[index])]
    direct = sum(index > 0 and bool(_NUMBER.fullmatch(lines[index - 1])) for index in times)
    is_numbered = direct > _MIN_NUMBERED_SHARE * len(times)
    above, number = 0, 0
    for index in times:
        first, number = _find_identifier(
            lines, above, index, number, is_numbered=is_numbered, has_identifiers=has_comments
        )
        identifier = lines[first] if first < index else None
        match = _TIMES.match(lines[index])
        if match is None:
            yield _CueHead(first, index, None, "", identifier)
        else:
            rest = "" if _CUE_SETTINGS.fullmatch(match["rest"]) else match["rest"].strip()
            yield _CueHead(first, index, (_seconds(match["start"]), _seconds(match["end"])), rest, identifier)
        above = index + 1


def _is_time_line(line: str, *, is_strict: bool) -> bool:
    if ">" not in line and "→" not in line:
        return False
    if _TIMES.match(line):
        return True
    return bool(_BROKEN_TIMES.match(line)) if is_strict else "-->" in line


def _comment_lines(lines: Sequence[str]) -> Iterator[int]:
    in_comment = False
    for index, line in enumerate(lines):
        begins = not index or not lines[index - 1].strip()
        in_comment = bool(line.strip()) and (in_comment or (begins and bool(_COMMENT.match(line))))
        if in_comment:
            yield index


def _find_identifier(
    lines: Sequence[str], above: int, index: int, last_number: int, *, is_numbered: bool, has_identifiers: bool
) -> tuple[int, int]:
    """Return the index of the first line of a cue whose times are at ``index``, and the number of the cue.

    ``above`` is the index of the first line that may belong to it. A number between empty lines counts if it follows
    on the number of the cue before.
    """
    at = index - 1
    while at >= above and not lines[at].strip():
        at -= 1
    if at < above:
        return index, last_number
    number = _NUMBER.fullmatch(lines[at])
    stands_apart = at == above or not lines[at - 1].strip()
    if number is not None:
        value = int(number[1])
        if (at == index - 1 and (stands_apart or is_numbered)) or value == last_number + 1:
            return at, value
        return index, last_number
    is_identifier = has_identifiers and at == index - 1 and stands_apart and not _COMMENT.match(lines[at])
    if not is_identifier or (at == 0 and is_webvtt(lines[0])):
        return index, last_number
    if _NAMED_IDENTIFIER.fullmatch(lines[at]):
        return at, last_number
    is_only_text = above > 0 and not any(line.strip() for line in lines[above:at]) and " " in lines[at].strip()
    return (index if is_only_text or _SENTENCE.search(lines[at]) else at), last_number


def _head_lines(lines: Sequence[str], *, has_header: bool) -> Iterator[str]:
    """Yield the lines above the first cue that hold text, but not the first line of a WebVTT file."""
    filled = [line.strip() for line in lines if line.strip()]
    yield from filled[1:] if has_header else filled


def _body_lines(lines: Sequence[str], head: _CueHead, stop: int, parsed: ParsedCues | None) -> list[str]:
    """Return the lines of text of a cue; comments, and lines below an empty line, are recorded in ``parsed``."""
    body = [head.text] if head.text else []
    is_comment = is_after_gap = False
    for index in range(head.line + 1, stop):
        line = lines[index]
        if not line.strip():
            is_comment, is_after_gap = False, True
        elif parsed is None:
            body.append(line)
        elif is_comment or (is_after_gap and not lines[index - 1].strip() and _COMMENT.match(line)):
            is_comment = True
            parsed.comments.append(line.strip())
        else:
            body.append(line)
            if is_after_gap:
                parsed.after_gap.append(line.strip())
    return body


def _seconds(clock: str) -> float:
    """Return a time in seconds: ``00:01:12.5``, ``01:12,5`` and ``72.5`` are 72.5. Frames are left out."""
    fraction = _FRACTION.search(clock)
    whole = (clock[: fraction.start()] if fraction else clock).replace("：", ":")
    parts = [int(part) for part in whole.split(";")[0].split(":")][:3]
    total = 0
    for part in parts:
        total = total * 60 + part
    return total + (float(f"0.{fraction[1]}") if fraction else 0.0)

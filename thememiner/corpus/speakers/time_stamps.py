"""Time stamps and dates, as transcripts and chats write them beside a speaker or on a line of their own."""

import re

_AM_PM = r"(?:[ \u202f\u00a0]?[AaPp]\.?[Mm]\b\.?)?"
_TIME = (
    r"(?:\d{1,3}[:：](?:\d{2}(?:[:：]\d{2}(?:[:;：]\d{2}(?!\d))?)?|\d{1,2}[:：]\d{1,2})(?:[.,;]\d{1,3}|-\d(?!\d))?"
    rf"{_AM_PM}|\d{{2}};\d{{2}};\d{{2}};\d{{2}})"
)
_TO = r"\s?(?:-->|->|[-–—~至])\s?"
_RANGE = rf"{_TIME}(?:{_TO}{_TIME})?"
_ENCLOSED = (
    rf"(?:\[\s?{_RANGE}\s?\]|\(\s?{_RANGE}\s?\)|（\s?{_RANGE}\s?）|【\s?{_RANGE}\s?】|<\s?{_RANGE}\s?>|\{{\s?{_RANGE}\s?\}}"
    rf"|#{_RANGE}#)"
)
STAMP = rf"(?:{_ENCLOSED}|(?<![\d:：]){_RANGE}(?!\d|[:：]\d))"
"""Source of an expression for one stamp or a range of two, with or without brackets; bounded in length."""
LONGEST_STAMP = 64
"""In characters."""
_MINUTES = r"\d{1,3}[ ]?(?:minutes?|mins?\.?|m|Minuten?|分钟?|分鐘?)[ ,]{0,2}"
_SPOKEN = (
    r"(?:\d{1,2}[ ]?(?:hours?|hrs?\.?|h|Stunden?|小时|小時)[ ,]{0,2})?"
    rf"(?:{_MINUTES}(?:and |und )?)?\d{{1,2}}[ ]?(?:seconds?|secs?\.?|Sekunden?|秒钟?|秒鐘?|s)(?![A-Za-z])"
)
_DURATION = rf"(?:{_SPOKEN}\s?{_TIME}|(?=\d{{1,3}}[ ]?[A-Za-z小分]{{1,8}}[ ,]{{0,2}}(?:and |und )?\d){_SPOKEN})"
_SECONDS = r"\d{1,5}(?:\.\d{1,3})?[ ]?(?:s|sec|secs|seconds|秒)(?![A-Za-z])"
_SECONDS_RANGE = rf"(?:[\[(（【]\s?{_SECONDS}(?:{_TO}{_SECONDS})?\s?[\])）】]|{_SECONDS}{_TO}{_SECONDS})"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DATE = (
    r"(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}月\d{1,2}日|\d{1,2}[-/.]\d{1,2}[-/.]\d{2}(?:\d{2})?(?!\d)"
    rf"|\d{{1,2}} {_MONTH},? \d{{4}}|{_MONTH} \d{{1,2}},? \d{{4}}|Today|Yesterday|今天|昨天|前天"
    r"|(?:星期|周|週)[一二三四五六日天])"
)
_DATED = (
    rf"(?:[\[(（【]\s?)?{_DATE}(?:\s?(?:星期|周|週)[一二三四五六日天])?(?:T|,?\s{{1,2}}(?:at\s)?|，\s?)"
    rf"(?:上午|下午|早上|中午|晚上|凌晨)?\s?{_TIME}(?:\s?[\])）】])?"
)
_SECONDS_PAIR = re.compile(r"\d{1,5}\.\d{1,3}(?:\t|[ ,]{1,3}|\s?[-–]\s?)\d{1,5}\.\d{1,3}(?=[\s:])")
"""Two times in seconds, as programs that tell speakers apart write them."""
_BEGINNING = "0123456789[(（【<{#TYJFMASOND今昨前星周週"
_DURATION_BESIDE = rf"(?:{_DURATION}|[\[(（]\s?{_DURATION}\s?[\])）])"
LABEL_STAMP = rf"(?:(?=[{re.escape(_BEGINNING)}])(?:{_DATED}|{_DURATION_BESIDE}|{_SECONDS_RANGE}|{STAMP}))"
"""Source of an expression for what may stand beside a label: a stamp, a date with a time, seconds, or a duration."""
_LABEL_STAMP = re.compile(LABEL_STAMP)
_DATED_STAMP = re.compile(_DATED)
_DURATION_STAMP = re.compile(_DURATION)
_SECONDS_STAMP = re.compile(_SECONDS)
_FIRST = re.compile(_TIME)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_NO_CLOCK = re.compile(r"[^\d:.,;-]")
_HOURS = r"\d{1,3}[:：]\d{2}[:：]\d{2}(?:[.,:;]\d{1,3}|-\d(?!\d))?"
_LEADING = re.compile(rf"(?:{_ENCLOSED}|{_HOURS}(?=\s)|(?:{_RANGE}|{_DURATION})(?=\s*(?:[\r\n]|$)))\s*")
_TRAILING = re.compile(
    rf"(?:\[\s?{_RANGE}\s?\]|#{_RANGE}#|[(（]\s?{_HOURS}\s?[)）]|(?<=[\r\n])[ \t]*(?:{STAMP}|{_DURATION}))$"
)
STAMP_CHARACTERS = frozenset(_BEGINNING)
"""What may stand beside a label begins with one of these."""
_OPENING = frozenset("[(（【<{#")
"""A stamp at the start of speech begins with one of these, or with a digit."""
_CLOSING = frozenset("])）#")
"""A stamp at the end of a line of speech ends with one of these; one that fills the line follows a line break."""
_FRAMES = 4
"""A time of so many parts ends in frames."""


def match_stamp(text: str, start: int, end: int) -> re.Match[str] | None:
    """Return the match of a stamp, a date with a time, or a duration that begins here."""
    if start >= end or text[start] not in STAMP_CHARACTERS:
        return None
    end = min(end, start + 2 * LONGEST_STAMP)
    return _LABEL_STAMP.match(text, start, end) or _SECONDS_PAIR.match(text, start, end)


def is_dated(stamp: str) -> bool:
    """Say whether a stamp has a date, as in a chat: the time is that of a clock, not of a recording."""
    return _DATED_STAMP.match(stamp) is not None


def is_stamp(piece: str) -> bool:
    """Say whether a text is a stamp and nothing else."""
    if not 0 < len(piece) <= LONGEST_STAMP or piece[0] not in STAMP_CHARACTERS:
        return False
    return _LABEL_STAMP.fullmatch(piece) is not None


def parse_seconds(stamp: str) -> float:
    """Return the first time of a stamp in seconds: ``00:01:12``, ``[01:12]`` and ``01:12.5`` are 72, 72 and 72.5.

    Frames (``00:01:12:05``) are left out. Raises ``ValueError`` if the stamp has no time.
    """
    match = _FIRST.search(stamp)
    if match is None:
        return _parse_spoken(stamp)
    clock = _NO_CLOCK.sub("", match.group().replace("：", ":")).strip(".")
    parts = clock.replace(";", ":").split(":") if clock.count(";") > 1 else clock.partition(";")[0].split(":")
    total = 0.0
    for part in parts[: _FRAMES - 1]:
        total = total * 60 + float(part.replace(",", ".").replace("-", "."))
    return total


def _parse_spoken(stamp: str) -> float:
    """Return the seconds of ``0 minutes 3 seconds``, or of ``[3.5s]``."""
    if _DURATION_STAMP.match(stamp.lstrip("[(（ ")):
        total = 0.0
        for number in _NUMBER.findall(stamp):
            total = total * 60 + float(number)
        return total
    seconds = _SECONDS_STAMP.search(stamp) or _SECONDS_PAIR.match(f"{stamp} ")
    number = _NUMBER.search(seconds.group()) if seconds else None
    if number is None:
        raise ValueError("no time")
    return float(number.group())


def trim_speech(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without white space and time stamps at its edges.

    A bare time that could be part of a sentence ("we met at 12:30") stays unless it fills a line.
    """
    start, end = _trim_space(text, start, end)
    while start < end:
        size = end - start
        if (text[start] in _OPENING or text[start].isdecimal()) and (
            leading := _LEADING.match(text, start, min(end, start + LONGEST_STAMP))
        ):
            start = leading.end()
        tail = text[max(start, end - LONGEST_STAMP) : end]
        if (tail[-1:] in _CLOSING or "\n" in tail or "\r" in tail) and (trailing := _TRAILING.search(tail)):
            end -= len(tail) - trailing.start()
        if end - start == size:
            break
        start, end = _trim_space(text, start, end)
    return start, end


def _trim_space(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end

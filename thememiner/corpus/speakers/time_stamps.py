"""Time stamps, as transcripts write them beside a speaker or on a line of their own."""

import re

_TIME = r"\d{1,3}[:：](?:\d{2}(?:[:：]\d{2})?|\d{1,2}[:：]\d{1,2})(?:[.,]\d{1,3}|-\d(?!\d))?"
_RANGE = rf"{_TIME}(?:\s?(?:-->|[-–—~至])\s?{_TIME})?"
_ENCLOSED = (
    rf"(?:\[\s?{_RANGE}\s?\]|\(\s?{_RANGE}\s?\)|（\s?{_RANGE}\s?）|【\s?{_RANGE}\s?】|<\s?{_RANGE}\s?>|#{_RANGE}#)"
)
STAMP = rf"(?:{_ENCLOSED}|(?<![\d:：]){_RANGE}(?![\d:：]))"
"""Source of an expression for one stamp or a range of two, with or without brackets; bounded in length."""
LONGEST_STAMP = 48
"""In characters."""
_FIRST = re.compile(_TIME)
_HOURS = r"\d{1,3}[:：]\d{2}[:：]\d{2}(?:[.,]\d{1,3}|-\d(?!\d))?"
_LEADING = re.compile(rf"(?:{_ENCLOSED}|{_HOURS}(?=\s)|{_RANGE}(?=\s*(?:[\r\n]|$)))\s*")
_TRAILING = re.compile(rf"(?:\[\s?{_RANGE}\s?\]|#{_RANGE}#|[(（]\s?{_HOURS}\s?[)）]|(?<=[\r\n])[ \t]*{STAMP})$")


def parse_seconds(stamp: str) -> float:
    """Return the first time of a stamp in seconds: ``00:01:12``, ``[01:12]`` and ``01:12.5`` are 72, 72 and 72.5.

    Raises ``ValueError`` if the stamp has no time.
    """
    match = _FIRST.search(stamp)
    if match is None:
        raise ValueError("no time")
    clock = match.group().replace("：", ":").replace(",", ".").replace("-", ".")
    total = 0.0
    for part in clock.split(":"):
        total = total * 60 + float(part)
    return total


def trim_speech(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without white space and time stamps at its edges.

    A bare time that could be part of a sentence ("we met at 12:30") stays unless it fills a line.
    """
    while True:
        size = end - start
        start, end = _trim_space(text, start, end)
        if leading := _LEADING.match(text, start, min(end, start + LONGEST_STAMP)):
            start = leading.end()
        tail = max(start, end - LONGEST_STAMP)
        if trailing := _TRAILING.search(text[tail:end]):
            end = tail + trailing.start()
        if end - start == size:
            return start, end


def _trim_space(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end

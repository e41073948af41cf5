"""Time stamps, as transcripts write them beside a speaker or on a line of their own."""

import re

_TIME = r"\d{1,3}[:：](?:\d{2}(?:[:：]\d{2})?|\d{1,2}[:：]\d{1,2})(?:[.,]\d{1,3}|-\d(?!\d))?"
_RANGE = rf"{_TIME}(?:\s?(?:-->|[-–—~至])\s?{_TIME})?"
_ENCLOSED = (
    rf"(?:\[\s?{_RANGE}\s?\]|\(\s?{_RANGE}\s?\)|（\s?{_RANGE}\s?）|【\s?{_RANGE}\s?】|<\s?{_RANGE}\s?>|#{_RANGE}#)"
)

STAMP = rf"(?:{_ENCLOSED}|(?<![\d:：]){_RANGE}(?![\d:：]))"
"""Source of an expression for one stamp or a range of two, with or without brackets; bounded in length."""

LONGEST = 48
"""No stamp has more characters."""

_FIRST = re.compile(_TIME)
_HOURS = r"\d{1,3}[:：]\d{2}[:：]\d{2}(?:[.,]\d{1,3}|-\d(?!\d))?"
_OPENING = re.compile(rf"(?:{_ENCLOSED}|{_HOURS}(?=\s)|{_RANGE}(?=\s*(?:[\r\n]|$)))\s*")
_CLOSING = re.compile(rf"(?:\[\s?{_RANGE}\s?\]|#{_RANGE}#|[(（]\s?{_HOURS}\s?[)）]|(?<=[\r\n])[ \t]*{STAMP})$")


def seconds(stamp: str) -> float:
    """Return the first time of a stamp in seconds: ``00:01:12``, ``[01:12]`` and ``01:12.5`` are 72 and 72.5.

    Raises ``ValueError`` if there is no time in it.
    """
    match = _FIRST.search(stamp)
    if match is None:
        raise ValueError("no time")
    clock = match.group().replace("：", ":").replace(",", ".").replace("-", ".")
    total = 0.0
    for part in clock.split(":"):
        total = total * 60 + float(part)
    return total


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the range without white space and time stamps at its edges.

    A bare time that could be said ("we met at 12:30") stays unless it fills a line.
    """
    while True:
        size = end - start
        start, end = _without_space(text, start, end)
        if opening := _OPENING.match(text, start, min(end, start + LONGEST)):
            start = opening.end()
        tail = max(start, end - LONGEST)
        if closing := _CLOSING.search(text[tail:end]):
            end = tail + closing.start()
        if end - start == size:
            return start, end


def _without_space(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end

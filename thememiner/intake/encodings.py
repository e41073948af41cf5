"""Bytes become text: by the mark at their start, by what they can only be, or by a guess that says so."""

import codecs
import re
from typing import NamedTuple

from thememiner.errors import UndecodableFileError, UsageError
from thememiner.intake.plausibility import FREQUENT, bits

_MARKS = (  # UTF-32 first: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030"}  # what people call GBK often holds more, and all of it is GB18030
_GUESSES = ("utf-8", "gb18030", "cp950", "cp1252", "mac_roman")  # of equally plausible ones the first
_WIDE_GUESSES = ("utf-16-le", "utf-16-be")
_NAMES = {"cp950": "Big5", "gb18030": "GB18030", "cp1252": "cp1252", "mac_roman": "Mac Roman"}

_LINE_END = re.compile(r"\r\n|[\r\n]")
_BETWEEN = re.compile(rb"[\x00-\x2f]")
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_SAMPLE = 16_384  # bytes that a guess looks at
_AROUND = 16  # bytes beside what is not ASCII
_MOST_BITS = 7.5  # a byte; English and Chinese take about 5, gibberish more than 9
_ALLOWANCE = 12  # bits, for texts of a few characters
_RARITY = {"mac_roman": 8}  # bits; nothing has written it by default for twenty years
_SURE_CHARACTERS = 60
_SURE_SHARE = 0.15  # of frequent characters among all that are no ASCII; real Chinese has half
_REMEDY = "Save it as UTF-8, or name its encoding: the setting corpus.encoding, or --encoding of 'thememiner mine'."


class Decoded(NamedTuple):
    """A text, the encoding it came in, and what to tell the researcher if that was a guess."""

    text: str
    encoding: str
    note: str | None = None


def decode(data: bytes, *, place: str, encoding: str = "") -> Decoded:
    """Turn bytes into exactly the text that was saved, without its byte order mark.

    A named encoding is obeyed. Otherwise the mark at the start decides, then strict UTF-8; what is
    neither is read in the way (UTF-16, GB18030, Big5, cp1252, Mac Roman) that makes the most plausible English or
    Chinese. The note names that guess and a few words that decided; GB18030 of some length is sure and
    gets none. Line ends stay as they are, and nothing is ever replaced.

    Raises ``UndecodableFileError`` if no encoding fits, and ``UsageError`` for the name of none.
    """
    if encoding:
        return _as_named(data, encoding, place)
    for mark, marked in _MARKS:
        if data.startswith(mark):
            return Decoded(_strictly(data[len(mark) :], marked, place), marked)
    if b"\0" not in data:
        try:
            return Decoded(data.decode("utf-8"), "utf-8")
        except UnicodeDecodeError:
            pass
    return _guess(data, place)


def lines_of(text: str) -> list[str]:
    """Return the lines of a file's text without their ends: LF, CRLF or CR (U+2028 and the like may be text)."""
    return _LINE_END.split(text)


def _as_named(data: bytes, encoding: str, place: str) -> Decoded:
    try:
        name = codecs.lookup(encoding).name
        "".encode(name)  # LookupError for codecs that are not of text, such as base64
    except (LookupError, ValueError) as error:
        raise UsageError(f"there is no text encoding called {encoding!r}.", remedy="Try utf-8 or gb18030.") from error
    text = _strictly(data, _WIDER.get(name, name), place)
    return Decoded(text.removeprefix("\ufeff"), name)


def _strictly(data: bytes, encoding: str, place: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeError as error:
        line = data.count(b"\n", 0, getattr(error, "start", 0)) + 1
        what = f"cannot be read as {_name(encoding)}: line {line} holds bytes that are none."
        raise UndecodableFileError(what, place=place, remedy=_REMEDY) from error
    if "\0" in text:
        raise UndecodableFileError(
            f"holds zero characters when read as {_name(encoding)}.", place=place, remedy=_REMEDY
        )
    return text


def _guess(data: bytes, place: str) -> Decoded:
    samples = {} if b"\0" in data else {name: _telling_parts(data) for name in _GUESSES}
    if len(data) % 2 == 0:
        samples |= dict.fromkeys(_WIDE_GUESSES, data[:_SAMPLE])
    readings = {name: _leniently(sample, name) for name, sample in samples.items()}
    costs = {name: bits(reading) + _RARITY.get(name, 0) for name, reading in readings.items()}
    best = min(costs, key=lambda name: costs[name] / len(samples[name]), default=None)
    if best is None or costs[best] > _MOST_BITS * len(samples[best]) + _ALLOWANCE:
        what = f"is no plain text, or text in an encoding that could not be told{_zero_bytes(data)}."
        raise UndecodableFileError(what, place=place, remedy=_REMEDY)
    # Only the best is tried: where it fails, the next would hide that the file is damaged.
    return Decoded(_strictly(data, best, place), best, _note(readings[best], best))


def _zero_bytes(data: bytes) -> str:
    before, zero, _ = data.partition(b"\0")
    line = before.count(b"\n") + 1
    return f" (line {line} holds a zero byte)" if zero else ""


def _telling_parts(data: bytes) -> bytes:
    """Return what is not ASCII, with a little of what stands around: a file may begin with pages of ASCII."""
    parts, size, end = [], 0, 0
    while size < _SAMPLE and (found := _NOT_ASCII.search(data, end)):
        start = max(end, found.start() - _AROUND)
        # No encoding has a byte below that of the digit 0 inside a character: a part may end behind one.
        whole = _BETWEEN.search(data, found.start())
        behind = whole.end() if whole else len(data)
        following = _NOT_ASCII.search(data, behind, behind + _AROUND)
        end = following.start() if following else min(behind + _AROUND, len(data))
        parts.append(data[start:end])
        size += end - start
    return b"".join(parts)[:_SAMPLE]


def _leniently(sample: bytes, encoding: str) -> str:
    # Not final: the end of the sample may cut a character apart, the end of the file may not.
    return codecs.getincrementaldecoder(encoding)(errors="replace").decode(sample, final=len(sample) < _SAMPLE)


def _note(reading: str, encoding: str) -> str | None:
    telling = [character for character in reading if not character.isascii()]
    frequent = sum(character in FREQUENT for character in telling)
    if encoding == "gb18030" and len(telling) >= _SURE_CHARACTERS and frequent >= _SURE_SHARE * len(telling):
        return None
    words = dict.fromkeys(re.findall(r"[A-Za-z]{0,12}[^\x00-\x7f]{1,6}[A-Za-z]{0,12}", reading))
    deciding = f" ({', '.join(list(words)[:3])})" if words else ""
    return f"encoding guessed: {_name(encoding)}{deciding}; the setting corpus.encoding names another."


def _name(encoding: str) -> str:
    return _NAMES.get(encoding, encoding.upper())

"""Decoding of text files: by byte order mark, as UTF-8, or by the most plausible English or Chinese encoding."""

import codecs
import functools
import re
import unicodedata
from collections import Counter
from typing import NamedTuple

from thememiner.errors import UndecodableFileError, UsageError

_BYTE_ORDER_MARKS = (  # UTF-32 first: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030"}  # GB18030 contains GBK, and files called GBK often use more of it
_GUESSES = ("utf-8", "gb18030", "cp950", "cp1252", "mac_roman")  # the first of equally plausible encodings is used
_WIDE_GUESSES = ("utf-16-le", "utf-16-be")
_NAMES = {"cp950": "Big5", "gb18030": "GB18030", "cp1252": "cp1252", "mac_roman": "Mac Roman"}
_LINE_END = re.compile(r"\r\n|[\r\n]")
_BETWEEN = re.compile(rb"[\x00-\x2f]")
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_SAMPLE = 16_384  # bytes used for a guess
_AROUND = 16  # bytes around what is not ASCII
_MOST_BITS = 7.5  # bits a byte; English and Chinese take about 5, wrong readings more than 9
_ALLOWANCE = 12  # bits, for texts of a few characters
_RARITY = {"mac_roman": 8}  # extra bits, because it has not been a default for twenty years
_SURE_CHARACTERS = 60
_SURE_SHARE = 0.15  # of frequent characters among those that are not ASCII; Chinese text has about half
_REMEDY = "Save it as UTF-8, or name its encoding: the setting corpus.encoding, or --encoding of 'thememiner mine'."
# These characters are about two thirds of spoken Chinese: simplified, and traditional where it differs.
FREQUENT = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家"
    "种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日者意无力它与长把机十民"
    "第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应向头文体美相见被利什二等产或新己制身果加月话合回特"
    "代内信表化老给位次度门任常先通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活更别打女变四神总何电数安"
    "少报才结反受目太量再感建务做接必场件计管期市直资命指许区保至形社便空决治展科五基眼书非则听白却界达光放强即像难且"
    "权思完设式色路记品住告类求据程边死该交规万取望觉共确传师观清今切院让识候带运吗呢吧啊哦嗯哈谢您妈爸吃病医护帮友爱"
    "來個們這說時會對於過發後裡種經麼學現當沒動還進樣開從實無與長機關點業將兩間問應頭體見產話門兒東聲員論處義幾認條氣"
    "題別變總電數報結務場計區決書則聽達強難權設記類據邊該規萬覺確傳師觀讓識帶運嗎謝媽醫護幫愛"
)
_PUNCTUATION_MARKS = frozenset("，。、；：？！（）《》「」『』“”‘’…—–·•～　")
_LETTERS = frozenset("àâäåæçèéêëíïñóôöøùúüßÀÇÈÉÊÑÖÜÄÅ")
_PLAIN_CONTROLS = frozenset("\t\n\r\f\v\x15\x1a\x1b")  # 0x15 sets off the times in CHAT transcripts
_CJK = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
_CAPITAL, _SMALL = "À-ÖØ-ÞŒŠŽŸ", "ß-öø-ÿœšž"
_LETTER = f"A-Za-z{_CAPITAL}{_SMALL}"
_MISFITS = (
    (re.compile(f"(?<=[a-z{_SMALL}])[{_CAPITAL}]|(?<=[A-Z])[{_CAPITAL}](?=[a-z])"), 12),  # cafÉ, IÕm
    (re.compile(f"[{_SMALL}](?=[A-Z])"), 8),  # ìHello
    (re.compile(f"(?<![{_LETTER}])[{_CAPITAL}{_SMALL}](?![{_LETTER}])"), 8),  # 3ñ4
    (re.compile(f"[{_CAPITAL}{_SMALL}](?=[{_CAPITAL}{_SMALL}])"), 8),  # ÄãºÃ
    (re.compile(r"(?<=\w)[“«]|[“«](?=\s)"), 6),  # a“ b
    (re.compile("(?<=[a-z])–(?=[a-z])"), 6),  # se–or
    (re.compile(f"(?<![{_CJK}])[{_CJK}](?![{_CJK}])"), 14),  # paid ＃ for
    (re.compile(f"(?<=[A-Za-z])[{_CJK}]"), 6),  # caf閟: Chinese next to English letters is possible but rare
    (re.compile(f"[{_CJK}](?=[A-Za-z])"), 6),
)


class Decoded(NamedTuple):
    """A decoded text, its encoding, and a note for the researcher if the encoding was guessed."""

    text: str
    encoding: str
    note: str | None = None


def decode(data: bytes, *, place: str, encoding: str = "") -> Decoded:
    """Decode bytes without their byte order mark. Line ends are kept and no character is replaced.

    A given ``encoding`` is used. Otherwise the byte order mark decides, then strict UTF-8. Other bytes are decoded with
    the encoding (UTF-16, GB18030, Big5, cp1252 or Mac Roman) that gives the most plausible English or Chinese. A note
    states such a guess with a few words that it is based on; longer GB18030 text is certain and has no note.

    Raises ``UndecodableFileError`` if no encoding fits, and ``UsageError`` for an unknown ``encoding``.
    """
    if encoding:
        return _decode_as_named(data, encoding, place)
    for mark, marked in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return Decoded(_decode_strictly(data[len(mark) :], marked, place), marked)
    if b"\0" not in data:
        try:
            return Decoded(data.decode("utf-8"), "utf-8")
        except UnicodeDecodeError:
            pass
    return _guess(data, place)


def split_lines(text: str) -> list[str]:
    """Return the lines of a text without their ends: LF, CRLF or CR. Other separators such as U+2028 are text."""
    return _LINE_END.split(text)


def _decode_as_named(data: bytes, encoding: str, place: str) -> Decoded:
    try:
        name = codecs.lookup(encoding).name
        "".encode(name)  # LookupError for codecs that do not encode text, such as base64
    except (LookupError, ValueError) as error:
        raise UsageError(f"unknown text encoding {encoding!r}.", remedy="Try utf-8 or gb18030.") from error
    text = _decode_strictly(data, _WIDER.get(name, name), place)
    return Decoded(text.removeprefix("\ufeff"), name)


def _decode_strictly(data: bytes, encoding: str, place: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeError as error:
        line = data.count(b"\n", 0, getattr(error, "start", 0)) + 1
        what = f"cannot be read as {_name(encoding)}: line {line} has bytes that are not valid in it."
        raise UndecodableFileError(what, place=place, remedy=_REMEDY) from error
    if "\0" in text:
        raise UndecodableFileError(
            f"contains NUL characters when read as {_name(encoding)}.", place=place, remedy=_REMEDY
        )
    return text


def _guess(data: bytes, place: str) -> Decoded:
    samples = {} if b"\0" in data else {name: _sample_non_ascii(data) for name in _GUESSES}
    if len(data) % 2 == 0:
        samples |= dict.fromkeys(_WIDE_GUESSES, data[:_SAMPLE])
    readings = {name: _decode_sample(sample, name) for name, sample in samples.items()}
    costs = {name: estimate_bits(reading) + _RARITY.get(name, 0) for name, reading in readings.items()}
    best = min(costs, key=lambda name: costs[name] / len(samples[name]), default=None)
    if best is None or costs[best] > _MOST_BITS * len(samples[best]) + _ALLOWANCE:
        what = f"is not plain text, or its encoding could not be detected{_describe_zero_byte(data)}."
        raise UndecodableFileError(what, place=place, remedy=_REMEDY)
    # Only the best encoding is tried: if it fails, the file is damaged, which another one could hide.
    return Decoded(_decode_strictly(data, best, place), best, _note_guess(readings[best], best))


def _describe_zero_byte(data: bytes) -> str:
    before, zero, _ = data.partition(b"\0")
    line = before.count(b"\n") + 1
    return f" (line {line} has a zero byte)" if zero else ""


def _sample_non_ascii(data: bytes) -> bytes:
    """Return the parts that are not ASCII, with a few bytes around them: a file may begin with pages of ASCII."""
    parts, size, end = [], 0, 0
    while size < _SAMPLE and (found := _NOT_ASCII.search(data, end)):
        start = max(end, found.start() - _AROUND)
        # No encoding has a byte below the digit 0 inside a character, so a part may end after such a byte.
        whole = _BETWEEN.search(data, found.start())
        behind = whole.end() if whole else len(data)
        following = _NOT_ASCII.search(data, behind, behind + _AROUND)
        end = following.start() if following else min(behind + _AROUND, len(data))
        parts.append(data[start:end])
        size += end - start
    return b"".join(parts)[:_SAMPLE]


def _decode_sample(sample: bytes, encoding: str) -> str:
    # The end of a sample may split a character; the end of a file may not.
    return codecs.getincrementaldecoder(encoding)(errors="replace").decode(sample, final=len(sample) < _SAMPLE)


def _note_guess(reading: str, encoding: str) -> str | None:
    others = [character for character in reading if not character.isascii()]
    frequent = sum(character in FREQUENT for character in others)
    if encoding == "gb18030" and len(others) >= _SURE_CHARACTERS and frequent >= _SURE_SHARE * len(others):
        return None
    words = dict.fromkeys(re.findall(r"[A-Za-z]{0,12}[^\x00-\x7f]{1,6}[A-Za-z]{0,12}", reading))
    deciding = f" ({', '.join(list(words)[:3])})" if words else ""
    return f"encoding guessed: {_name(encoding)}{deciding}; the setting corpus.encoding names another."


def _name(encoding: str) -> str:
    return _NAMES.get(encoding, encoding.upper())


def estimate_bits(text: str) -> float:
    """Return about how many bits the text takes in a simple language model; fewer bits are more plausible.

    The model has costs of single characters, low for frequent ones, and of unlikely neighbours. Plausible text takes
    about 5 bits for an ASCII character and 10 for a Chinese one. Takes linear time.
    """
    written = sum(_bits_of_character(character) * count for character, count in Counter(text).items())
    return written + sum(cost * len(pattern.findall(text)) for pattern, cost in _MISFITS)


@functools.cache
def _bits_of_character(character: str) -> int:
    if character.isascii():
        return 5 if character.isprintable() or character in _PLAIN_CONTROLS else 30
    if character in _PUNCTUATION_MARKS:
        return 8
    if character in FREQUENT or character in _LETTERS:
        return 9
    if "\u4e00" <= character <= "\u9fff":
        return _bits_of_chinese_character(character)
    return _bits_of_other_character(character)


def _bits_of_other_character(character: str) -> int:
    if character == "\ufffd" or unicodedata.category(character) in {"Cc", "Cn", "Co", "Cs"}:
        return 40
    is_western_or_wide = character <= "\xff" or "\u3000" <= character <= "\u303f" or "\uff00" <= character <= "\uffef"
    return 13 if is_western_or_wide else 20


def _bits_of_chinese_character(character: str) -> int:
    """Return the bits of a Chinese character by its level in GB 2312 and Big5, which list everyday characters first."""
    levels = (
        _leading_byte(character, "gb2312") in range(0xB0, 0xD8),
        _leading_byte(character, "big5") in range(0xA4, 0xC7),
    )
    if any(levels):
        return 13
    return 19 if _leading_byte(character, "gb2312") or _leading_byte(character, "big5") else 24


def _leading_byte(character: str, encoding: str) -> int:
    encoded = character.encode(encoding, errors="ignore")
    return encoded[0] if encoded else 0

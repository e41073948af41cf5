"""How plausible a text is as English or Chinese writing: the bits it takes to write it down."""

import functools
import re
import unicodedata
from collections import Counter

# The characters that make up some two thirds of spoken Chinese, Simplified and, where they differ, Traditional.
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
_MARKS = frozenset("，。、；：？！（）《》「」『』“”‘’…—–·•～　")
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
    (re.compile(f"(?<=[A-Za-z])[{_CJK}]"), 6),  # caf閟: Chinese words do stand beside English ones, but seldom
    (re.compile(f"[{_CJK}](?=[A-Za-z])"), 6),
)


def bits(text: str) -> float:
    """Return roughly how many bits it takes to write the text down: the fewer, the more plausible.

    A model of single characters (frequent ones are cheap) and of neighbours that seldom meet. Plausible
    writing takes 5 bits or so an ASCII character and 10 a Chinese one. The time is linear.
    """
    written = sum(_bits(character) * count for character, count in Counter(text).items())
    return written + sum(cost * len(pattern.findall(text)) for pattern, cost in _MISFITS)


@functools.cache
def _bits(character: str) -> int:
    if character.isascii():
        return 5 if character.isprintable() or character in _PLAIN_CONTROLS else 30
    if character in _MARKS:
        return 8
    if character in FREQUENT or character in _LETTERS:
        return 9
    if "\u4e00" <= character <= "\u9fff":
        return _bits_of_han(character)
    return _bits_of_others(character)


def _bits_of_others(character: str) -> int:
    if character == "\ufffd" or unicodedata.category(character) in {"Cc", "Cn", "Co", "Cs"}:
        return 40
    is_western_or_wide = character <= "\xff" or "\u3000" <= character <= "\u303f" or "\uff00" <= character <= "\uffef"
    return 13 if is_western_or_wide else 20


def _bits_of_han(character: str) -> int:
    """Rate by the level in the national standards: both put the characters of daily use first."""
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

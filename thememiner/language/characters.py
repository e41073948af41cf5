"""Chinese characters: radicals read as characters, and traditional characters converted to simplified ones."""

import re
import unicodedata
from functools import cache
from typing import Any

HAN = "\u2e80-\u2ef3\u2f00-\u2fd5\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
"""Ranges of Chinese characters, including radicals, 々 and 〇, for a character class of a regular expression."""

_HAN = re.compile(f"[{HAN}]")
_NOT_UNIFIED = re.compile("[\u2e80-\u2ef3\u2f00-\u2fd5\u3038-\u303a\uf900-\ufaff\U0002f800-\U0002fa1f]")
"""Radicals, and compatibility ideographs."""
_RADICALS = (
    "⺁⺂⺃⺄⺅⺆⺈⺉⺊⺋⺌⺍⺎⺏⺐⺒⺓⺔⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺫⺬⺭⺯⺰⺱⺲⺳⺴⺶⺹⺺⺻⺼⺽"
    "⺾⺿⻀⻁⻂⻃⻄⻅⻆⻈⻉⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳"
)
_CHARACTERS_OF_RADICALS = (
    "厂乛乚乙亻冂刀刂卜㔾小小兀尣尢巳幺彑忄㣺扌攵旡日月歺母民氵氺灬爫爫丬牛犭王目示礻糹纟罓罒㓁冗羊耂肀聿肉臼"
    "艹艹艹虎衤覀西见角讠贝车辶辶辶邑钅長镸长门阝雨青韦页风飞食飠饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
_UNIFIED = dict(zip(_RADICALS, _CHARACTERS_OF_RADICALS, strict=True))
"""The radicals of the supplement, which Unicode does not decompose, and their characters.

Source: Unicode Character Database, EquivalentUnifiedIdeograph.txt.
"""

_VARIANTS = {
    "妳": "你",
    "牠": "它",
    "祂": "他",
    "甚么": "什么",
    "衞": "卫",
    "喺": "在",
    "裏": "里",
    "裡": "里",
    "唔系": "不是",
}
"""Forms of Taiwan and Hong Kong that OpenCC leaves, in its output, and the mainland's; both have the same length."""
_CANTONESE_WORDS = {
    **dict(zip("佢嘅咗冇嚟哋𠮶嗰咁啲睇畀俾啱攞谂瞓仲唔", "他的了没来们那那这些看给给对拿想睡还不", strict=True)),
    "乜嘢": "什么",
    "而家": "现在",
    "边度": "哪里",
    "边个": "哪个",
    "点解": "为何",
    "点样": "怎样",
    "钟意": "喜欢",
    "呢个": "这个",
    "呢度": "这里",
    "呢啲": "这些",
    "嗰度": "那里",
    "𠮶度": "那里",
    "唔系": "不是",
    "系咪": "是否",
    "唔该": "谢谢",
    "唔好": "不要",
    "我系": "我是",
    "佢系": "他是",
    "你系": "你是",
    "就系": "就是",
    "但系": "但是",
    "都系": "都是",
    "真系": "真是",
}
"""Words of written Cantonese; they are replaced where a character that only Cantonese has is near."""
_CANTONESE = re.compile("[佢嘅咗冇嚟哋𠮶嗰咁啲睇喺嘢]|唔(?:系|该|知|会|使|得|想|好|同|到)")
_CANTONESE_WORD = re.compile("|".join(sorted(_CANTONESE_WORDS, key=len, reverse=True)))
_VARIANT = re.compile("|".join(_VARIANTS))
_REGIONAL = re.compile("[著佢嘅咗冇嚟哋𠮶嗰咁啲睇嘢唔妳牠祂衞喺裏裡]|甚么")
_ASPECT = re.compile(
    "(?<![显昭卓名原巨编论专译遗拙所土新知])(?<!合(?!著[眼手双嘴]))"
    "著(?![者述称录]|名(?![单字片册牌额词])|作(?![业文])|书立说)"
)
"""著 as a particle or in words such as 着急; not in words for writing and fame (著名, 著作, 显著, 名著)."""


def has_han(text: str) -> bool:
    """Return whether a text has a Chinese character."""
    return _HAN.search(text) is not None


def unify_ideographs(text: str) -> str:
    """Return the text with radicals and compatibility ideographs replaced by the characters that look like them.

    ``⼈`` (U+2F08) becomes ``人`` (U+4EBA). Length and positions stay.
    """
    return _NOT_UNIFIED.sub(_unify, text)


def _unify(match: re.Match[str]) -> str:
    character = match.group()
    return _UNIFIED.get(character) or unicodedata.normalize("NFKC", character)


def to_simplified(text: str) -> str:
    """Return the text in simplified characters as they are written on the mainland, with the same length and positions.

    OpenCC converts whole words; if that changes the length, each character is converted by itself. Then the forms of
    Taiwan and Hong Kong that it leaves are replaced: 妳 by 你, 甚么 by 什么, the particle 著 by 着 (睡著, but not
    著名), and common words of written Cantonese by those of Mandarin (佢哋 by 他们).
    """
    text = unify_ideographs(text)
    convert = _converter().convert
    whole = str(convert(text))
    if len(whole) != len(text):
        whole = "".join(str(convert(c)) if has_han(c) else c for c in text)
    return _replace_variants(whole)


def _replace_variants(simplified: str) -> str:
    """Replace regional forms in a text that OpenCC has converted."""
    if not _REGIONAL.search(simplified):
        return simplified
    if _CANTONESE.search(simplified):
        simplified = _CANTONESE_WORD.sub(lambda found: _CANTONESE_WORDS[found[0]], simplified)
    simplified = _ASPECT.sub("着", simplified)
    return _VARIANT.sub(lambda found: _VARIANTS[found[0]], simplified)


@cache
def _converter() -> Any:  # noqa: ANN401 - OpenCC ships no types
    import opencc  # noqa: PLC0415 - reads its dictionaries

    return opencc.OpenCC("t2s")

"""Symbols of fonts of pictures, such as Wingdings, as the Unicode characters that look like them."""

from types import MappingProxyType
from typing import Final

_WINGDINGS = MappingProxyType(
    {
        0x4A: "☺",
        0x4B: "😐",
        0x4C: "☹",
        0x46: "☞",
        0x45: "☜",
        0x47: "☝",
        0x48: "☟",
        0x43: "👍",
        0x44: "👎",
        0x59: "♥",
        0x28: "☎",
        0x29: "✆",
        0x2A: "✉",
        0x36: "⌛",
        0x52: "☼",
        0x54: "❄",
        0xAB: "★",
        0xB6: "☆",
        0xFC: "✔",
        0xFB: "✘",
        0xFE: "☑",
        0xFD: "☒",
        0xA8: "◻",
        0x6F: "☐",
        0x71: "❑",
        0x72: "❒",
        0x6E: "■",
        0x6C: "●",
        0xA7: "▪",
        0x9F: "•",
        0x9E: "·",
        0x76: "❖",
        0xD8: "➢",
        0x75: "◆",
        0x77: "⬥",
        0xA1: "○",
        0xDF: "←",
        0xE0: "→",
        0xE1: "↑",
        0xE2: "↓",
        0xE7: "⬅",
        0xE8: "➔",
        0xE9: "⬆",
        0xEA: "⬇",
        0xF3: "⬄",
    }
)
_GREEK: Final = dict(
    zip(
        "abgdezhqiklmnxoprstufcywABGDEZHQIKLMNXOPRSTUFCYW",
        "αβγδεζηθικλμνξοπρστυφχψωΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ",
        strict=True,
    )
)
_SYMBOL = MappingProxyType(
    {
        **{ord(latin): greek for latin, greek in _GREEK.items()},
        0xB7: "•",
        0xAE: "→",
        0xAC: "←",
        0xAD: "↑",
        0xAF: "↓",
        0xDE: "⇒",
        0xA3: "≤",
        0xB3: "≥",
        0xB1: "±",
        0xB4: "×",
        0xB8: "÷",
        0xB9: "≠",
        0xBB: "≈",
        0xA5: "∞",
        0xB0: "°",
        0xA9: "♥",
        0x2D: "−",
        0xBC: "…",
    }
)
_FONTS = MappingProxyType({"wingdings": _WINGDINGS, "symbol": _SYMBOL})
_PRIVATE, _PRIVATE_END = 0xE000, 0xF900
_FIRST_SYMBOL = 0xF000
_LAST = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)
_LONGEST = 8


def read_symbol(font: str, code: str) -> str:
    """Return the character for a code in hexadecimal digits; an empty string if it is not known.

    Fonts of pictures have their symbols in the private area from U+F000; other codes are those of Unicode.
    """
    try:
        number = int(code[:_LONGEST], 16)
    except ValueError:
        return ""
    symbols = _FONTS.get(font.strip().casefold())
    own = number - _FIRST_SYMBOL if _FIRST_SYMBOL <= number < _PRIVATE_END else number
    if symbols is not None and own <= 0xFF:  # noqa: PLR2004 - these fonts have one byte a symbol
        is_same = font.strip().casefold() == "symbol" and chr(own).isascii() and not chr(own).isalpha() and own > 0x1F  # noqa: PLR2004 - control characters
        return symbols.get(own) or (chr(own) if is_same else "")
    if not 0x20 <= number <= _LAST or _PRIVATE <= number < _PRIVATE_END or number in _SURROGATES:  # noqa: PLR2004 - control characters
        return ""
    return chr(number)

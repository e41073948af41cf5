"""Numbers in Chinese characters as digits."""

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}


def in_digits(word: str) -> str | None:
    """Return a number of two or more Chinese characters as digits ("九十二": "92"); None for what is no one number."""
    if len(word) < 2 or any(c not in _DIGITS and c not in _UNITS and c not in _MYRIADS for c in word):  # noqa: PLR2004 - two
        return None
    if word[0] not in _DIGITS and word[0] != "十":
        return None  # 千万 is "by all means", 万一 "in case"
    if all(c in _DIGITS for c in word):
        # A year or a telephone number is read digit by digit; 五六 is "five or six".
        return "".join(str(_DIGITS[c]) for c in word) if len(word) > 2 else None  # noqa: PLR2004 - two
    return _value(word)


def _value(word: str) -> str | None:
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
    # What is said last counts the next lower place: 两万五 is 25,000, and only 零 makes it a five.
    place = (_UNITS | _MYRIADS).get(word[-2], 10) // 10
    return str(total + section + (digit or 0) * place)

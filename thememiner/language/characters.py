"""Traditional characters read as simplified ones, for tools that know only these."""

from functools import cache

from thememiner.language.word_lists import words


def simplified(text: str) -> str:
    """Return the text with common traditional characters replaced one for one: length and positions stay.

    Good enough to find words by; no conversion to print (it does not choose between 发 of 發 and of 髮).
    """
    return text.translate(_table())


@cache
def _table() -> dict[int, str]:
    return {ord(pair[0]): pair[1] for pair in words("traditional")}

"""Parts of English sentences: numbers, lists of names, verb forms, quotation marks, full stops."""

import math
import re
import shlex
from collections.abc import Iterable, Sequence

MOST_LISTED = 5
LONGEST_NAME = 40
"""Characters. In a table without header, a longer "name" may be text of a transcript, which messages must not show."""
_READ_IN_DOUBLE_QUOTES = re.compile(r'["$`!]|\\\\|\\$')
"""What a shell reads as more than a character within double quotes; of backslashes, two or one at the end."""


def inflect(count: int, singular: str, plural: str) -> str:
    """Return the form of a word that goes with a count: ``inflect(1, "is", "are")`` is ``is``."""
    return singular if count == 1 else plural


def join_names(names: Sequence[str]) -> str:
    """Return names as a list within a sentence: ``a, b and c``."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def list_some(names: Iterable[object], *, most: int = MOST_LISTED) -> str:
    """Return the first names, and how many more there are: ``a, b, c, d, e and 40 more``.

    Names of more than ``LONGEST_NAME`` characters are replaced by ``…``.
    """
    texts = [str(name) for name in names]
    first = ", ".join(hide_long_name(text) for text in texts[:most])
    return first + (f" and {len(texts) - most:,} more" if len(texts) > most else "")


def list_lines(numbers: Sequence[int]) -> str:
    """Return numbers of lines of a file: ``line 3``, or ``lines 3, 7, 8, 9, 12 and 40 more``."""
    return f"{inflect(len(numbers), 'line', 'lines')} {list_some(numbers)}"


def hide_long_name(name: str) -> str:
    """Return a name, or ``…`` if it is so long that it may be text of a transcript."""
    return name if len(name) <= LONGEST_NAME else "…"


def quote_for_shell(name: object) -> str:
    """Return a name or path as one word of a command that people copy: ``"Jane Doe"``.

    Double quotes are read by every shell. Names that a shell would change within them get those of ``shlex.quote``.
    """
    text = str(name)
    return shlex.quote(text) if _READ_IN_DOUBLE_QUOTES.search(text) else f'"{text}"'


def capitalize_first(text: str) -> str:
    """Return a text with its first letter in upper case; the other letters stay as they are."""
    return text[:1].upper() + text[1:]


def end_sentence(text: str) -> str:
    """Return a text that ends with a full stop, unless it ends with ``.``, ``。``, ``!`` or ``?``."""
    return text if text.endswith((".", "。", "!", "?")) else f"{text}."


def add_quotation_marks(quote: str) -> str:
    """Return a quote in double quotation marks; one that contains such marks is returned as it is."""
    return quote if "“" in quote or "”" in quote else f"“{quote}”"


def format_number(number: int) -> str:
    """Return an integer with thousands separators: ``12,345``."""
    return f"{number:,}"


def format_count(count: int, noun: str) -> str:
    """Return a count with its noun, in the plural unless the count is one: ``1 unit``, ``2,000 units``."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def format_percent(part: int, whole: int) -> str:
    """Return a share in whole percent: ``67 %``.

    ``100 %`` is printed only for all of the whole and ``0 %`` only for none of it; otherwise ``> 99 %`` and ``< 1 %``.
    A share of nothing is ``n/a``.
    """
    if whole == 0:
        return "n/a"
    if 0 < 100 * part < whole:
        return "< 1 %"
    if 0 < 100 * (whole - part) < whole:
        return "> 99 %"
    return f"{100 * part / whole:.0f} %"


def format_score(value: float | None) -> str:
    """Return a score with two decimals, ``1.00`` only if it is exactly one; ``n/a`` if it is undefined."""
    if value is None or math.isnan(value):
        return "n/a"
    text = f"{min(value, 0.99) if value < 1 else value:.2f}"
    return "0.00" if text == "-0.00" else text.replace("-", "−")


def format_apa_score(value: float | None) -> str:
    """Return a score from 0 to 1 without leading zero, as in APA style: ``.81``; ``not measured`` if undefined."""
    return "not measured" if value is None else format_score(value).removeprefix("0")


def format_range(low: float | None, high: float | None) -> str:
    """Return the two ends of a range of scores: ``0.31 to 0.70``; an empty string if one of them is unknown."""
    return "" if low is None or high is None else f"{format_score(low)} to {format_score(high)}"


def format_points(value: float | None) -> str:
    """Return a difference of two shares (-1 to 1) in percentage points: ``+17``, ``−5``; ``n/a`` if undefined."""
    if value is None:
        return "n/a"
    points = round(100 * value)
    return f"{'+' if points > 0 else '−' if points < 0 else ''}{abs(points)}"


def round_score(value: float | None) -> float | None:
    """Return a score rounded to three decimals, as tables hold it; None if it is undefined."""
    return None if value is None else round(float(value), 3)

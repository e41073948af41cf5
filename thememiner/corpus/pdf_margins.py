"""What a page of a PDF has beside its text: running heads, page numbers and numbers of lines, if they are certain."""

import re
from collections.abc import Sequence
from typing import NamedTuple

_NUMBER = re.compile(r"\d{1,6}")
_FEWEST_PAGES = 3
_FEWEST_LINES = 10
"""So many consecutive numbers, each alone on a line at the end of a page, are numbers of lines."""
_MOST_EDGES = 3
_OF_LABELS = re.compile("[:：\\]】]")

Page = Sequence[str]


class Cleaned(NamedTuple):
    """The lines of each page without its margins, and how many lines were left out."""

    pages: list[Page]
    heads: int
    line_numbers: int


def without_margins(pages: Sequence[Page]) -> Cleaned:
    """Leave out what stands on every page and is no text.

    Numbers of lines: consecutive numbers at the end of a page, at least ten on one of the pages. Running heads and
    page numbers: the first or the last line, if there are three pages or more and it is the same on every page
    but for numbers that grow by one. A line that could begin a turn stays.
    """
    stripped = [_strip_blank(page) for page in pages]
    numbered, line_numbers = _without_line_numbers(stripped)
    cleaned, heads = numbered, 0
    for edge in (0, -1):
        for _ in range(_MOST_EDGES):
            if not _is_margin([page[edge] if page else "" for page in cleaned]):
                break
            cleaned = [_strip_blank(page[1:] if edge == 0 else page[:-1]) for page in cleaned]
            heads += len(cleaned)
    return Cleaned(cleaned, heads, line_numbers)


def _strip_blank(page: Page) -> Page:
    filled = [index for index, line in enumerate(page) if line.strip()]
    return page[filled[0] : filled[-1] + 1] if filled else ()


def _without_line_numbers(pages: Sequence[Page]) -> tuple[list[Page], int]:
    counts = [_trailing_numbers(page) for page in pages]
    ends = {page[-1].strip() for page, count in zip(pages, counts, strict=True) if count >= _FEWEST_LINES}
    counts = [count if page and page[-1].strip() in ends else 0 for page, count in zip(pages, counts, strict=True)]
    left = [_strip_blank(page[: len(page) - count]) for page, count in zip(pages, counts, strict=True)]
    return left, sum(counts)


def _trailing_numbers(page: Page) -> int:
    """Return how many lines at the end hold nothing but a number each, one more than that before it."""
    count, following = 0, None
    for line in reversed(page):
        written = line.strip()
        if not _NUMBER.fullmatch(written) or (following is not None and int(written) != following - 1):
            break
        count, following = count + 1, int(written)
    return count


def _is_margin(lines: Sequence[str]) -> bool:
    """Say whether lines of all pages are one, but for numbers that are those of the pages."""
    patterns = {_NUMBER.sub("0", " ".join(line.split())) for line in lines}
    if len(lines) < _FEWEST_PAGES or len(patterns) != 1 or "" in patterns:
        return False
    if _OF_LABELS.search(lines[0]):
        return False
    columns = zip(*([int(number) for number in _NUMBER.findall(line)] for line in lines), strict=True)
    return all(_is_constant_or_counts(column) for column in columns)


def _is_constant_or_counts(numbers: Sequence[int]) -> bool:
    return any(all(n == numbers[0] + step * i for i, n in enumerate(numbers)) for step in (0, 1))

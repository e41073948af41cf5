"""A text in blocks: headings, paragraphs, quotations and tables, whatever file they end up in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; the title of the text has level 0."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text, or with ``is_note`` a remark in smaller print."""

    text: str
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class Quotation:
    """Somebody's words, and whose they are."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table under a row of headings."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    """Shares of the page's width."""


Block = Heading | Paragraph | Quotation | Grid

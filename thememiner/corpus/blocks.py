"""Paragraphs of a word processor's file: their text, and which of them are headings."""

from collections.abc import Iterable
from typing import NamedTuple

from thememiner.corpus.turns import Span

HEADINGS = ("heading", "title", "subtitle", "标题", "副标题")
"""How the names of a heading's styles begin, in lower case."""


class Block(NamedTuple):
    """A paragraph, or a row of a table."""

    text: str
    heading: bool = False


def text_of(blocks: Iterable[Block]) -> str:
    """Return the text of a file: its blocks joined by line ends."""
    return "\n".join(block.text for block in blocks)


def heading_spans(blocks: Iterable[Block]) -> list[Span]:
    """Return where the headings stand in the text of a file."""
    spans, at = [], 0
    for block in blocks:
        if block.heading:
            spans.append((at, at + len(block.text)))
        at += len(block.text) + 1
    return spans

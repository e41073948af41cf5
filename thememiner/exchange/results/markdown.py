"""Texts as Markdown: what people said stays text, whatever marks are in it."""

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from thememiner.exchange.results.blocks import Block, Grid, Heading, Paragraph, Quotation
from thememiner.exchange.results.gathering import Results
from thememiner.exchange.results.text import results_text
from thememiner.exchange.results.wording import in_marks
from thememiner.exchange.safe_cells import pictured
from thememiner.records import Loss
from thememiner.storage import write_bytes

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~$&])")
_LINE_MARKS = re.compile(r"^(\s*)([-+=>]|\d+(?=[.)]))", re.MULTILINE)
_LINE_END = re.compile(r"\r\n|\r|\n")


def write_results_markdown(results: Results, path: Path) -> tuple[Loss, ...]:
    """Write themes with quotes as a Markdown file (UTF-8), and return what it cannot hold. Raises ``StorageError``."""
    blocks = tuple(results_text(results))
    write_bytes(path, as_markdown(blocks).encode())
    return pictured_losses(blocks)


def as_markdown(blocks: Iterable[Block]) -> str:
    """Return blocks as Markdown; every mark in a text is escaped."""
    return "\n\n".join(_WRITERS[type(block)](block) for block in blocks) + "\n"


def pictured_losses(blocks: Iterable[Block]) -> tuple[Loss, ...]:
    """Return how many texts have characters that are shown as pictures of themselves."""
    texts = (text for block in blocks for text in _texts(block))
    changed = sum(pictured(text) != text for text in texts)
    return (Loss("texts with control characters, which are shown as pictures of them", changed),) if changed else ()


def _texts(block: Block) -> Iterable[str]:
    if isinstance(block, Grid):
        return (cell for row in block.rows for cell in row)
    return (block.text, block.source) if isinstance(block, Quotation) else (block.text,)


def _heading(block: Heading) -> str:
    return f"{'#' * (block.level + 1)} {_in_line(block.text)}"


def _paragraph(block: Paragraph) -> str:
    return f"*{_in_line(block.text)}*" if block.is_note else _text(block.text)


def _quotation(block: Quotation) -> str:
    quoted = _text(in_marks(block.text)).replace("\n", "\n> ")
    return f"> {quoted}\n>\n> — {_in_line(block.source)}"


def _grid(block: Grid) -> str:
    lines = (block.columns, ("---",) * len(block.columns), *block.rows)
    return "\n".join(
        f"| {' | '.join(cells if number == 1 else map(_in_line, cells))} |" for number, cells in enumerate(lines)
    )


def _text(text: str) -> str:
    """Return text whose line ends stay line ends."""
    escaped = _LINE_MARKS.sub(r"\1\\\2", _MARKS.sub(r"\\\1", _LINE_END.sub("\n", pictured(text))))
    return escaped.replace("\n", "\\\n")


def _in_line(text: str) -> str:
    return _MARKS.sub(r"\\\1", " ".join(pictured(text).split()))


_WRITERS: Mapping[type, Callable[..., str]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Quotation: _quotation,
    Grid: _grid,
}

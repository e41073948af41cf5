"""A text in blocks: headings, paragraphs, quotations and tables, whatever file they end up in.

Themes told in the manner of a results section: what was found, how much is behind it, and in whose words.
Texts as Markdown: what people said stays text, whatever marks are in it.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from thememiner.exchange.results.run_results import (
    CAUTION,
    MEANINGS,
    Results,
    counted,
    evidence,
    in_marks,
    listed,
    plain,
    share_of_one,
)
from thememiner.exchange.spreadsheets import pictured
from thememiner.records import Loss, Quote, Theme
from thememiner.storage import write_bytes

MOST_QUOTES = 3
"""Of a theme without sub-themes, or a sub-theme; the workbook has them all."""
MOST_KEYWORDS = 8
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~$&])")
_LINE_MARKS = re.compile(r"^(\s*)([-+=>]|\d+(?=[.)]))", re.MULTILINE)
_LINE_END = re.compile(r"\r\n|\r|\n")


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


def results_text(results: Results) -> Iterator[Block]:
    """Yield the text: an overview, each theme with its sub-themes and quotes, what has no theme, comparisons, notes."""
    yield Heading("Candidate themes", 0)
    yield from _overview(results)
    for theme in results.run.themes:
        yield from _theme(theme, results, level=1)
    yield from _without_theme(results)
    for heading, sentences in results.sentences:
        yield Heading(heading, 1)
        yield Paragraph(" ".join(sentences))
    yield Heading("What the figures mean", 1)
    for meaning in MEANINGS:
        yield Paragraph(meaning, is_note=True)


def _overview(results: Results) -> Iterator[Block]:
    run, subthemes = results.run, sum(len(theme.subthemes) for theme in results.run.themes)
    found = f"{counted(len(run.themes), 'candidate theme')} with {counted(subthemes, 'sub-theme')}"
    material = [counted(len(results.kept), "meaning unit")]
    if results.who == "participants":
        material.append(counted(len(results.participants), "participant"))
    material.append(counted(len(run.documents), "document"))
    program = f"{run.manifest['program']} {run.manifest['version']}"
    yield Paragraph(f"{program} proposed {found}. It read {listed(material)}.")
    yield Paragraph(CAUTION, is_note=True)
    if run.themes:
        rows = tuple(
            (
                *(theme.theme_id, theme.name, f"{theme.units:,}"),
                f"{theme.participants if results.who == 'participants' else theme.documents:,}",
                share_of_one(theme.stability),
            )
            for theme in results.themes.values()
        )
        yield Grid(("Id", "Theme", "Units", results.who.capitalize(), "Stability"), rows, (10, 40, 12, 22, 16))


def _theme(theme: Theme, results: Results, *, level: int) -> Iterator[Block]:
    yield Heading(f"{theme.theme_id} {theme.name}", level)
    kind = "theme" if level == 1 else "sub-theme"
    # A theme that is not divided stands for its only sub-theme.
    below = theme.subthemes if len(theme.subthemes) > 1 else ()
    parts = f" It has {counted(len(below), 'sub-theme')}." if below else ""
    words = f" Key words: {', '.join(theme.keywords[:MOST_KEYWORDS])}." if theme.keywords else ""
    yield Paragraph(f"The candidate {kind} “{theme.name}” ({evidence(theme, results)}).{parts}{words}")
    if not below:
        for quote in theme.quotes[:MOST_QUOTES]:
            yield Quotation(quote.text, _source(quote, results))
    for subtheme in below:
        yield from _theme(subtheme, results, level=level + 1)


def _source(quote: Quote, results: Results) -> str:
    person = quote.participant or results.places[quote.doc_id].speaker(quote.start)
    where = f"{quote.doc_id}, line {results.line(quote.doc_id, quote.start):,}"
    return f"{person}, {where}" if person else where


def _without_theme(results: Results) -> Iterator[Block]:
    """Say how many units belong nowhere, and why: deviant cases are found among them."""
    without = results.kept[results.kept["theme_id"].isna()]
    yield Heading("Units without theme", 1)
    if without.empty:
        yield Paragraph("Every unit that took part belongs to a theme.")
        return
    share = f"{100 * len(without) / len(results.kept):.0f} %"
    verb = "belongs" if len(without) == 1 else "belong"
    told = f"{counted(len(without), 'unit')} of {len(results.kept):,} ({share}) {verb} to no theme."
    yield Paragraph(f"{told} Deviant cases are found among them; the workbook lists each with its reason.")
    reasons = Counter(reason or "not told" for reason in plain(without["reason"]))
    rows = tuple((reason, f"{count:,}") for reason, count in sorted(reasons.items(), key=lambda one: (-one[1], one[0])))
    yield Grid(("Why", "Units"), rows, (80, 20))


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

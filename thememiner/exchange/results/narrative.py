"""Themes in the style of a results section: blocks of text for any file format, and as Markdown."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from thememiner.exchange.project_building import make_losses
from thememiner.exchange.results.coder_themes import CoderThemes
from thememiner.exchange.results.run_results import (
    CAUTION,
    CODER_EXPLANATIONS,
    Results,
    describe_code_evidence,
    describe_evidence,
    to_python_values,
)
from thememiner.exchange.spreadsheets import show_control_characters
from thememiner.phrasing import (
    add_quotation_marks,
    count_persons,
    describe_decisions,
    end_sentence,
    format_apa_score,
    format_count,
    format_percent,
    format_share,
    inflect,
    join_names,
    name_decision,
)
from thememiner.records import Loss, Quote, Theme
from thememiner.storage import write_bytes

MAX_QUOTES = 3
"""Quotes per theme without sub-themes, and per sub-theme; the workbook has all quotes."""
MAX_KEYWORDS = 8
_DEEPEST = 5
"""The deepest level of a heading."""
_MARKDOWN_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~$&])")
_LINE_START_MARKS = re.compile(r"^(\s*)([-+=>]|\d+(?=[.)]))", re.MULTILINE)
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; the title of the text has level 0."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text, or a remark in smaller print (``is_note``)."""

    text: str
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation and its source."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table under a row of headings."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    """Widths of the columns in percent of the page's width."""


Block = Heading | Paragraph | Quotation | Table


def compose_results(results: Results) -> Iterator[Block]:
    """Yield the text: overview, themes with sub-themes and quotes, units without theme, comparisons, explanations.

    Of chosen coders, it is the text on their codes.
    """
    for shown in results.shown:
        yield from _compose_proposal(results) if shown.is_proposal else _compose_coding(shown, results)
    yield from _compose_decisions(results)
    for heading, sentences in results.sentences:
        yield Heading(heading, 1)
        yield Paragraph(" ".join(sentences))
    yield Heading("What the figures mean", 1)
    of_people = not all(one.is_proposal for one in results.shown)
    parts = (*(results.figure_explanations if results.has_proposal else ()), *(CODER_EXPLANATIONS if of_people else ()))
    for meaning in dict.fromkeys(parts):
        yield Paragraph(meaning, is_note=True)


def _compose_proposal(results: Results) -> Iterator[Block]:
    yield Heading("Candidate themes", 0)
    yield from _compose_overview(results)
    for theme in results.run.themes:
        yield from _compose_theme(theme, results, level=1)
    yield from _compose_unassigned(results)


def _compose_decisions(results: Results) -> Iterator[Block]:
    """Yield what a consensus meeting decided, with the comments that were written."""
    if not results.decisions:
        return
    commented = [one for one in results.decisions if one.comment or one.decided_by]
    texts = dict(zip(results.run.units["unit_id"], results.run.units["text"], strict=True))
    yield Heading("Decisions of the consensus meeting", 1)
    listed = "These have a comment; the workbook lists all." if commented else "The workbook lists them."
    yield Paragraph(f"{describe_decisions(results.run.manifest['consensus'])} {listed}")
    if commented:
        rows = tuple((texts[one.unit_id], name_decision(one), one.comment, one.decided_by) for one in commented)
        yield Table(("Passage", "Decision", "Comment", "Decided by"), rows, (40, 20, 28, 12))


def _compose_coding(shown: CoderThemes, results: Results) -> Iterator[Block]:
    """Yield the codes of a person, each with its counts, its description and some quotes."""
    coder, segments = shown.coding.coder, shown.coding.segments
    places = len(segments.drop_duplicates(["doc_id", "start", "end"]))
    codes = f"{format_count(len(shown.by_id), 'code')}, {len(shown.themes):,} of them at the top level"
    yield Heading(f"Codes of {coder}", 0)
    given = f"{coder} has {codes}, and coded {format_count(places, 'passage')}."
    counted = f"In what {coder} read, {count_persons(shown.persons)} have meaning units."
    yield Paragraph(" ".join([given, *shown.matrix.notes, counted]))
    rows = tuple(
        (shown.label(one.theme_id) or one.name, f"{one.units:,}", f"{one.participants:,}")
        for one in shown.by_id.values()
    )
    yield Table(("Code", "Coded segments", f"{results.case_noun.capitalize()}s"), rows, (60, 20, 20))
    for theme in shown.themes:
        yield from _compose_code(theme, shown, results, level=1)


def _compose_code(theme: Theme, shown: CoderThemes, results: Results, *, level: int) -> Iterator[Block]:
    yield Heading(theme.name, min(level, _DEEPEST))
    what = f" {end_sentence(text)}" if (text := shown.descriptions.get(theme.theme_id)) else ""
    yield Paragraph(f"The code “{theme.name}” ({describe_code_evidence(theme, shown)}).{what}")
    if not theme.subthemes:
        for quote in theme.quotes:
            yield Quotation(quote.text, _describe_source(quote, results))
    for below in theme.subthemes:
        yield from _compose_code(below, shown, results, level=level + 1)


def _compose_overview(results: Results) -> Iterator[Block]:
    run, subthemes = results.run, sum(len(theme.subthemes) for theme in results.run.themes)
    themes = f"{format_count(len(run.themes), 'candidate theme')} with {format_count(subthemes, 'sub-theme')}"
    material = [format_count(len(results.kept), "meaning unit")]
    if results.has_participants:
        material.append(format_count(results.case_count, "participant"))
    material.append(format_count(len(run.documents), "document"))
    program = f"{run.manifest['program']} {run.manifest['version']}"
    yield Paragraph(f"{program} proposed {themes}. It read {join_names(material)}. {results.silent}".rstrip())
    yield Paragraph(CAUTION, is_note=True)
    if run.themes:
        rows = tuple(
            (
                *(theme.theme_id, theme.name, f"{theme.units:,}"),
                f"{results.count_cases(theme):,}",
                *([_count_asked(theme, results)] if results.asked else []),
                format_apa_score(theme.stability),
            )
            for theme in results.themes.values()
        )
        asked = ["Of those asked"] if results.asked else []
        columns = ("Id", "Theme", "Units", f"{results.case_noun.capitalize()}s", *asked, "Stability")
        yield Table(columns, rows, (10, 34, 10, 16, 16, 14) if asked else (10, 40, 12, 22, 16))


def _count_asked(theme: Theme, results: Results) -> str:
    asked = results.asked.get(theme.theme_id)
    return format_share(asked.share) if asked else ""


def _compose_theme(theme: Theme, results: Results, *, level: int) -> Iterator[Block]:
    yield Heading(f"{theme.theme_id} {theme.name}", level)
    kind = "theme" if level == 1 else "sub-theme"
    # A theme with a single sub-theme is not divided and shown without it.
    below = theme.subthemes if len(theme.subthemes) > 1 else ()
    parts = f" It has {format_count(len(below), 'sub-theme')}." if below else ""
    words = f" Key words: {', '.join(theme.keywords[:MAX_KEYWORDS])}." if theme.keywords else ""
    yield Paragraph(f"The candidate {kind} “{theme.name}” ({describe_evidence(theme, results)}).{parts}{words}")
    if not below:
        for quote in theme.quotes[:MAX_QUOTES]:
            yield Quotation(quote.text, _describe_source(quote, results))
    for subtheme in below:
        yield from _compose_theme(subtheme, results, level=level + 1)


def _describe_source(quote: Quote, results: Results) -> str:
    person = quote.participant or results.documents[quote.doc_id].speaker_at(quote.start)
    place = f"{quote.doc_id}, line {results.line_at(quote.doc_id, quote.start):,}"
    return f"{person}, {place}" if person else place


def _compose_unassigned(results: Results) -> Iterator[Block]:
    """Yield how many units have no theme, and why; deviant cases can be among them."""
    without = results.kept[results.kept["theme_id"].isna()]
    yield Heading("Units without theme", 1)
    if without.empty:
        yield Paragraph("Every unit that took part belongs to a theme.")
        return
    count, kept = len(without), len(results.kept)
    units = f"{format_count(count, 'unit')} of {kept:,} ({format_percent(count, kept)})"
    yield Paragraph(
        f"{units} {inflect(count, 'belongs', 'belong')} to no theme. Deviant cases can be found among them; the "
        "workbook lists each with its reason."
    )
    reasons = Counter(reason or "unknown" for reason in to_python_values(without["reason"]))
    rows = tuple((reason, f"{count:,}") for reason, count in sorted(reasons.items(), key=lambda one: (-one[1], one[0])))
    yield Table(("Why", "Units"), rows, (80, 20))


def write_results_markdown(results: Results, path: Path) -> tuple[Loss, ...]:
    """Write themes with quotes as a Markdown file (UTF-8); return what that cannot hold. Raises ``StorageError``."""
    blocks = tuple(compose_results(results))
    write_bytes(path, to_markdown(blocks).encode())
    return count_character_losses(blocks)


def to_markdown(blocks: Iterable[Block]) -> str:
    """Return blocks as Markdown; special characters in texts are escaped."""
    return "\n\n".join(_FORMATTERS[type(block)](block) for block in blocks) + "\n"


def count_character_losses(blocks: Iterable[Block]) -> tuple[Loss, ...]:
    """Return the number of texts in which control characters are replaced by pictures, as a loss."""
    texts = (text for block in blocks for text in _list_texts(block))
    changed = sum(show_control_characters(text) != text for text in texts)
    return make_losses({"texts with control characters, which are shown as pictures of them": changed})


def _list_texts(block: Block) -> Iterable[str]:
    if isinstance(block, Table):
        return (cell for row in block.rows for cell in row)
    return (block.text, block.source) if isinstance(block, Quotation) else (block.text,)


def _format_heading(block: Heading) -> str:
    return f"{'#' * (block.level + 1)} {_escape_line(block.text)}"


def _format_paragraph(block: Paragraph) -> str:
    return f"*{_escape_line(block.text)}*" if block.is_note else _escape_text(block.text)


def _format_quotation(block: Quotation) -> str:
    quoted = _escape_text(add_quotation_marks(block.text)).replace("\n", "\n> ")
    return f"> {quoted}\n>\n> — {_escape_line(block.source)}"


def _format_table(block: Table) -> str:
    lines = (block.columns, ("---",) * len(block.columns), *block.rows)
    return "\n".join(
        f"| {' | '.join(cells if number == 1 else map(_escape_line, cells))} |" for number, cells in enumerate(lines)
    )


def _escape_text(text: str) -> str:
    """Return text with its line ends as hard line breaks."""
    clean = _LINE_END.sub("\n", show_control_characters(text))
    escaped = _LINE_START_MARKS.sub(r"\1\\\2", _MARKDOWN_MARKS.sub(r"\\\1", clean))
    return escaped.replace("\n", "\\\n")


def _escape_line(text: str) -> str:
    return _MARKDOWN_MARKS.sub(r"\\\1", " ".join(show_control_characters(text).split()))


_FORMATTERS: Mapping[type, Callable[..., str]] = {
    Heading: _format_heading,
    Paragraph: _format_paragraph,
    Quotation: _format_quotation,
    Table: _format_table,
}

"""Themes told in the manner of a results section: what was found, how much is behind it, and in whose words."""

from collections import Counter
from collections.abc import Iterator

from thememiner.exchange.results.blocks import Block, Grid, Heading, Paragraph, Quotation
from thememiner.exchange.results.gathering import Results, plain
from thememiner.exchange.results.wording import CAUTION, MEANINGS, counted, evidence, listed, share_of_one
from thememiner.records import Quote, Theme

MOST_QUOTES = 3
"""Of a theme without sub-themes, or a sub-theme; the workbook has them all."""
MOST_KEYWORDS = 8


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

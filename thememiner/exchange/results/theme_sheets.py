"""Themes as tables: who says how much of each, representative quotes, and the units that belong to none."""

from collections import Counter

from thememiner.exchange.results.gathering import Results, plain, rounded
from thememiner.exchange.sheets import Sheet, SheetColumn
from thememiner.records import NOT_KNOWN

QUOTED = ("participant", "document", "line", "start", "end", "text")


def matrix_sheet(results: Results, *, subthemes: bool = False) -> Sheet:
    """Return the kept units of each participant (rows) in each theme, or sub-theme (columns), and in none.

    A unit counts with its first code, so that rows add up. Where no participant is known, rows are documents.
    """
    tops = results.run.themes
    shown = [child for theme in tops for child in theme.subthemes] if subthemes else list(tops)
    carried = plain(results.kept["subtheme_id" if subthemes else "theme_id"])
    counts = Counter(zip(results.persons, carried, strict=True))
    totals = Counter(results.persons)
    people = [*results.participants, *([NOT_KNOWN] if totals[NOT_KNOWN] else [])]
    known = results.run.participants if results.who == "participants" else {}
    attributes = sorted({name for one in known.values() for name in one})
    rows = tuple(
        (
            person,
            *(known.get(person, {}).get(name) for name in attributes),
            *(counts[person, theme.theme_id] for theme in shown),
            counts[person, None],
            totals[person],
        )
        for person in people
    )
    return Sheet(
        title=f"{results.who.capitalize()} x {'sub-themes' if subthemes else 'themes'}",
        columns=(
            SheetColumn(results.who[:-1], 18),
            *(SheetColumn(name, 14) for name in attributes),
            *(SheetColumn(f"{theme.theme_id} {theme.name}", 16) for theme in shown),
            *(SheetColumn("no theme", 10), SheetColumn("all units", 10)),
        ),
        rows=rows,
    )


def quotes_sheet(results: Results) -> Sheet:
    """Return the representative quotes of each theme and sub-theme, the most representative first."""
    rows = tuple(
        (
            *(theme_id, theme.name, number, quote.participant, quote.doc_id),
            *(results.line(quote.doc_id, quote.start), quote.start, quote.end, quote.text),
        )
        for theme_id, theme in results.themes.items()
        for number, quote in enumerate(theme.quotes, 1)
    )
    names = (("theme id", 10), ("theme", 28), ("quote", 7), *zip(QUOTED, (14, 20, 7, 8, 8, 80), strict=True))
    return Sheet("Quotes", tuple(SheetColumn(name, width) for name, width in names), rows)


def unassigned_sheet(results: Results) -> Sheet:
    """Return every unit that belongs to no theme, with the reason: those that took part first, then those set aside."""
    units = results.run.units
    without = units[units["theme_id"].isna()].sort_values("kept", ascending=False, kind="stable")
    columns = [plain(without[name]) for name in ("participant", "speaker", "doc_id", "start", "end", "text")]
    told = zip(
        plain(without["kept"]),
        plain(without["reason"]),
        plain(without["nearest_subtheme_id"]),
        plain(without["nearest_membership"]),
        strict=True,
    )
    rows = tuple(
        (
            *(participant or speaker, doc_id, results.line(doc_id, start), start, end, text),
            *("unassigned" if kept else "set aside", reason, results.labelled(nearest), rounded(membership)),
        )
        for (participant, speaker, doc_id, start, end, text), (kept, reason, nearest, membership) in zip(
            zip(*columns, strict=True), told, strict=True
        )
    )
    names = (
        *zip(QUOTED, (14, 20, 7, 8, 8, 70), strict=True),
        *(("standing", 12), ("reason", 28), ("nearest sub-theme", 28), ("membership in it", 12)),
    )
    return Sheet("Without theme", tuple(SheetColumn(name, width) for name, width in names), rows)

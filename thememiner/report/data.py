"""Everything the page shows, made from a run: sections as records, and what its scripts need as plain data.

What the page's scripts read: the figure, the units that the page shows, and the passages around them.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Any

from thememiner.records import Extension, Run
from thememiner.report.comparison import ComparisonView, comparison_views, units_behind
from thememiner.report.disagreements import DisagreementsView, disagreements_view
from thememiner.report.flags import FlagCount, flag_counts, flags_of
from thememiner.report.formatting import WHOLE, Extent
from thememiner.report.methods import is_consensus, methods_sentences
from thememiner.report.overview import Overview, Prevalence, Table, attributes, documents, overview, prevalence
from thememiner.report.prevalence import Breakdown, breakdown
from thememiner.report.provenance import Provenance, provenance
from thememiner.report.quotes import MediaTimes, pieces, plain
from thememiner.report.saturation import SaturationView, saturation_view
from thememiner.report.score_table import CeilingView, ceiling_view
from thememiner.report.themes import (
    BY_CONSENSUS,
    BY_DENSITY,
    ThemeView,
    UnitList,
    stability_summary,
    stability_told,
    theme_views,
)
from thememiner.report.unassigned import Triage, set_aside_lists, triage
from thememiner.report.unit_map import UnitMap, unit_map
from thememiner.report.verdicts import remarks


def script_data(run: Run, drawn: UnitMap, cited: AbstractSet[str], extent: Extent = WHOLE) -> dict[str, Any]:
    """Return plain data for JSON; the first units are the points of the map, then come others that the page cites.

    Points are numbered as in the figure. Positions are code points of the document's text.
    """
    points = set(drawn.rows)
    others = [row for row, unit in enumerate(run.units["unit_id"]) if unit in cited and row not in points]
    units = run.units.iloc[[*drawn.rows, *others]]
    times = MediaTimes(run.documents)
    places = list(zip(plain(units["doc_id"]), plain(units["start"]), plain(units["end"]), strict=True))
    spans: dict[str, list[tuple[int, int]]] = {}
    for document, start, end in places:
        spans.setdefault(document, []).append((start, end))
    shown = [document for document in run.documents if document.doc_id in spans]
    numbers = {document.doc_id: number for number, document in enumerate(shown)}
    return {
        "figure": drawn.figure,
        "points": len(drawn.rows),
        "units": {
            "id": plain(units["unit_id"]),
            "document": [numbers[document] for document, _, _ in places],
            "start": [start for _, start, _ in places],
            "end": [end for _, _, end in places],
            "time": [times.at(document, start) for document, start, _ in places],
            "participant": plain(units["participant"]),
            "speaker": plain(units["speaker"]),
            "kept": plain(units["kept"]),
            "theme": plain(units["theme_id"]),
            "subtheme": plain(units["subtheme_id"]),
            "second": plain(units["second_subtheme_id"]),
            "reason": plain(units["reason"]),
        },
        "documents": [
            {
                "name": document.doc_id,
                "pieces": [asdict(piece) for piece in pieces(document, spans[document.doc_id], extent.turns)],
            }
            for document in shown
        ],
        "themes": {theme.theme_id: theme.name for top in run.themes for theme in (top, *top.subthemes)},
    }


@dataclass(frozen=True, slots=True)
class Page:
    """The report, section by section, in the order in which it is read."""

    summary: str
    extension: Extension | None
    """What new interviews did, if the run extends another."""
    comparisons: tuple[ComparisonView, ...]
    remarks: tuple[str, ...]
    """What helps to read the comparisons' sentences."""
    ceiling: tuple[CeilingView, ...]
    """How far people agree among themselves, the finest level first."""
    disagreements: DisagreementsView | None
    overview: Overview
    stability: tuple[str, ...]
    """How many sub-themes are stable, and what that means."""
    measured: bool
    """Whether stability is known of any."""
    flags: tuple[FlagCount, ...]
    """How many sub-themes one language, document, participant or question carries."""
    attributes: Table
    documents: Table
    themes: tuple[ThemeView, ...]
    membership: str
    """What the membership of a unit means."""
    map: UnitMap
    prevalence: Prevalence
    subtheme_prevalence: Prevalence
    breakdown: Breakdown
    saturation: SaturationView | None
    triage: Triage
    set_aside: tuple[UnitList, ...]
    provenance: Provenance
    methods: tuple[str, ...]
    script_data: Mapping[str, Any]
    """What the page's scripts read: the figure, the units shown, the passages around them."""


def page_of(run: Run, extent: Extent = WHOLE) -> Page:
    """Return what the page shows of a run."""
    flags = flags_of(run)
    themes, drawn = theme_views(run, flags, extent), unit_map(run, extent)
    open_units, set_aside = triage(run, extent), set_aside_lists(run, extent)
    cited = _cited(themes, (*(group.units for group in open_units.groups), *set_aside))
    disputed = disagreements_view(run)
    cited |= {one.unit.unit_id for one in disputed.entries} if disputed else set()
    behind = units_behind(run, cited | set(run.units["unit_id"].iloc[list(drawn.rows)]), extent)
    return Page(
        summary=run.manifest["summary"],
        extension=run.extension,
        comparisons=comparison_views(run, behind),
        remarks=remarks(run.comparisons, run.ceiling),
        ceiling=tuple(map(ceiling_view, run.ceiling[::-1])),
        disagreements=disputed,
        overview=overview(run),
        stability=stability_told(run),
        measured=bool(stability_summary(run.themes)),
        flags=flag_counts(run.themes, flags),
        attributes=attributes(run, extent),
        documents=documents(run, extent),
        themes=themes,
        membership=BY_CONSENSUS if is_consensus(run) else BY_DENSITY,
        map=drawn,
        prevalence=prevalence(run, extent),
        subtheme_prevalence=prevalence(run, extent, subthemes=True),
        breakdown=breakdown(run),
        saturation=saturation_view(run.saturation),
        triage=open_units,
        set_aside=set_aside,
        provenance=provenance(run),
        methods=methods_sentences(run),
        script_data={
            **script_data(run, drawn, cited.union(*behind.units), extent),
            "cells": behind.units,
        },
    )


def _cited(themes: Iterable[ThemeView], lists: Iterable[UnitList]) -> set[str]:
    """Return the ids of the units that the page quotes or lists."""
    views = [view for top in themes for view in (top, *top.subthemes)]
    quoted = (quote.unit_id for view in views for quote in view.quotes)
    # Units with a second code, or near to one, are listed under their first, but there the list may be cut.
    own = chain.from_iterable((view.listed, view.also, view.borderline) for view in views)
    listed = (unit.unit_id for part in (*lists, *own) for unit in part.shown)
    return set(chain(quoted, listed))

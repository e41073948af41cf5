"""Everything the page shows, made from a run: sections as records, and what its scripts need as plain data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from thememiner.records import Run
from thememiner.report.agreement import ComparisonView, comparison_views
from thememiner.report.concentration import concentration_summary
from thememiner.report.map import UnitMap, unit_map
from thememiner.report.methods import methods_sentences
from thememiner.report.overview import Overview, overview
from thememiner.report.people import Prevalence, Table, attributes, documents, prevalence
from thememiner.report.provenance import Provenance, provenance
from thememiner.report.script_data import script_data
from thememiner.report.themes import ThemeView, UnitList, set_aside_lists, theme_views, unassigned_lists
from thememiner.report.verdicts import remarks


@dataclass(frozen=True, slots=True)
class Page:
    """The report, section by section, in the order in which it is read."""

    summary: str
    comparisons: tuple[ComparisonView, ...]
    remarks: tuple[str, ...]
    """What helps to read the comparisons' sentences."""
    overview: Overview
    concentration: tuple[str, ...]
    """How many sub-themes one language, document or participant carries."""
    attributes: Table
    documents: Table
    themes: tuple[ThemeView, ...]
    map: UnitMap
    prevalence: Prevalence
    subtheme_prevalence: Prevalence
    unassigned: tuple[UnitList, ...]
    set_aside: tuple[UnitList, ...]
    provenance: Provenance
    methods: tuple[str, ...]
    script_data: Mapping[str, Any]
    """What the page's scripts read: the figure, the units shown, the passages around them."""


def page_of(run: Run) -> Page:
    """Return what the page shows of a run."""
    themes, unassigned, set_aside, drawn = theme_views(run), unassigned_lists(run), set_aside_lists(run), unit_map(run)
    return Page(
        summary=run.manifest["summary"],
        comparisons=comparison_views(run),
        remarks=remarks(run.comparisons),
        overview=overview(run),
        concentration=concentration_summary(run),
        attributes=attributes(run),
        documents=documents(run),
        themes=themes,
        map=drawn,
        prevalence=prevalence(run),
        subtheme_prevalence=prevalence(run, subthemes=True),
        unassigned=unassigned,
        set_aside=set_aside,
        provenance=provenance(run),
        methods=methods_sentences(run),
        script_data=script_data(run, drawn, _cited(themes, (*unassigned, *set_aside))),
    )


def _cited(themes: Iterable[ThemeView], lists: Iterable[UnitList]) -> set[str]:
    """Return the ids of the units that the page quotes or lists."""
    views = [view for top in themes for view in (top, *top.subthemes)]
    quoted = (quote.unit_id for view in views for quote in view.quotes)
    listed = (unit.unit_id for part in (*lists, *(view.listed for view in views)) for unit in part.shown)
    return set(chain(quoted, listed))

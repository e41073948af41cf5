"""Everything that the page shows, made from a run: a record for each section, and plain data for its scripts."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Any

from thememiner.comparison import Alignments, comparison_settings
from thememiner.phrasing import CONSENSUS_MEMBERSHIP, DENSITY_MEMBERSHIP, reading_hints
from thememiner.records import Extension, Run
from thememiner.report.comparison import ComparisonView, build_comparison_views, choose_overlap_units
from thememiner.report.disagreements import DisagreementsView, build_disagreements_view
from thememiner.report.flags import FlagCount, count_flags, flag_groups
from thememiner.report.formatting import FULL_LIMITS, PageLimits
from thememiner.report.methods import compose_methods_paragraphs, is_consensus
from thememiner.report.overview import (
    Overview,
    ParticipantCounts,
    SpeakersView,
    Table,
    build_attribute_table,
    build_document_table,
    build_overview,
    build_participant_counts,
    build_speakers_view,
)
from thememiner.report.prevalence import Breakdown, GuideView, build_breakdown, build_guide_view, read_guide
from thememiner.report.provenance import Provenance, build_provenance
from thememiner.report.quotes import MediaTimes, cut_turn_parts, to_list
from thememiner.report.saturation import SaturationView, build_saturation_view
from thememiner.report.score_table import HumanAgreementView, build_human_agreement_view
from thememiner.report.themes import (
    ThemeView,
    UnitList,
    build_theme_views,
    explain_stability,
    summarize_stability,
)
from thememiner.report.unassigned import Triage, build_triage, list_set_aside
from thememiner.report.unit_map import UnitMap, build_unit_map


def build_script_data(
    run: Run, drawn: UnitMap, cited: AbstractSet[str], limits: PageLimits = FULL_LIMITS
) -> dict[str, Any]:
    """Return what the page's scripts read, ready for JSON: the map, the units on the page and the turns around them.

    The first units are the points of the map, in its order; then come other units that the page cites. Positions are
    code points of the document's text.
    """
    points = set(drawn.rows)
    others = [row for row, unit in enumerate(run.units["unit_id"]) if unit in cited and row not in points]
    units = run.units.iloc[[*drawn.rows, *others]]
    times = MediaTimes(run.documents)
    places = list(zip(to_list(units["doc_id"]), to_list(units["start"]), to_list(units["end"]), strict=True))
    spans: dict[str, list[tuple[int, int]]] = {}
    for document, start, end in places:
        spans.setdefault(document, []).append((start, end))
    shown = [document for document in run.documents if document.doc_id in spans]
    numbers = {document.doc_id: number for number, document in enumerate(shown)}
    return {
        "figure": drawn.figure,
        "points": len(drawn.rows),
        "units": {
            "id": to_list(units["unit_id"]),
            "document": [numbers[document] for document, _, _ in places],
            "start": [start for _, start, _ in places],
            "end": [end for _, _, end in places],
            "time": [times.at(document, start) for document, start, _ in places],
            "participant": to_list(units["participant"]),
            "speaker": to_list(units["speaker"]),
            "kept": to_list(units["kept"]),
            "theme": to_list(units["theme_id"]),
            "subtheme": to_list(units["subtheme_id"]),
            "second": to_list(units["second_subtheme_id"]),
            "reason": to_list(units["reason"]),
        },
        "documents": [
            {
                "name": document.doc_id,
                "pieces": [asdict(piece) for piece in cut_turn_parts(document, spans[document.doc_id], limits.turns)],
            }
            for document in shown
        ],
        "themes": {theme.theme_id: theme.name for top in run.themes for theme in (top, *top.subthemes)},
    }


@dataclass(frozen=True, slots=True)
class Page:
    """The report, section by section, in reading order."""

    summary: str
    extension: Extension | None
    """What new interviews changed, if the run extends another."""
    comparisons: tuple[ComparisonView, ...]
    remarks: tuple[str, ...]
    """Sentences that help to read the comparisons."""
    ceiling: tuple[HumanAgreementView, ...]
    """How far people agree among themselves, the finest level first."""
    disagreements: DisagreementsView | None
    overview: Overview
    stability: tuple[str, ...]
    """Sentences on how many sub-themes are stable, and what that means."""
    measured: bool
    """Whether the stability of any theme is known."""
    flags: tuple[FlagCount, ...]
    """How many sub-themes are dominated by one language, document, participant or question."""
    guide: GuideView
    speakers: SpeakersView | None
    """Who was taken for whom; None if no turn has a label."""
    attributes: Table
    documents: Table
    themes: tuple[ThemeView, ...]
    membership: str
    """A sentence on what the membership of a unit means."""
    map: UnitMap
    prevalence: ParticipantCounts
    subtheme_prevalence: ParticipantCounts
    breakdown: Breakdown
    saturation: SaturationView | None
    triage: Triage
    set_aside: tuple[UnitList, ...]
    provenance: Provenance
    methods: tuple[str, ...]
    script_data: Mapping[str, Any]
    """What the page's scripts read, see ``build_script_data``."""


def build_page(run: Run, limits: PageLimits = FULL_LIMITS) -> Page:
    """Return everything that the page shows of a run, within limits."""
    guide = read_guide(run)
    asked = guide.asked if guide else {}
    flags = flag_groups(run, guide)
    themes, drawn = build_theme_views(run, flags.of_groups, limits, asked), build_unit_map(run, limits)
    open_units, set_aside = build_triage(run, limits), list_set_aside(run, limits)
    cited = _cited(themes, (*(group.units for group in open_units.groups), *set_aside))
    alignments = Alignments(run.units, min_overlap=comparison_settings(run).min_overlap)
    open_disagreements = build_disagreements_view(run, alignments)
    cited |= open_disagreements.unit_ids if open_disagreements else frozenset()
    overlap_units = choose_overlap_units(
        run, cited | set(run.units["unit_id"].iloc[list(drawn.rows)]), limits, alignments
    )
    return Page(
        summary=run.manifest["summary"],
        extension=run.extension,
        comparisons=build_comparison_views(run, overlap_units),
        remarks=reading_hints(run.comparisons, run.ceiling),
        ceiling=tuple(map(build_human_agreement_view, run.ceiling[::-1])),
        disagreements=open_disagreements,
        overview=build_overview(run),
        stability=explain_stability(run),
        measured=bool(summarize_stability(run.themes)),
        flags=count_flags(run.themes, flags),
        guide=build_guide_view(run, guide),
        speakers=build_speakers_view(run, limits),
        attributes=build_attribute_table(run, limits),
        documents=build_document_table(run, limits),
        themes=themes,
        membership=CONSENSUS_MEMBERSHIP if is_consensus(run) else DENSITY_MEMBERSHIP,
        map=drawn,
        prevalence=build_participant_counts(run, limits, asked),
        subtheme_prevalence=build_participant_counts(run, limits, asked, subthemes=True),
        breakdown=build_breakdown(run),
        saturation=build_saturation_view(run.saturation),
        triage=open_units,
        set_aside=set_aside,
        provenance=build_provenance(run),
        methods=compose_methods_paragraphs(run),
        script_data={
            **build_script_data(run, drawn, cited.union(*overlap_units.units), limits),
            "cells": overlap_units.units,
        },
    )


def _cited(themes: Iterable[ThemeView], lists: Iterable[UnitList]) -> set[str]:
    """Return the ids of the units that the page quotes or lists."""
    views = [view for top in themes for view in (top, *top.subthemes)]
    quoted = (quote.unit_id for view in views for quote in view.quotes)
    # Units with a second code are also listed under their first code, but that list may be cut.
    own = chain.from_iterable((view.listed, view.also, view.borderline) for view in views)
    listed = (unit.unit_id for part in (*lists, *own) for unit in part.shown)
    return set(chain(quoted, listed))

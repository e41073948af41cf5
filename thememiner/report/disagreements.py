"""The disagreements that the page lists, how to filter them, and the decisions of a consensus meeting."""

from collections.abc import Iterable
from dataclasses import dataclass

from thememiner.comparison import Alignments, find_disagreements
from thememiner.phrasing import (
    describe_decisions,
    describe_disagreements,
    describe_left_out_units,
    name_decision,
    sort_by_units,
)
from thememiner.records import Code, Coding, CodingKind, Disagreement, Disagreements, Run, Theme
from thememiner.report.quotes import Citation, CitationBuilder

MOST_LISTED = 50
"""Disagreements on the page; ``thememiner disagreements`` writes a table of all of them."""
MOST_DECISIONS = 200
"""Decisions on the page; the table of decisions in the run folder has all of them."""


@dataclass(frozen=True, slots=True)
class ShownCode:
    """A code as the page names it, and the anchor on the page where it is shown, if it is."""

    name: str
    target: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A disagreement on the page; numbers are indices of the lists of ``DisagreementsView``."""

    unit: Citation
    before: str
    after: str
    first: tuple[ShownCode, ...]
    second: tuple[ShownCode, ...]
    reason: str
    instructive: float
    codes: tuple[int, ...]
    person: int
    document: int


@dataclass(frozen=True, slots=True)
class DecisionEntry:
    """A decision of a consensus meeting on the page."""

    unit: Citation
    codes: str
    """The codes in words."""
    comment: str
    decided_by: str
    reason: str
    """Why the program had decided as it did."""


@dataclass(frozen=True, slots=True)
class DecisionsView:
    """What a consensus meeting decided, with the reasons that it wrote down."""

    summary: str
    """What became of the rows of its table."""
    entries: tuple[DecisionEntry, ...]
    """Decisions with a comment or a name come first."""
    left_out: int
    """The number of decisions that the page does not show."""


@dataclass(frozen=True, slots=True)
class DisagreementsView:
    """The most instructive disagreements between a person, or a consensus of people, and the program."""

    summary: str
    """On how many units the two disagree, without full stop."""
    coder: str
    left_out: tuple[str, ...]
    """Sentences on the units that are left out."""
    total: int
    entries: tuple[Entry, ...]
    codes: tuple[ShownCode, ...]
    people: tuple[str, ...]
    documents: tuple[str, ...]
    others: tuple[str, ...]
    """Other coders, whose disagreements with the program are not listed."""
    decisions: DecisionsView | None
    """What was decided, if the coder is a consensus with decisions in the run."""

    @property
    def unit_ids(self) -> frozenset[str]:
        """The ids of the units that are listed."""
        decided = [one.unit for one in self.decisions.entries] if self.decisions else []
        return frozenset(unit.unit_id for unit in (*(one.unit for one in self.entries), *decided))


def build_disagreements_view(run: Run, alignments: Alignments | None = None) -> DisagreementsView | None:
    """Return the disagreements of the consensus, if there is one, else of the person who coded the most units.

    None if no manual coding was compared with the program's. ``alignments`` are of the run's units.
    """
    proposal = next((coding for coding in run.codings if coding.is_proposal), None)
    others = {coding.coder: coding for coding in run.codings if not coding.is_proposal}
    compared = [one.reference for one in sort_by_units(run.comparisons) if one.proposed_kind is CodingKind.PROPOSAL]
    coders = [coder for coder in dict.fromkeys(compared) if coder in others]
    if not coders or proposal is None:
        return None
    latest = run.comparisons[-1].reference
    chosen = latest if "consensus" in run.manifest and latest in coders else coders[0]
    found = find_disagreements(others[chosen], proposal, run, alignments=alignments)
    return _view(run, found, (others[chosen], proposal), tuple(coder for coder in coders if coder != chosen))


def _view(run: Run, found: Disagreements, codings: tuple[Coding, Coding], others: tuple[str, ...]) -> DisagreementsView:
    first, second = codings
    listed = found.found[:MOST_LISTED]
    themes = {theme.theme_id: theme for top in run.themes for theme in (top, *top.subthemes)}
    codes = {
        **{code: _shown(code) for code in _in_order(first, (one.first for one in listed))},
        **{code: _shown(code, themes) for code in _in_order(second, (one.second for one in listed))},
    }
    units = run.units.set_index("unit_id", drop=False).loc[[one.unit_id for one in listed]]
    cited = CitationBuilder(run).units(units)
    people = tuple(sorted({unit.person or "" for unit in cited}))
    documents = tuple(sorted({unit.document for unit in cited}))
    numbers = {code: number for number, code in enumerate(codes)}
    return DisagreementsView(
        summary=describe_disagreements(found),
        coder=first.coder,
        left_out=describe_left_out_units(found),
        total=len(found.found),
        entries=tuple(
            Entry(
                unit=unit,
                before=one.before,
                after=one.after,
                first=tuple(codes[code] for code in one.first),
                second=tuple(codes[code] for code in one.second),
                reason=one.reason,
                instructive=one.instructive,
                codes=tuple(numbers[code] for code in _codes_of(one)),
                person=people.index(unit.person or ""),
                document=documents.index(unit.document),
            )
            for one, unit in zip(listed, cited, strict=True)
        ),
        codes=tuple(codes.values()),
        people=people,
        documents=documents,
        others=others,
        decisions=_build_decisions(run) if run.manifest.get("consensus", {}).get("by") == first.coder else None,
    )


def _build_decisions(run: Run) -> DecisionsView | None:
    if not run.decisions:
        return None
    ordered = sorted(run.decisions, key=lambda one: not (one.comment or one.decided_by))
    listed = ordered[:MOST_DECISIONS]
    units = run.units.set_index("unit_id", drop=False).loc[[one.unit_id for one in listed]]
    return DecisionsView(
        summary=describe_decisions(run.manifest["consensus"]),
        entries=tuple(
            DecisionEntry(unit, name_decision(one), one.comment, one.decided_by, one.reason)
            for one, unit in zip(listed, CitationBuilder(run).units(units), strict=True)
        ),
        left_out=len(ordered) - len(listed),
    )


def _codes_of(one: Disagreement) -> tuple[Code, ...]:
    return (*one.first, *one.second)


def _in_order(coding: Coding, code_sets: Iterable[tuple[Code, ...]]) -> list[Code]:
    """Return the codes that occur, in the order of the codebook."""
    present = {code for codes in code_sets for code in codes}
    return [code for code in coding.codebook.codes if code in present]


def _shown(code: Code, themes: dict[str, Theme] | None = None) -> ShownCode:
    """Return a person's code by its path, or a theme by its name and anchor; ``themes`` are given for the program."""
    if themes is None:
        return ShownCode(code.code_id.replace(">>", ">"), None)
    return ShownCode(code.name, code.code_id if code.code_id in themes else None)

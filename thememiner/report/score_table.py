"""Tables of agreement scores: of two codings, and of people among themselves and with the program."""

from dataclasses import dataclass

from thememiner.comparison import SCORES
from thememiner.phrasing import (
    PAPER_SCORES,
    PrintedScore,
    ScoreText,
    describe_basis,
    describe_score,
    describe_units,
    explain_ranges,
    format_mean,
    pair_values,
    print_score,
)
from thememiner.records import Basis, Comparison, Figures, HumanAgreement, LevelComparison, MatchedBy

AFTER_MATCHING = frozenset(score.name for score in SCORES if score.after_matching)
BOTH_SETS = (
    "Over all units, a unit that only one of the two coded counts as disagreement: report this figure. Over the units "
    "that both coded, the figure shows whether both chose the same code."
)
ORDER = {score.name: number for number, score in enumerate(SCORES)}


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """A score with its value over each set of units."""

    figure: ScoreText
    cells: tuple[PrintedScore, ...]


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """The scores of one level: those for a paper first, then the others."""

    over: tuple[str, ...]
    """The sets of units, in words short enough for a heading."""
    sentences: tuple[str, ...]
    """Which units the scores are over, and what the ranges are."""
    first: tuple[ScoreRow, ...]
    others: tuple[ScoreRow, ...]
    positions: tuple[ScoreRow, ...]
    """Over stretches of text instead of units."""


def build_score_table(comparison: Comparison, level: LevelComparison) -> ScoreTable:
    """Return the scores of a level as a table; scores that are unknown here keep their names."""
    names = list(dict.fromkeys(name for figures in level.figures for name in figures.by_name))
    first = [name for name in PAPER_SCORES if name in names]
    return ScoreTable(
        over=tuple(_heading(figures) for figures in level.figures),
        sentences=_sentences(comparison, level.figures),
        first=tuple(_score_row(name, level) for name in first),
        others=tuple(_score_row(name, level) for name in names if name not in first),
        positions=tuple(ScoreRow(describe_score(name), (print_score(one),)) for name, one in level.positions.items()),
    )


def _score_row(name: str, level: LevelComparison) -> ScoreRow:
    is_chance_removed = name in AFTER_MATCHING and level.matched is MatchedBy.OVERLAP
    cells = tuple(
        print_score(figures.by_name.get(name), is_chance_removed=is_chance_removed) for figures in level.figures
    )
    return ScoreRow(describe_score(name), cells)


def _heading(figures: Figures) -> str:
    return f"{'All' if figures.basis is Basis.LOOKED_AT else 'Both coded'}: {figures.units:,}"


def _sentences(comparison: Comparison, figures: tuple[Figures, ...]) -> tuple[str, ...]:
    over = [f"Figures are over {describe_units(figures[0], comparison.cut_by)} {describe_basis(comparison)}."]
    if len(figures) > 1:
        over = [f"{over[0][:-1]}, and over {describe_units(figures[1], comparison.cut_by)} that both coded.", BOTH_SETS]
    return (*over, explain_ranges(figures[0]))


@dataclass(frozen=True, slots=True)
class HumanAgreementRow:
    """A score of people among themselves, and of the program with a person."""

    figure: ScoreText
    people: str
    machine: str


@dataclass(frozen=True, slots=True)
class HumanAgreementView:
    """The agreement of people at one level, as the page shows it."""

    ceiling: HumanAgreement
    first: tuple[HumanAgreementRow, ...]
    others: tuple[HumanAgreementRow, ...]
    overall: tuple[tuple[ScoreText, PrintedScore], ...]
    """Scores of all people together."""


def build_human_agreement_view(ceiling: HumanAgreement) -> HumanAgreementView:
    """Return the table of a level: a row for each score, with its mean, lowest and highest value over pairs."""
    names = sorted(
        {name for pair in (*ceiling.people, *ceiling.machine) for name in pair.values},
        key=lambda name: (ORDER.get(name, len(ORDER)), name),
    )
    first = [name for name in PAPER_SCORES if name in names]
    return HumanAgreementView(
        ceiling=ceiling,
        first=tuple(_human_agreement_row(name, ceiling) for name in first),
        others=tuple(_human_agreement_row(name, ceiling) for name in names if name not in first),
        overall=tuple((describe_score(name), print_score(measured)) for name, measured in ceiling.overall.items()),
    )


def _human_agreement_row(name: str, ceiling: HumanAgreement) -> HumanAgreementRow:
    return HumanAgreementRow(
        describe_score(name),
        format_mean(pair_values(name, ceiling.people)),
        format_mean(pair_values(name, ceiling.machine)),
    )

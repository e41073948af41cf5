"""What each proposed theme is to the codes of a person: the theme map, seen from the machine's side."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from thememiner.records import MACHINE, CodeFinding, Comparison, Finding, LevelComparison, Theme
from thememiner.report.stability import DOUBTFUL, STABLE, stability_of

FEWEST_PARTICIPANTS = 3
"""A candidate new theme comes from at least so many."""


class Relation(StrEnum):
    """What a theme of the proposal is to the codes of the reference."""

    MATCHES = "matches"
    REFINES = "refines a larger code"
    JOINS = "joins several codes"
    CROSSES = "crosses codes"
    NEW = "candidate new"
    WITHOUT = "without counterpart"
    TOO_FEW = "too few units to tell"
    NONE_HERE = "not among the units compared"


BY_FINDING = {
    Finding.FOUND: Relation.MATCHES,
    Finding.FUSED: Relation.REFINES,
    Finding.SPLIT: Relation.JOINS,
    Finding.IN_PART: Relation.CROSSES,
    Finding.WITHOUT: Relation.WITHOUT,
    Finding.TOO_FEW: Relation.TOO_FEW,
    Finding.NONE_HERE: Relation.NONE_HERE,
}
RELATION_RULE = (
    "Seen from the proposal, the same rule has other words. A theme matches a code if most of its units lie in that "
    "code and make up most of it; it refines a larger code if most of its units lie in one, but are less than half of "
    "it; it joins several codes if most of its units lie in codes that consist mostly of it; it crosses codes if none "
    "of this holds but one code comes near it. A theme without counterpart is called a candidate new one if it is "
    f"coherent (a stability of at least .60) and at least {FEWEST_PARTICIPANTS} participants say it; otherwise it is "
    "left as without counterpart. Whether a candidate is a theme, only its units can tell."
)
"""The rule in words for a reader; ``relation_of`` applies it."""


def relation_of(code: CodeFinding, theme: Theme | None) -> Relation:
    """Say what a proposed code is to the reference; one that is no theme of the run is no candidate for a new one."""
    relation = BY_FINDING[code.finding]
    if relation is not Relation.WITHOUT or theme is None:
        return relation
    coherent = stability_of(theme.stability).grade in {STABLE, DOUBTFUL}
    return Relation.NEW if coherent and code.participants >= FEWEST_PARTICIPANTS else relation


def by_id(themes: Iterable[Theme]) -> dict[str, Theme]:
    """Return the themes of a run and all their sub-themes by id."""
    return {theme.theme_id: theme for top in themes for theme in (top, *top.subthemes)}


def candidates(comparison: Comparison, level: LevelComparison, themes: Mapping[str, Theme]) -> str:
    """Say how many codes without counterpart are candidate new themes; nothing if none is, or no theme is known."""
    known = themes if comparison.proposed == MACHINE else {}
    new = sum(relation_of(code, known.get(code.code_id)) is Relation.NEW for code in level.proposed)
    if not new:
        return ""
    what = f"is a candidate new {level.level}" if new == 1 else f"are candidate new {level.level}s"
    return f"{new:,} of these {what}: coherent, and said by at least three participants."

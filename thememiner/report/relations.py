"""What each proposed theme is to the codes of a person: the theme map, seen from the machine's side."""

from enum import StrEnum

from thememiner.records import CodeFinding, Finding, Theme
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

"""The theme map of a comparison: a row for each code, with what became of it in the other coding.

What each proposed theme is to the codes of a person: the theme map, seen from the machine's side.
What the codes of a coding are called: themes and sub-themes, or codes where it has no levels.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from thememiner.records import (
    MACHINE,
    PATH_SEPARATOR,
    CodeFinding,
    Comparison,
    Finding,
    LevelComparison,
    Matched,
    Theme,
)
from thememiner.report.themes import DOUBTFUL, STABLE, stability_of

FEWEST_PARTICIPANTS = 3
"""A candidate new theme comes from at least so many."""
RELATION_RULE = (
    "Seen from the proposal, the same rule has other words. A theme matches a code if most of its units lie in that "
    "code and make up most of it; it refines a larger code if most of its units lie in one, but are less than half of "
    "it; it joins several codes if most of its units lie in codes that consist mostly of it; it crosses codes if none "
    "of this holds but one code comes near it. A theme without counterpart is called a candidate new one if it is "
    f"coherent (a stability of at least .60) and at least {FEWEST_PARTICIPANTS} participants say it; otherwise it is "
    "left as without counterpart. Whether a candidate is a theme, only its units can tell."
)
"""The rule in words for a reader; ``relation_of`` applies it."""
CODE = "code"


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


@dataclass(frozen=True, slots=True)
class Place:
    """A code's name, and where on the page it is shown, if it is."""

    name: str
    target: str | None


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code with its counterparts in the other coding."""

    code: CodeFinding
    place: Place
    says: str
    """What became of it, or what it is to the other coding, in a few words."""
    style: str
    """Of those words."""
    counterparts: tuple[Place, ...]
    counts_as: Place | None
    """The code that it is counted as, one to one."""
    part_of: Place | None
    """The code whose part it is counted as where parts are merged, if it is not counted as one by itself."""
    whole: int | None
    """All units that carry a theme as first or second code, also those that are not compared; None for people's."""


def code_rows(
    comparison: Comparison, level: LevelComparison, themes: Mapping[str, Theme]
) -> tuple[tuple[CodeRow, ...], tuple[CodeRow, ...]]:
    """Return the rows of the reference's codes and of the proposal's; ``themes`` are those that the page shows."""
    own = {side: themes if coder == MACHINE else {} for side, coder in _coders(comparison).items()}
    places = {"reference": _places(level.reference, own["reference"])}
    places["proposed"] = _places(level.proposed, own["proposed"])
    matched, parts = dict(level.matches), _parts(level)
    counted = {other: one for one, other in level.matches}
    reference = tuple(
        _row(
            code,
            (str(code.finding), code.finding.name.lower()),
            (places["reference"], places["proposed"]),
            (matched.get(code.code_id), None),
            own["reference"],
        )
        for code in level.reference
    )
    proposed = tuple(
        _row(
            code,
            _told(relation_of(code, own["proposed"].get(code.code_id)), code),
            (places["proposed"], places["reference"]),
            (counted.get(code.code_id), parts.get(code.code_id)),
            own["proposed"],
        )
        for code in level.proposed
    )
    return reference, proposed


def shown_names(codes: Iterable[CodeFinding]) -> dict[str, str]:
    """Return the name of each code by its id, with the names above it where two codes are called the same."""
    codes = tuple(codes)
    often = Counter(code.name for code in codes)
    return {code.code_id: _with_parents(code) if often[code.name] > 1 else code.name for code in codes}


def _with_parents(code: CodeFinding) -> str:
    # The machine's ids are no paths, and stand beside the name anyway.
    return code.code_id.replace(">>", ">") if PATH_SEPARATOR in code.code_id else code.name


def _coders(comparison: Comparison) -> dict[str, str]:
    return {"reference": comparison.reference, "proposed": comparison.proposed}


def _places(codes: tuple[CodeFinding, ...], themes: Mapping[str, Theme]) -> dict[str, Place]:
    return {
        code_id: Place(name, code_id if code_id in themes else None) for code_id, name in shown_names(codes).items()
    }


def _row(
    code: CodeFinding,
    told: tuple[str, str],
    places: tuple[Mapping[str, Place], Mapping[str, Place]],
    counts: tuple[str | None, str | None],
    themes: Mapping[str, Theme],
) -> CodeRow:
    own, other = places
    counts_as, part_of = (None if code_id is None else other[code_id] for code_id in counts)
    return CodeRow(
        code=code,
        place=own[code.code_id],
        says=told[0],
        style=told[1],
        counterparts=tuple(other.get(name, Place(name, None)) for name in code.counterparts),
        counts_as=counts_as,
        part_of=None if counts_as else part_of,
        whole=None if (theme := themes.get(code.code_id)) is None else theme.units + theme.also,
    )


def _told(relation: Relation, code: CodeFinding) -> tuple[str, str]:
    return str(relation), "new" if relation is Relation.NEW else code.finding.name.lower()


def _parts(level: LevelComparison) -> dict[str, str]:
    """Return the reference's code that shares most units with each proposed one, where codes match by their units.

    Of equals, the smaller one, as in ``comparison.matching.match``.
    """
    if level.matched is Matched.NAME or not level.reference:
        return {}
    best = {}
    for code, counts in zip(level.proposed, zip(*level.overlap, strict=True), strict=True):
        shared, own = max(zip(counts, level.reference, strict=True), key=lambda both: (both[0], -both[1].units))
        if shared:
            best[code.code_id] = own.code_id
    return best


def noun_of_reference(comparison: Comparison, level: LevelComparison) -> str:
    """Return what one of the reference's codes is called: a flat coding that meets two levels has just codes."""
    return (
        CODE
        if len({tuple(code.code_id for code in one.reference) for one in _several(comparison)}) == 1
        else level.level
    )


def noun_of_proposal(comparison: Comparison, level: LevelComparison) -> str:
    """Return what one of the other coding's codes is called."""
    return (
        CODE
        if len({tuple(code.code_id for code in one.proposed) for one in _several(comparison)}) == 1
        else level.level
    )


def _several(comparison: Comparison) -> tuple[LevelComparison, ...]:
    """Return the levels, if there are several: of a single one, nothing tells whether a coding has more."""
    return comparison.levels if len(comparison.levels) > 1 else ()

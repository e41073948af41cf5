"""The tables of codes of a comparison: a row for each code, with what became of it in the other coding."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from thememiner.phrasing import DOUBTFUL, STABLE, finest_first, grade_stability
from thememiner.records import (
    MACHINE,
    PATH_SEPARATOR,
    CodeFinding,
    CodingKind,
    Comparison,
    Finding,
    LevelComparison,
    MatchedBy,
    Theme,
)

FEWEST_PARTICIPANTS = 3
"""Who say a theme without counterpart, for it to be a candidate new theme."""
RELATION_RULE = (
    "For a proposed theme, the same rule is worded from the theme's side. A theme matches a code if most of its units "
    "lie in that code and make up most of it. It refines a larger code if most of its units lie in the code but are "
    "less than half of it. It joins several codes if most of its units lie in codes that consist mostly of them. It "
    "crosses codes if none of this holds but one code is similar. A theme without counterpart is a candidate new theme "
    f"if it is coherent (stability of at least .60, and not resting on few people) and at least {FEWEST_PARTICIPANTS} "
    "participants said it. Whether a "
    "candidate is a theme can only be decided by reading its units."
)
"""The rule that ``classify_relation`` applies, for readers of the report."""


class Relation(StrEnum):
    """How a proposed theme relates to the codes of the reference."""

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


def classify_relation(code: CodeFinding, theme: Theme | None) -> Relation:
    """Return how a proposed code relates to the reference; only a theme of the run can be a candidate new theme."""
    relation = BY_FINDING[code.finding]
    if relation is not Relation.WITHOUT or theme is None:
        return relation
    coherent = grade_stability(theme.stability)[0] in {STABLE, DOUBTFUL} and not theme.rests_on_few
    return Relation.NEW if coherent and code.participants >= FEWEST_PARTICIPANTS else relation


def index_themes(themes: Iterable[Theme]) -> dict[str, Theme]:
    """Return the themes of a run and all their sub-themes by id."""
    return {theme.theme_id: theme for top in themes for theme in (top, *top.subthemes)}


def count_candidates(comparison: Comparison, themes: Mapping[str, Theme]) -> int:
    """Return how many codes without counterpart, at the finest level, are candidate new themes; ``themes`` by id."""
    level = finest_first(comparison)[0] if comparison.levels else None
    if level is None or not is_own_proposal(comparison.proposed, comparison.proposed_kind):
        return 0
    return sum(classify_relation(code, themes.get(code.code_id)) is Relation.NEW for code in level.proposed)


def is_own_proposal(coder: str, kind: CodingKind) -> bool:
    """Return whether a coding is the proposal of the run itself; that of another run is called ``ThemeMiner in X``."""
    return kind is CodingKind.PROPOSAL and coder == MACHINE


@dataclass(frozen=True, slots=True)
class Place:
    """A code's name, and the anchor on the page where it is shown, if it is."""

    name: str
    target: str | None


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code with its counterparts in the other coding."""

    code: CodeFinding
    place: Place
    says: str
    """What became of the code, or how it relates to the other coding, in a few words."""
    style: str
    """CSS class of those words."""
    counterparts: tuple[Place, ...]
    counts_as: Place | None
    """The code that it is matched with, one to one."""
    part_of: Place | None
    """If it is not matched itself: the code that it is a part of when parts are merged."""
    whole: int | None
    """All units with a theme as first or second code, compared or not; None for people's codes."""


def build_code_rows(
    comparison: Comparison, level: LevelComparison, themes: Mapping[str, Theme]
) -> tuple[tuple[CodeRow, ...], tuple[CodeRow, ...]]:
    """Return the rows of the reference's codes and of the other coding's; ``themes`` are those of the run, by id."""
    own = {
        "reference": themes if is_own_proposal(comparison.reference, comparison.reference_kind) else {},
        "proposed": themes if is_own_proposal(comparison.proposed, comparison.proposed_kind) else {},
    }
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
            _describe_relation(classify_relation(code, own["proposed"].get(code.code_id)), code),
            (places["proposed"], places["reference"]),
            (counted.get(code.code_id), parts.get(code.code_id)),
            own["proposed"],
        )
        for code in level.proposed
    )
    return reference, proposed


def name_codes(codes: Iterable[CodeFinding]) -> dict[str, str]:
    """Return the name of each code by its id; codes of the same name get the names of their parents before it."""
    codes = tuple(codes)
    often = Counter(code.name for code in codes)
    return {code.code_id: _with_parents(code) if often[code.name] > 1 else code.name for code in codes}


def _with_parents(code: CodeFinding) -> str:
    # Ids of the program's themes are not paths, and are printed next to the name anyway.
    return code.code_id.replace(">>", ">") if PATH_SEPARATOR in code.code_id else code.name


def _places(codes: tuple[CodeFinding, ...], themes: Mapping[str, Theme]) -> dict[str, Place]:
    return {code_id: Place(name, code_id if code_id in themes else None) for code_id, name in name_codes(codes).items()}


def _row(
    code: CodeFinding,
    description: tuple[str, str],
    places: tuple[Mapping[str, Place], Mapping[str, Place]],
    counts: tuple[str | None, str | None],
    themes: Mapping[str, Theme],
) -> CodeRow:
    own, other = places
    counts_as, part_of = (None if code_id is None else other[code_id] for code_id in counts)
    return CodeRow(
        code=code,
        place=own[code.code_id],
        says=description[0],
        style=description[1],
        counterparts=tuple(other.get(name, Place(name, None)) for name in code.counterparts),
        counts_as=counts_as,
        part_of=None if counts_as else part_of,
        whole=None if (theme := themes.get(code.code_id)) is None else theme.units + theme.also,
    )


def _describe_relation(relation: Relation, code: CodeFinding) -> tuple[str, str]:
    return str(relation), "new" if relation is Relation.NEW else code.finding.name.lower()


def _parts(level: LevelComparison) -> dict[str, str]:
    """Return the reference's code that shares most units with each proposed one, if codes match by their units.

    Among equals it is the smaller code, as in ``comparison.matching.match``.
    """
    if level.matched is MatchedBy.NAME or not level.reference:
        return {}
    best = {}
    for code, counts in zip(level.proposed, zip(*level.overlap, strict=True), strict=True):
        shared, own = max(zip(counts, level.reference, strict=True), key=lambda both: (both[0], -both[1].units))
        if shared:
            best[code.code_id] = own.code_id
    return best

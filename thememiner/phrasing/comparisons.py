"""Comparisons in sentences: what became of each coder's codes, how far the coders agree, and what is new."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from thememiner.phrasing.scores import (
    PAPER_SCORES,
    SCORE_SYMBOLS,
    describe_range,
    describe_score,
    is_no_better_than_chance,
)
from thememiner.phrasing.sentences import format_count, format_score, inflect, join_names
from thememiner.records import (
    CodeFinding,
    CodingKind,
    Comparison,
    CutBy,
    Figures,
    Finding,
    HumanAgreement,
    LevelComparison,
    PairAgreement,
)

COMPARED_NOUNS = {CutBy.UNIT: "meaning unit", CutBy.TURN: "turn", CutBy.SEGMENT: "coded segment"}
"""What one of the compared stretches of text is called."""
CODE = "code"
UNNAMED_CODER, CONSENSUS_CODER = "manual", "consensus"
"""Names of coders where a table or a command gave none."""
PARTIAL_FINDINGS = {
    Finding.IN_PART: "{} in part",
    Finding.SPLIT: "{} split over several",
    Finding.FUSED: "{} fused with others",
    Finding.WITHOUT: "{} without counterpart",
}
UNJUDGED = (Finding.TOO_FEW, Finding.NONE_HERE)
"""Findings of codes that cannot be judged. They are not part of the total that other findings are counted out of."""
TOO_FEW = "too few units, or none among those compared"
FOUND_RULE = (
    "A code counts as found if most of its units lie in one code of the other coding and make up most of that code; "
    "the report gives the full rule."
)
KAPPA_HINT = (
    "κ (kappa) is agreement corrected for chance: 1 if the two always agree, 0 if they agree no more often than by "
    "chance."
)
HUMAN_AGREEMENT_HINT = (
    "Two people who code the same interviews rarely come close to 1 either, least of all in open coding."
)
CANDIDATES_HINT = "A theme without counterpart may be something new, or not a theme at all."


def name_coding(coder: str, kind: CodingKind) -> str:
    """Return what a coding is called, without article: ``manual coding by Li``, ``proposal by ThemeMiner``."""
    if kind is CodingKind.PROPOSAL:
        return f"proposal by {coder}"
    if kind is CodingKind.SUGGESTION:
        return f"suggestion by {coder}"
    if kind is CodingKind.CONSENSUS:
        return "consensus coding" if coder == CONSENSUS_CODER else f"consensus coding “{coder}”"
    return "manual coding" if coder == UNNAMED_CODER else f"manual coding by {coder}"


def name_reference(comparison: Comparison) -> str:
    """Return what the reference of a comparison is called."""
    return name_coding(comparison.reference, comparison.reference_kind)


def name_proposed(comparison: Comparison) -> str:
    """Return what the coding that is compared with the reference is called."""
    return name_coding(comparison.proposed, comparison.proposed_kind)


def title_comparison(comparison: Comparison) -> str:
    """Return the heading of a comparison: ``The proposal by ThemeMiner compared with the manual coding by Li``."""
    return f"The {name_proposed(comparison)} compared with the {name_reference(comparison)}"


def name_reference_code(comparison: Comparison, level: LevelComparison) -> str:
    """Return what one of the reference's codes is called: ``theme``, ``sub-theme``, or ``code`` if it has no levels."""
    return _name_code(level, [one.reference for one in comparison.levels])


def name_proposed_code(comparison: Comparison, level: LevelComparison) -> str:
    """Return what one of the other coding's codes is called: ``theme``, ``sub-theme``, or ``code``."""
    return _name_code(level, [one.proposed for one in comparison.levels])


def _name_code(level: LevelComparison, codes_by_level: Sequence[Sequence[CodeFinding]]) -> str:
    """Call the codes of a coding ``code`` if it has the same codes at several levels, which means that it is flat."""
    ids = {tuple(code.code_id for code in codes) for codes in codes_by_level}
    return CODE if len(codes_by_level) > 1 and len(ids) == 1 else level.level


def title_codes(comparison: Comparison, level: LevelComparison) -> tuple[str, str]:
    """Return the headings of the tables of codes: those of the reference, and those of the other coding."""
    noun, other_noun = name_reference_code(comparison, level), name_proposed_code(comparison, level)
    among = f" among the {other_noun}s" if noun == CODE else ""
    return (
        f"What became of each {noun} of the {name_reference(comparison)}{among}",
        f"How each {other_noun} of the {name_proposed(comparison)} relates to them",
    )


def sort_by_units(comparisons: Iterable[Comparison]) -> list[Comparison]:
    """Return comparisons in reading order: the one over the most units first."""
    return sorted(comparisons, key=lambda one: -max((level.units for level in one.levels), default=0))


def finest_first(comparison: Comparison) -> tuple[LevelComparison, ...]:
    """Return the levels of a comparison in reading order: sub-themes before themes."""
    return comparison.levels[::-1]


def describe_comparison(
    comparison: Comparison, ceiling: Sequence[HumanAgreement] = (), *, new_candidates: int = 0
) -> tuple[str, ...]:
    """Return what became of the reference's codes, how far the two agree, and what only the proposal has.

    ``ceiling`` is how far people agree who coded the same material. ``new_candidates`` is the number of codes without
    counterpart, at the finest level, that are candidates for new themes.
    """
    levels = [
        f"{_describe_codes(comparison, level)} {_describe_agreement(comparison, level, ceiling)}"
        for level in finest_first(comparison)
    ]
    return (*(sentences.strip() for sentences in levels), *_describe_new_codes(comparison, new_candidates))


def summarize_comparison(
    comparison: Comparison, ceiling: Sequence[HumanAgreement] = (), *, new_candidates: int = 0
) -> str:
    """Return the same for the finest level only, as one paragraph."""
    finest = [
        f"{_describe_codes(comparison, level)} {_describe_agreement(comparison, level, ceiling)}"
        for level in finest_first(comparison)[:1]
    ]
    return " ".join([*finest, *_describe_new_codes(comparison, new_candidates)])


def describe_outcomes(comparison: Comparison) -> tuple[str, ...]:
    """Return what became of the codes of both codings, without any score."""
    return (
        *(_describe_codes(comparison, level) for level in comparison.levels),
        *_describe_new_codes(comparison, 0),
    )


def reading_hints(comparisons: Iterable[Comparison], ceiling: Sequence[HumanAgreement] = ()) -> tuple[str, ...]:
    """Return the sentences that help to read descriptions of these comparisons, each once and only if it applies."""
    pairs = [(comparison, level) for comparison in comparisons for level in comparison.levels]
    quoted = [(comparison, name) for comparison, level in pairs for name in [_quoted_score(level)] if name]
    applies = {
        KAPPA_HINT: any(name == "kappa" for _, name in quoted),
        HUMAN_AGREEMENT_HINT: not ceiling
        and any({one.reference_kind, one.proposed_kind} != {CodingKind.PROPOSAL} for one, _ in quoted),
        CANDIDATES_HINT: any(code.finding is Finding.WITHOUT for _, level in pairs for code in level.proposed),
    }
    return tuple(hint for hint, is_needed in applies.items() if is_needed)


def describe_units(figures: Figures, cut_by: CutBy) -> str:
    """Return how many stretches of text scores are over: ``9 meaning units from 3 participants``."""
    people = f" from {format_count(figures.participants, 'participant')}" if figures.participants else ""
    return f"{format_count(figures.units, COMPARED_NOUNS[cut_by])}{people}"


def describe_basis(comparison: Comparison) -> str:
    """Return over which units the scores of a comparison are, as a relative clause: ``that both looked at``."""
    if not comparison.coded_only:
        return "that both looked at"
    coders = (
        (comparison.reference, name_reference(comparison)),
        (comparison.proposed, name_proposed(comparison)),
    )
    codings = [f"in the {name}" for coder, name in coders if coder in comparison.coded_only]
    return f"that have a code {join_names(codings)}"


def describe_human_agreement(ceiling: HumanAgreement) -> str:
    """Return a sentence with the scores of people among themselves, and of the program over the same units."""
    pairs = (*ceiling.people, *ceiling.machine)
    names = [name for name in PAPER_SCORES if any(name in pair.values for pair in pairs)]

    def describe(some: tuple[PairAgreement, ...]) -> str:
        return join_names([f"{describe_score(name).name} {format_mean(pair_values(name, some))}" for name in names])

    program = f"; the program and a person: {describe(ceiling.machine)}" if ceiling.machine else ""
    return (
        f"Over {ceiling.units:,} units that at least two people looked at, at the level of {ceiling.level}s, two "
        f"people reached: {describe(ceiling.people)}{program}."
    )


def format_mean(values: Sequence[float]) -> str:
    """Return the mean of a score over pairs of coders, with the lowest and highest value: ``0.60 (0.50 to 0.70)``."""
    if not values:
        return format_score(None)
    mean = format_score(sum(values) / len(values))
    return mean if len(values) == 1 else f"{mean} ({format_score(min(values))} to {format_score(max(values))})"


def pair_values(name: str, pairs: Iterable[PairAgreement]) -> list[float]:
    """Return a score of every pair of coders for which it is defined."""
    return [value for pair in pairs if (value := pair.values.get(name)) is not None]


def _describe_codes(comparison: Comparison, level: LevelComparison) -> str:
    reference, proposed = name_reference(comparison), name_proposed(comparison)
    if not level.reference:
        return f"The {reference} has no {level.level}s."
    noun, place, flat = name_reference_code(comparison, level), f"in the {proposed}", ""
    if noun == CODE:
        place, flat = f"among the {name_proposed_code(comparison, level)}s of the {proposed}", " (without levels)"
    counts = Counter(code.finding for code in level.reference)
    judged = _count_judged(level.reference)
    if not judged:
        codes = f"{format_count(len(level.reference), noun)}{flat} of the {reference}"
        return f"{codes} cannot be compared with the {proposed} ({TOO_FEW})."
    found = (
        f"{counts[Finding.FOUND]:,} of {format_count(judged, noun)}{flat} of the {reference} "
        f"{inflect(counts[Finding.FOUND], 'was', 'were')} found {place}"
    )
    rest = [words.format(f"{counts[finding]:,}") for finding, words in PARTIAL_FINDINGS.items() if counts[finding]]
    return f"{', '.join([found, join_names(rest)] if rest else [found])}{_describe_unjudged(level.reference)}."


def _count_judged(codes: Sequence[CodeFinding]) -> int:
    return sum(code.finding not in UNJUDGED for code in codes)


def _describe_unjudged(codes: Sequence[CodeFinding]) -> str:
    unjudged = len(codes) - _count_judged(codes)
    return f"; {unjudged:,} more could not be judged ({TOO_FEW})" if unjudged else ""


def _quoted_score(level: LevelComparison) -> str | None:
    """Return the name of the score that the sentence on agreement quotes, if it quotes one."""
    name = _first_score(level.figures[0])
    return None if name is None or level.value(name) is None else name


def _first_score(figures: Figures) -> str | None:
    return next((name for name in SCORE_SYMBOLS if name in figures.by_name), None)


def _describe_agreement(comparison: Comparison, level: LevelComparison, ceiling: Sequence[HumanAgreement]) -> str:
    figures = level.figures[0]
    name = _first_score(figures)
    if name is None:
        return ""
    measured = figures.by_name[name]
    if measured.value is None:
        why = f": {measured.why_not}" if measured.why_not else ""
        return f"Agreement could not be calculated{why}."
    chance = ", no better than chance, so single matches can be chance" if is_no_better_than_chance(measured) else ""
    is_proposal = comparison.proposed_kind is CodingKind.PROPOSAL
    people = _describe_people(name, level.level, ceiling) if is_proposal else ""
    return (
        f"Over {describe_units(figures, comparison.cut_by)}, agreement is {SCORE_SYMBOLS[name]} = "
        f"{format_score(measured.value)}{describe_range(name, measured, figures.spread)}{chance}{people}."
    )


def _describe_people(name: str, level: str, ceiling: Sequence[HumanAgreement]) -> str:
    """Return how far people agree and, over the same units, the program with a person: only these can be compared."""
    human = next((one for one in ceiling if one.level == level), None)
    among = () if human is None else pair_values(name, human.people)
    if human is None or not among:
        return ""
    by_program = pair_values(name, human.machine)
    program = f", and the program agrees with a person at {_quote_mean(name, by_program)}" if by_program else ""
    who = "two people agree" if len(among) == 1 else f"people agree ({len(among):,} pairs)"
    return (
        f". Over the {human.units:,} units that at least two people looked at, {who} at "
        f"{_quote_mean(name, among)}{program}"
    )


def _quote_mean(name: str, values: Sequence[float]) -> str:
    mean = f"{SCORE_SYMBOLS[name]} = {format_score(sum(values) / len(values))}"
    if len(values) == 1:
        return mean
    return f"{mean} on average ({format_score(min(values))} to {format_score(max(values))})"


def _describe_new_codes(comparison: Comparison, new_candidates: int) -> Iterator[str]:
    for level in finest_first(comparison)[:1]:
        if without := sum(code.finding is Finding.WITHOUT for code in level.proposed):
            judged = format_count(_count_judged(level.proposed), name_proposed_code(comparison, level))
            yield (
                f"{without:,} of {judged} of the {name_proposed(comparison)} {inflect(without, 'has', 'have')} no "
                f"counterpart{_describe_unjudged(level.proposed)}."
            )
        if new_candidates:
            candidates = inflect(
                new_candidates, f"is a candidate new {level.level}", f"are candidate new {level.level}s"
            )
            yield f"{new_candidates:,} of these {candidates}: coherent, and said by at least three participants."

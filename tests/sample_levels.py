"""Small comparisons at one level, for tests of the sentences on them."""

from thememiner.records import (
    MACHINE,
    Basis,
    CodeFinding,
    CodingKind,
    Comparison,
    Figures,
    Finding,
    HumanAgreement,
    LevelComparison,
    Measurement,
    PairAgreement,
    Spread,
)


def figures(
    measured: Measurement | None = None,
    *,
    units: int = 9,
    participants: int = 3,
    spread: Spread = Spread.NONE,
    name: str = "kappa",
) -> Figures:
    """Return figures over one set of units, with one score or none."""
    return Figures(Basis.LOOKED_AT, units, participants, spread, {} if measured is None else {name: measured})


def level(
    *findings: Finding, proposed: tuple[Finding, ...] = (), over: Figures | None = None, name: str = "sub-theme"
) -> LevelComparison:
    """Return a comparison at one level with these findings of the reference's codes."""
    rows = [
        tuple(
            CodeFinding(f"{side}{n}", f"{side}{n}", 3, 2, finding, (), None, None, None) for n, finding in enumerate(of)
        )
        for side, of in (("r", findings), ("p", proposed))
    ]
    return LevelComparison(name, (over or figures(),), rows[0], rows[1], tuple((0,) * len(proposed) for _ in findings))


def agreeing(*people: float, name: str = "kappa") -> tuple[HumanAgreement, ...]:
    """Return the agreement of pairs of people on sub-themes."""
    pairs = tuple(PairAgreement("A", f"B{n}", 9, {name: value}) for n, value in enumerate(people))
    return (HumanAgreement("sub-theme", 9, 3, ("A", "B"), pairs, (), {}),)


def with_program(*levels: LevelComparison, reference: str = "X", program: str = MACHINE) -> Comparison:
    """Return a comparison of a manual coding with a proposal of the program."""
    return Comparison(reference, program, levels, proposed_kind=CodingKind.PROPOSAL)

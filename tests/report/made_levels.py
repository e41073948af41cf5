"""Comparisons made by hand, at one level, for tests of what is said of them."""

from thememiner.records import (
    Basis,
    Ceiling,
    CodeFinding,
    Figures,
    Finding,
    LevelComparison,
    Measured,
    PairAgreement,
    Spread,
)


def figures(
    measured: Measured | None = None,
    *,
    units: int = 9,
    participants: int = 3,
    spread: Spread = Spread.NONE,
    name: str = "kappa",
) -> Figures:
    """Return figures with at most one of them."""
    return Figures(Basis.LOOKED_AT, units, participants, spread, {} if measured is None else {name: measured})


def level(
    *findings: Finding, proposed: tuple[Finding, ...] = (), over: Figures | None = None, name: str = "sub-theme"
) -> LevelComparison:
    """Return a comparison at the level of sub-themes with these findings."""
    rows = [
        tuple(
            CodeFinding(f"{side}{n}", f"{side}{n}", 3, 2, finding, (), None, None, None) for n, finding in enumerate(of)
        )
        for side, of in (("r", findings), ("p", proposed))
    ]
    return LevelComparison(name, (over or figures(),), rows[0], rows[1], tuple((0,) * len(proposed) for _ in findings))


def agreeing(*people: float, name: str = "kappa") -> tuple[Ceiling, ...]:
    """Return how far people agree over sub-themes."""
    pairs = tuple(PairAgreement("A", f"B{n}", 9, {name: value}) for n, value in enumerate(people))
    return (Ceiling("sub-theme", 9, 3, ("A", "B"), pairs, (), {}),)

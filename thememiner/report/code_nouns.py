"""What the codes of a coding are called: themes and sub-themes, or codes where it has no levels."""

from thememiner.records import Comparison, LevelComparison

CODE = "code"


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

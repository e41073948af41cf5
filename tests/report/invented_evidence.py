"""Evidence made by hand for the invented runs: second codes, nearest sub-themes, saturation, an extension."""

from types import MappingProxyType
from typing import Any

from thememiner.records import (
    Extension,
    Extent,
    NewCandidate,
    Run,
    Saturation,
    SaturationCurve,
    SaturationPoint,
    SubthemeChange,
    Theme,
    UnassignedReason,
)

STABILITY = MappingProxyType(
    {"T1": 0.93, "T1.1": 0.91, "T1.2": 0.78, "T2": 0.749, "T2.1": 0.66, "T2.2": 0.55, "T3": 0.41, "T3.1": None}
)
REASONS = (
    UnassignedReason.FAR,
    UnassignedReason.BETWEEN,
    UnassignedReason.FAR,
    UnassignedReason.ONE_PARTICIPANT,
    UnassignedReason.SHORT,
)


def add_nearness(rows: list[dict[str, Any]], subthemes: list[str]) -> None:
    """Give each kept unit its nearest sub-theme, every ninth assigned one a second code, the others a reason."""
    for number, row in enumerate(row for row in rows if row["kept"]):
        others = [name for name in subthemes if name != row["subtheme_id"]]
        margin = (number % 10) / 20
        row["nearest_subtheme_id"] = others[number % len(others)]
        row["margin"] = margin
        if row["subtheme_id"] is None:
            row["reason"] = REASONS[number % len(REASONS)].value
            row["nearest_membership"] = 0.05 + (number % 9) / 20
        else:
            row["nearest_membership"] = max(row["membership"] - margin, 0.0)
            row["second_subtheme_id"] = row["nearest_subtheme_id"] if number % 9 == 0 else None


def saturation(interviews: int) -> Saturation:
    """Return saturation that is reached at the base of four and a run of two, half way through."""
    middle = max(interviews // 2, 4)
    return Saturation(
        counted="documents",
        interviews=interviews,
        base_size=4,
        run_length=2,
        threshold=0.05,
        orders=50,
        rediscovered=_curve(interviews, 6.0, middle),
        looked_up=_curve(interviews, 4.0, 4),
        single_participant=1,
        sentence=f"Saturation was reached at {middle} of {interviews} documents, in 46 of 50 orders.",
        notes=("1 of the themes is held by a single participant; it counts too.",),
    )


def _curve(interviews: int, pace: float, reached: int) -> SaturationCurve:
    points = []
    for count in range(4, interviews + 1):
        themes = 12 * count / (count + pace)
        new = None if count == 4 else round(1 / count, 3)
        points.append(SaturationPoint(count, round(themes * 2) / 2, int(themes) - 1, int(themes) + 2, new))
    return SaturationCurve(tuple(points), reached, max(reached - 1, 4), min(reached + 3, interviews), 0.92)


def extension(run: Run) -> Extension:
    """Return what one new interview did: a sub-theme weakened, a candidate is new."""
    children = [child for theme in run.themes for child in theme.subthemes]
    return Extension(
        parent="run-1",
        parent_sha256="ab" * 32,
        documents=("interview-07.txt",),
        skipped=("interview-01.txt",),
        before=Extent(200, 6, 6),
        new=Extent(24, 1, 1),
        fitting=15,
        in_candidates=4,
        joined=3,
        unassigned=MappingProxyType({UnassignedReason.FAR.value: 5}),
        changes=tuple(_change(child, number) for number, child in enumerate(children)),
        candidates=(NewCandidate("T4.1", "night, shift, alone", Extent(7, 2, 2), 4, ("P2", "P7"), None),),
        rules=MappingProxyType({"fit": "A unit fits if it lies as near to a centre as nine in ten of its units."}),
    )


def _change(theme: Theme, number: int) -> SubthemeChange:
    return SubthemeChange(
        subtheme_id=theme.theme_id,
        name=theme.name,
        before=Extent(theme.units, theme.participants, theme.documents),
        added=Extent(number, 1 if number else 0, 1 if number else 0),
        stability=theme.stability,
        comes_back=0.8 if number else 0.4,
        comes_back_with_new=0.81 if number else None,
        weakened=() if number else ("Nobody in the new interviews says it.",),
    )

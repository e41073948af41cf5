"""The documentation of the method names the constants of the program."""

from pathlib import Path

import pytest

from thememiner.config import DiscoverySettings
from thememiner.discovery import assignment, cluster, consensus, ensemble, significance, sizes

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-themes-are-found.md"


@pytest.mark.parametrize(
    ("constant", "value"),
    [
        ("clusterings", DiscoverySettings().runs),
        ("share in each resample", ensemble.RESAMPLE_SHARE),
        ("participants or documents needed to leave out whole ones", ensemble.MIN_GROUPS_TO_LEAVE_OUT),
        ("k-means groupings of each resample", sizes.K_MEANS_PER_RESAMPLE),
        ("together to be one sub-theme", cluster.SUBTHEME_SHARE),
        ("together to be one theme", consensus.THEME_SHARE),
        ("the same, with a course", consensus.RELATIVE_THEME_SHARE),
        ("least membership", assignment.MIN_MEMBERSHIP),
        ("second code", assignment.SECOND_CODE_SHARE),
        ("far despite the least membership", assignment.FIRM_MEMBERSHIP),
        ("between two", assignment.MAX_MARGIN_BETWEEN),
        ("too short", assignment.MIN_WORDS),
        ('nearest units examined for "one participant"', assignment.NEAREST_UNITS),
        ("more than chance", significance.NOISE_THRESHOLD),
        ("largest number of units that are clustered", f"{DiscoverySettings().sample:,}"),
        ("units that the tree is built from", f"{consensus.MAX_LANDMARKS:,}"),
    ],
)
def test_each_constant_has_its_value(constant: str, value: object) -> None:
    """The table in the documentation has the value of each constant."""
    rows = [line.split("|") for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    values = [row[2] for row in rows if row[1].strip() == constant]
    assert len(values) == 1
    assert str(value) in values[0]

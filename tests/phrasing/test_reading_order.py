"""Which sub-themes to read first, and which rest on few people."""

import json

import pytest

from thememiner.phrasing import advise_reading_order, describe_replication
from thememiner.records import Theme
from thememiner.runs import from_json, to_json


def subtheme(number: int, stability: float | None, replication: float | None) -> Theme:
    """Return a sub-theme with its figures."""
    return Theme(f"T1.{number}", "boats", (), 5, 3, 3, (), stability=stability, replication=replication)


@pytest.mark.parametrize(
    ("stability", "replication", "rests_on_few"),
    [(0.9, 0.44, True), (0.9, 0.45, False), (0.9, 0.0, True), (None, 0.1, False), (0.9, None, False)],
)
def test_less_than_half_of_the_stability_rests_on_few_people(
    *, stability: float | None, replication: float | None, rests_on_few: bool
) -> None:
    """The rule of the report; without one of the two figures nothing is said."""
    assert subtheme(1, stability, replication).rests_on_few is rests_on_few


def test_stable_sub_themes_that_come_back_in_others_are_read_first() -> None:
    """They are sorted by how well they come back; unstable ones are not named, those of few people with a warning."""
    themes = [subtheme(1, 0.8, 0.5), subtheme(2, 0.9, 0.85), subtheme(3, 0.65, 0.6), subtheme(4, 0.95, 0.1)]
    assert advise_reading_order(themes) == (
        "Read first: T1.2, T1.1. Read with care, because they rest on few people: T1.4."
    )
    assert advise_reading_order([subtheme(1, 0.8, None)]) == ""


def test_replication_in_words() -> None:
    """The figure, and a warning where it is low; nothing if it was not measured."""
    assert describe_replication(subtheme(1, 0.9, 0.85)) == "comes back in other people 0.85"
    assert describe_replication(subtheme(1, 0.9, 0.1)) == "comes back in other people 0.10: it rests on few people"
    assert describe_replication(subtheme(1, 0.9, None)) == ""


def test_files_without_replication_are_as_before() -> None:
    """The field is written only if it is known, and read again."""
    known, unknown = subtheme(1, 0.9, 0.5), subtheme(1, 0.9, None)
    assert "replication" not in json.loads(to_json(unknown))
    assert json.loads(to_json(known))["replication"] == 0.5
    assert [from_json(to_json(one), Theme) for one in (known, unknown)] == [known, unknown]

"""The page shows themes by group and time point: bars with intervals, and words that say how to read them."""

import re
from dataclasses import replace

import pytest
from longitudinal import AFTER, BEFORE, longitudinal

from thememiner.records import Run
from thememiner.report.prevalence import build_breakdown


@pytest.fixture(scope="module")
def study() -> Run:
    """Return the little study over time."""
    return longitudinal()


def test_attributes_of_a_few_values_are_shown(study: Run) -> None:
    """Group and time point each have a part, that with the larger groups first."""
    assert [part.attribute for part in build_breakdown(study).shown] == ["time point", "group"]
    assert build_breakdown(study).left_out == ""


def test_bars_are_shares_with_their_intervals(study: Run) -> None:
    """A bar is as long as the share, its line as long as the interval, and the words say the same."""
    hope = build_breakdown(study).shown[0].themes[0]
    before, after = hope.bars
    assert (before.group, before.count, before.width) == (BEFORE, "2 of 12", 16.7)
    assert (after.group, after.count, after.width) == (AFTER, "5 of 10", 50.0)
    assert after.low < 50 < after.high
    assert after.interval == f"50 % ({after.low:.0f}–{after.high:.0f} %)"


def test_what_is_left_out_is_said(study: Run) -> None:
    """Attributes that are left out are named, except those with a single value."""
    known = {
        name: {**study.participants[name], "age": str(number), "arm": study.participants[name]["group"], "land": "x"}
        for number, name in enumerate(study.participants)
    }
    found = build_breakdown(replace(study, participants=known))
    assert [part.attribute for part in found.shown] == ["time point", "group"]
    assert found.left_out.startswith("Not shown here: age (12 values) and arm (2 values). ")


def test_the_sentences_say_who_was_compared(study: Run) -> None:
    """The sentences count participants heard at one time only, and the intervals."""
    told = " ".join(build_breakdown(study).shown[0].sentences)
    assert "1 before (12) and 2 after (10)" in told
    assert "the same participants are compared, the 10 with units in both. 2 with units in only one" in told
    assert "2 intervals of differences are shown. About one in twenty" in told


def test_the_page_has_bars_and_no_stars(english: Run, english_page: str) -> None:
    """Each theme has a drawing for each group; nothing is called significant."""
    part = english_page.split('id="participants"')[1].split("</section>", maxsplit=1)[0]
    groups = sum(len(theme.bars) for one in build_breakdown(english).shown for theme in one.themes)
    assert part.count('<td class="drawn">') == groups > 0
    assert not re.search(r"signific|p =|p <|\*", part)


def test_a_page_of_nothing_has_no_groups(empty: Run, empty_page: str) -> None:
    """Without themes there are no groups."""
    assert build_breakdown(empty).shown == ()
    assert "by-group" not in empty_page.split("</style>")[1]


def test_a_study_without_attributes_has_no_groups(study: Run) -> None:
    """Without attributes the page has no groups."""
    documents = tuple(replace(document, attributes={}) for document in study.documents)
    assert build_breakdown(replace(study, participants={}, documents=documents)).shown == ()


def test_names_of_groups_are_text(hostile_page: str) -> None:
    """A group's name that is markup is shown as it is written."""
    part = hostile_page.split('id="participants"')[1].split("</section>", maxsplit=1)[0]
    assert "<script" not in part
    assert "<img" not in part

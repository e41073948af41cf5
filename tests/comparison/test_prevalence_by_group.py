"""Participants are counted, not units; groups and times are compared with intervals."""

from dataclasses import replace

import pytest
from longitudinal import AFTER, BEFORE, HOPE, longitudinal

from thememiner.comparison import (
    Level,
    coder_code_matrix,
    count_prevalence,
    find_attribute,
    group_by_attributes,
    proposal_code_matrix,
)
from thememiner.comparison.prevalence import (
    independent_difference_interval,
    paired_difference_interval,
    wilson_interval,
)
from thememiner.errors import UsageError
from thememiner.records import CODED_ONLY, NOT_KNOWN, Pairing, Prevalence, Run


@pytest.fixture(scope="module")
def study() -> Run:
    """Return a dozen participants of two groups, before and after."""
    return longitudinal()


def counted(run: Run, *by: str) -> Prevalence:
    """Return the themes of a run by attributes."""
    carried = proposal_code_matrix(run, Level.THEME)
    return count_prevalence(
        carried, group_by_attributes(run, carried.units, [find_attribute(run, name) for name in by]), Level.THEME
    )


def test_participants_are_counted_not_units(study: Run) -> None:
    """Who says a theme twice is one participant, with Wilson's interval over all participants."""
    hope = counted(study).themes[0].overall
    assert (hope.said, hope.of) == (5, 12)
    assert (hope.low, hope.high) == wilson_interval(5, 12)


def test_everyone_is_in_a_group_also_who_is_not_known(study: Run) -> None:
    """The groups add up to all participants; those without the attribute are a group, named last, not compared."""
    by_group = counted(study, "group")
    assert [(group.values, group.participants) for group in by_group.groups] == [
        (("day care",), 6),
        (("ward",), 5),
        ((NOT_KNOWN,), 1),
    ]
    assert [(one.first, one.second) for one in by_group.themes[0].differences] == [(("day care",), ("ward",))]


def test_groups_of_different_people_are_compared_as_such(study: Run) -> None:
    """The difference is the second share minus the first, with the interval for independent groups."""
    (difference,) = counted(study, "group").themes[0].differences
    assert difference.people is Pairing.DIFFERENT
    assert difference.value == pytest.approx(1 / 5 - 4 / 6)
    assert (difference.low, difference.high) == independent_difference_interval(1, 5, 4, 6)


def test_times_are_compared_within_the_same_people(study: Run) -> None:
    """Only those heard at both times are compared; who was heard once counts in that time's share."""
    by_time = counted(study, "time point")
    before, after = by_time.themes[0].shares
    assert ((before.said, before.of), (after.said, after.of)) == ((2, 12), (5, 10))
    (difference,) = by_time.themes[0].differences
    assert (difference.people, difference.in_both, difference.in_one) == (Pairing.SAME, 10, 2)
    assert difference.value == pytest.approx(3 / 10)
    assert (difference.low, difference.high) == paired_difference_interval(2, 3, 0, 5)


@pytest.mark.parametrize("by", [("group", "time point"), ("time point", "group")], ids=["group first", "time first"])
def test_two_attributes_give_the_change_within_each_group(study: Run, by: tuple[str, str]) -> None:
    """In whatever order they are named, time is compared within groups, and never across them."""
    both = counted(study, *by)
    assert [group.values for group in both.groups][:2] == [("day care", BEFORE), ("day care", AFTER)]
    pairs = [(one.first, one.second) for one in both.themes[0].differences]
    assert pairs == [((name, BEFORE), (name, AFTER)) for name in ("day care", "ward", NOT_KNOWN)]
    assert sum(group.participants for group in both.groups if group.values[1] == BEFORE) == 12


def test_too_few_are_not_compared(study: Run) -> None:
    """Of four on the ward who were heard twice no difference is given, but their shares have intervals."""
    both = counted(study, "group", "time point")
    ward = both.themes[0].differences[1]
    assert (ward.in_both, ward.value, ward.low) == (4, None, None)
    assert both.themes[0].shares[2].high is not None
    assert both.intervals == 2


def test_many_values_are_compared_with_the_first(study: Run) -> None:
    """Up to four values all pairs are compared; of five, each with the first in natural order."""
    several = {f"P{number}": {"site": f"site {1 + number % 5 * 3}"} for number in range(1, 13)}
    by_site = counted(replace(study, participants=several), "site")
    assert {one.first for one in by_site.themes[0].differences} == {("site 1",)}
    assert [group.values[0] for group in by_site.groups] == ["site 1", "site 4", "site 7", "site 10", "site 13"]
    assert "with the first, site 1" in by_site.compared
    four = {name: {"site": f"site {number % 4}"} for number, name in enumerate(several)}
    assert len(counted(replace(study, participants=four), "site").themes[0].differences) == 6


def test_the_document_of_an_unknown_participant_counts(study: Run) -> None:
    """A unit without participant counts for its document as one person more, and a note says how many there are."""
    units = study.units.copy()
    units.loc[units["participant"] == "P1", "participant"] = None
    found = counted(replace(study, units=units))
    assert found.themes[0].overall.of == 13
    assert found.notes == ("The participant of 4 units is not known: there, each document counts as one.",)


def test_documents_are_counted_if_no_participant_is_known(study: Run) -> None:
    """Essays without speakers are counted as documents, and the word says so."""
    units = study.units.copy()
    units["participant"] = units["participant"].mask(units["kept"])
    found = counted(replace(study, units=units), "time point")
    assert found.counted == "documents"
    assert [group.participants for group in found.groups] == [12, 10]


def test_second_codes_count(study: Run) -> None:
    """A participant who says a theme only as a second code has said it."""
    units = study.units.copy()
    units.loc[units["participant"] == "P12", "second_subtheme_id"] = f"{HOPE}.1"
    found = counted(replace(study, units=units))
    assert found.themes[0].overall.said == 6
    assert found.notes[0].startswith("2 units have two codes and count for both here.")


def test_two_codes_of_one_theme_count_once(study: Run) -> None:
    """A second code within the theme changes no number of the theme, and needs no note."""
    units = study.units.assign(second_subtheme_id=study.units["subtheme_id"])
    found = counted(replace(study, units=units))
    assert found == counted(study)
    assert found.notes == ()


def test_a_manual_coding_is_counted_where_its_coder_looked(study: Run) -> None:
    """The same themes by the coding and by the columns of units are the same counts; unread documents are left out."""
    coding = study.codings[0]
    carried = coder_code_matrix(coding, study.units, Level.SUBTHEME, min_overlap=0.5)
    of_machine = proposal_code_matrix(study, Level.SUBTHEME)
    assert (carried.carries == of_machine.carries).all()
    assert [code.code_id for code in carried.codes] == [code.code_id for code in of_machine.codes]
    read = {"P1 1 before.txt", "P2 1 before.txt"}
    few = replace(coding, segments=coding.segments[coding.segments["doc_id"].isin(read)], scope=CODED_ONLY)
    carried = coder_code_matrix(few, study.units, Level.THEME, min_overlap=0.5)
    assert set(carried.units["doc_id"]) == read
    assert "all others are left out (20)" in carried.notes[0]


def test_an_unknown_attribute_is_refused_with_those_there_are(study: Run) -> None:
    """The message names what can be asked for."""
    with pytest.raises(UsageError, match=r"'colour'.*There are: 'group', 'time point'"):
        find_attribute(study, "colour")


def test_a_run_without_units_has_no_shares(study: Run) -> None:
    """Without people, shares are undefined, not 0."""
    nothing = counted(replace(study, units=study.units.iloc[:0]), "group")
    assert nothing.themes[0].overall.value is None
    assert nothing.groups == ()

"""Agreement of people with each other and of the program with each person is measured over the same units."""

from dataclasses import replace

import pytest
from sample_codings import interviewers, some_units, unit_coding

from thememiner.comparison import measure_human_agreement
from thememiner.config import ComparisonSettings
from thememiner.records import MACHINE, Codebook, Coding, HumanAgreement

SETTINGS = ComparisonSettings(resamples=0, shuffles=20)


def of(codings: list[Coding], machine: Coding | None = None, *, units: int = 8) -> tuple[HumanAgreement, ...]:
    """Return the ceiling over units each by a person of their own."""
    table = some_units(units, participant=[f"p{n}" for n in range(units)])
    return measure_human_agreement(codings, machine, table, settings=SETTINGS, seed=0)


def coded(*codes: str) -> list[Coding]:
    """Return a coding for each person, a letter a unit."""
    return [unit_coding(list(each), coder=f"person {n}") for n, each in enumerate(codes)]


def test_two_people_who_agree_have_the_highest_ceiling() -> None:
    """Equal codings score 1; the program has a score with each person."""
    machine = unit_coding(list("xxyyxyxy"), coder=MACHINE)
    (found,) = of(coded("aabbaabb", "aabbaabb"), machine)
    (pair,) = found.people
    assert (pair.one, pair.other, pair.units) == ("person 0", "person 1", 8)
    assert pair.values == pytest.approx(dict.fromkeys(pair.values, 1))
    assert [(each.one, each.other) for each in found.machine] == [("person 0", MACHINE), ("person 1", MACHINE)]
    assert found.machine[0].values == found.machine[1].values
    assert not found.overall


def test_kappa_of_two_people_with_one_codebook_is_plain() -> None:
    """Codes of one name are the same, so nothing is matched and nothing taken out: 6 of 8 agree, half by chance."""
    (found,) = of(coded("aaaabbbb", "aaabbbba"))
    assert found.people[0].values["kappa"] == pytest.approx(0.5)


def test_three_people_have_an_overall_agreement() -> None:
    """Of more than two, every pair is there, and Krippendorff's alpha of all."""
    (found,) = of(coded("aabb", "aabb", "aabb"), units=4)
    assert len(found.people) == 3
    assert found.overall["alpha"].value == 1


def test_only_units_that_two_people_looked_at_count() -> None:
    """The program is compared over the same units as the people, so that the two can be compared."""
    short, long = coded("aabb", "aabbaabb")
    (found,) = of([short, long], unit_coding(list("aabbbbbb"), coder=MACHINE))
    assert found.units == found.participants == 4
    assert [each.units for each in (*found.people, *found.machine)] == [4, 4, 4]
    assert found.machine[1].values["ami"] == pytest.approx(1)


@pytest.mark.parametrize("number", [0, 1])
def test_one_person_has_no_ceiling(number: int) -> None:
    """Nothing is said where there are no two people."""
    assert of(coded("aabbaabb")[:number], unit_coding(list("aabbaabb"), coder=MACHINE)) == ()


def test_people_who_coded_other_units_have_no_ceiling() -> None:
    """Two people without a common unit cannot be compared; nor where the common ones are set aside."""
    both = coded("aabb", "aabb")
    table = interviewers(some_units(4), 0, 1, 2, 3)
    assert measure_human_agreement(both, None, table, settings=SETTINGS, seed=0) == ()


def test_a_table_without_themes_has_the_same_codes() -> None:
    """Who leaves out the theme above a code means the same code: pairs and all together agree."""
    nested = unit_coding(["A/a", "A/a", "B/b", "B/b"], coder="one")
    codes = tuple(
        replace(code, code_id=code.code_id.replace("/", " > "), name=code.name[-1]) for code in nested.codebook.codes
    )
    segments = nested.segments.assign(code_id=nested.segments["code_id"].str.replace("/", " > "))
    nested = replace(nested, codebook=Codebook(codes), segments=segments)
    flat = coded("aabb", "aabb")
    found = measure_human_agreement([nested, *flat], None, some_units(4), settings=SETTINGS, seed=0)[-1]
    assert found.level == "sub-theme"
    assert [pair.values["kappa"] for pair in found.people] == pytest.approx([1, 1, 1])
    assert found.overall["alpha"].value == 1

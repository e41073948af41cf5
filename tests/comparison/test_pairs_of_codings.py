"""Which codings of a study are compared in full, and over which text."""

import pytest
from sample_codings import some_units, unit_coding

from thememiner.config import ComparisonSettings
from thememiner.records import MACHINE, Coding, Comparison, Document, Form, Scope, Source
from thememiner.workflows.pairwise import compare_all

QUICK = ComparisonSettings(resamples=0, shuffles=0)


def coding(coder: str, codes: str = "aabb") -> Coding:
    """Return a coding of four units by someone who read all there is, a letter a unit."""
    own = unit_coding(list(codes), coder=coder)
    return Coding(coder, own.codebook, own.segments, Scope({"d": ((0, 1_000),)}))


def compared(people: list[Coding], machine: Coding | None = None, *, length: int = 40) -> tuple[Comparison, ...]:
    """Return what is compared over four units of a document of this length."""
    document = Document("d", "x" * length, Form.PROSE, (), Source("d.txt", "", "txt", None))
    return compare_all(machine, people, some_units(4), [document], settings=QUICK, seed=0)


def test_text_after_the_last_unit_counts() -> None:
    """Agreement on positions is over all that both read, not only as far as there are units."""
    people = [coding("A", "aaab"), coding("B", "aabb")]
    short, long = (compared(people, length=length)[0].levels[0].positions["u_alpha"].value for length in (40, 400))
    assert short is not None
    assert long is not None
    assert short != pytest.approx(long)


@pytest.mark.parametrize(
    ("people", "pairs"), [pytest.param(2, 1, id="two"), pytest.param(4, 6, id="four"), pytest.param(5, 0, id="many")]
)
def test_the_program_meets_everybody_and_few_people_each_other(people: int, pairs: int) -> None:
    """The person is the reference; of more than four people no two are compared in full."""
    found = compared([coding(f"P{number}") for number in range(people)], coding(MACHINE))
    assert [(one.reference, one.proposed) for one in found[:people]] == [(f"P{n}", MACHINE) for n in range(people)]
    assert len(found) == people + pairs

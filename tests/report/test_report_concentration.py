"""The report says where a sub-theme is carried by one language, one document or one participant."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from thememiner.records import UNIT_COLUMNS, Run, table
from thememiner.report import render_report
from thememiner.report.concentration import concentration_summary, concentrations

EVEN = [(f"d{n % 4}", f"p{n % 4}", ("en", "zh")[n // 4 % 2]) for n in range(40)]
"""Units of another sub-theme: four documents of a person each, two languages."""
PLACE = "from one document: it may be a place in that interview rather than an idea."
PERSON = "from one participant: it may be that person's topic rather than a shared one."


def run_with(run: Run, own: Iterable[tuple[str, str | None, str]], rest: Iterable[tuple[str, str | None, str]]) -> Run:
    """Return the run with the units T1.1 and T1.2, each given as document, participant and language."""
    rows = [(place, "T1.1") for place in own] + [(place, "T1.2") for place in rest]
    first = run.units.iloc[0].to_dict()
    made = [
        {**first, "unit_id": str(n), "doc_id": place[0], "participant": place[1], "language": place[2], "kept": True}
        | {"theme_id": "T1", "subtheme_id": name}
        for n, (place, name) in enumerate(rows)
    ]
    units = table(UNIT_COLUMNS, {column.name: [row.get(column.name) for row in made] for column in UNIT_COLUMNS})
    return replace(run, units=units, themes=run.themes[:1])


@pytest.mark.parametrize(
    ("own", "sentences"),
    [
        pytest.param(EVEN[:8], (), id="of all"),
        pytest.param([(f"d{n % 4}", f"p{n % 4}", "zh") for n in range(8)], ("All in Chinese.",), id="one language"),
        pytest.param(
            [(f"d{n % 4}", f"p{n % 4}", "en" if n else "zh") for n in range(10)],
            ("Almost all in English.",),
            id="nine tenths",
        ),
        pytest.param([(f"d{n % 4}", f"p{n % 4}", "en" if n > 1 else "mixed") for n in range(12)], (), id="less"),
        pytest.param([("d0", "p0", "zh"), *EVEN[:3]], (f"2 of 4 units come {PLACE}",), id="half of one document"),
        pytest.param(
            [("d0", "p0", "en"), ("d0", "p0", "zh"), ("d0", "p9", "zh"), ("d1", "p1", "en")],
            (f"3 of 4 units come {PLACE}", f"2 of 4 units come {PERSON}"),
            id="a person within a document",
        ),
        pytest.param(
            [("d0", "p0", "en"), ("d1", "p0", "zh"), ("d2", "p1", "en"), ("d3", "p2", "zh")],
            (f"2 of 4 units come {PERSON}",),
            id="a person of several documents",
        ),
        pytest.param([("d0", None, "en"), ("d0", None, "zh")], (f"All 2 units come {PLACE}",), id="nobody known"),
    ],
)
def test_a_sub_theme_says_what_carries_it(
    english: Run, own: list[tuple[str, str | None, str]], sentences: tuple[str, ...]
) -> None:
    """One language, one document and one participant are each told once, and only where they carry the sub-theme."""
    assert concentrations(run_with(english, own, EVEN))["T1.1"].sentences == sentences


@pytest.mark.parametrize(
    "everyone",
    [
        pytest.param([("d0", "p0", "zh")] * 8, id="one document"),
        pytest.param([("d0", None, "zh")] * 8, id="nobody known"),
        pytest.param([(f"d{n}", "p0", "zh") for n in range(8)], id="one participant"),
        pytest.param([(f"d{n % 2}", f"p{n % 2}", "zh") for n in range(8)], id="half of two documents"),
    ],
)
def test_what_all_units_share_is_no_remark(english: Run, everyone: list[tuple[str, str | None, str]]) -> None:
    """A corpus of one document, participant or language, or of two documents, is not said to be concentrated."""
    run = run_with(english, everyone, everyone)
    assert [group.sentences for group in concentrations(run).values()] == [(), ()]
    assert concentration_summary(run) == ()


def test_a_language_of_less_than_a_tenth_is_none_of_the_corpus(english: Run) -> None:
    """A few English sentences do not make a study one of two languages."""
    rest = [(document, person, "zh" if n else "en") for n, (document, person, _) in enumerate(EVEN)]
    run = run_with(english, [(f"d{n}", f"p{n}", "zh") for n in range(4)], rest)
    assert concentrations(run)["T1.1"].sentences == ()


def test_the_overview_counts_such_sub_themes(english: Run) -> None:
    """A sentence for each kind stands in the overview, and the sub-theme has its own beside it."""
    run = run_with(english, [("d0", "p0", "zh")] * 8, [*EVEN, ("d4", "p0", "en")])
    languages, documents, participants = concentration_summary(run)
    assert languages.startswith("1 of 2 sub-themes is of one language, in at least 90 % of the units: 1 Chinese.")
    assert documents.startswith("1 of 2 sub-themes has half or more of the units from one document, well above its")
    assert participants.startswith("1 of 2 sub-themes has half or more of the units from one participant, well above")


def test_the_page_shows_both(english: Run) -> None:
    """The page has the sentence of a sub-theme in the themes, and the count in the overview."""
    units = english.units.assign(language=english.units["language"].where(english.units["theme_id"] != "T3", "zh"))
    page = render_report(replace(english, units=units))
    assert '<p class="note">All in Chinese.</p>' in page.partition('<section id="themes"')[2]
    overview = page.partition('<section id="overview"')[2].partition("</section>")[0]
    assert "sub-themes are of one language" in overview


def test_themes_without_sub_themes_are_groups_too(english: Run) -> None:
    """Where a theme has no sub-themes, its own units are looked at; a mixed tree is named as one."""
    run = run_with(english, [("d0", "p0", "en")] * 8, EVEN)
    flat = replace(run.themes[0], subthemes=())
    assert list(concentrations(replace(run, themes=(flat,)))) == ["T1"]
    units = run.units.assign(theme_id=run.units["subtheme_id"].map({"T1.1": "T1", "T1.2": "T2"}))
    mixed = (flat, replace(run.themes[0], theme_id="T2", subthemes=run.themes[0].subthemes[1:2]))
    told = concentration_summary(replace(run, units=units, themes=mixed))
    assert told[0].startswith("1 of 2 themes and sub-themes is of one language")


def test_no_themes_have_no_remarks(empty: Run) -> None:
    """A run of nothing has nothing to say."""
    assert concentrations(empty) == {}
    assert concentration_summary(empty) == ()

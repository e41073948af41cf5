"""The report flags sub-themes that come mostly from one language, document or participant."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from thememiner.phrasing import FlagSource
from thememiner.records import UNIT_COLUMNS, Run, make_table
from thememiner.report import render_report
from thememiner.report.flags import Flag, RunFlags, count_flags, flag_groups, is_fully_flagged

EVEN = [(f"d{n % 4}", f"p{n % 4}", ("en", "zh")[n // 4 % 2]) for n in range(40)]
"""Units of another sub-theme: four documents of a person each, two languages."""
LANGUAGE, DOCUMENT, PARTICIPANT = FlagSource.LANGUAGE, FlagSource.DOCUMENT, FlagSource.PARTICIPANT

Places = Iterable[tuple[str, str | None, str]]


def run_with(run: Run, own: Places, rest: Places) -> Run:
    """Return the run with the units T1.1 and T1.2, each given as document, participant and language."""
    rows = [(place, "T1.1") for place in own] + [(place, "T1.2") for place in rest]
    first = run.units.iloc[0].to_dict()
    made = [
        {**first, "unit_id": str(n), "doc_id": place[0], "participant": place[1], "language": place[2], "kept": True}
        | {"theme_id": "T1", "subtheme_id": name}
        for n, (place, name) in enumerate(rows)
    ]
    units = make_table(UNIT_COLUMNS, {column.name: [row.get(column.name) for row in made] for column in UNIT_COLUMNS})
    return replace(run, units=units, themes=run.themes[:1])


def carried(flags: Iterable[Flag]) -> list[tuple[FlagSource, str, int]]:
    """Return the sources that are flagged, with their numbers of units."""
    return [(flag.carrier, flag.name, flag.units) for flag in flags]


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        pytest.param(EVEN[:8], [], id="of all"),
        pytest.param([(f"d{n % 4}", f"p{n % 4}", "zh") for n in range(8)], [(LANGUAGE, "Chinese", 8)], id="language"),
        pytest.param(
            [(f"d{n % 4}", f"p{n % 4}", "en" if n else "zh") for n in range(10)],
            [(LANGUAGE, "English", 9)],
            id="nine tenths",
        ),
        pytest.param([(f"d{n % 4}", f"p{n % 4}", "en" if n > 1 else "mixed") for n in range(12)], [], id="less"),
        pytest.param([("d0", "p0", "zh"), *EVEN[:3]], [(DOCUMENT, "d0", 2)], id="half of one document"),
        pytest.param(
            [("d0", "p0", "en"), ("d0", "p0", "zh"), ("d0", "p9", "zh"), ("d1", "p1", "en")],
            [(DOCUMENT, "d0", 3), (PARTICIPANT, "p0", 2)],
            id="a person within a document",
        ),
        pytest.param(
            [("d0", "p0", "en"), ("d1", "p0", "zh"), ("d2", "p1", "en"), ("d3", "p2", "zh")],
            [(PARTICIPANT, "p0", 2)],
            id="a person of several documents",
        ),
        pytest.param([("d0", None, "en"), ("d0", None, "zh")], [(DOCUMENT, "d0", 2)], id="nobody known"),
    ],
)
def test_a_sub_theme_says_what_carries_it(
    english: Run, own: Places, expected: list[tuple[FlagSource, str, int]]
) -> None:
    """A language, document or participant is flagged once, and only if the sub-theme comes mostly from it."""
    assert carried(flag_groups(run_with(english, own, EVEN)).of_groups["T1.1"]) == expected


@pytest.mark.parametrize(
    "everyone",
    [
        pytest.param([("d0", "p0", "zh")] * 8, id="one document"),
        pytest.param([("d0", None, "zh")] * 8, id="nobody known"),
        pytest.param([(f"d{n}", "p0", "zh") for n in range(8)], id="one participant"),
        pytest.param([(f"d{n % 2}", f"p{n % 2}", "zh") for n in range(8)], id="half of two documents"),
    ],
)
def test_what_all_units_share_is_no_flag(english: Run, everyone: Places) -> None:
    """A corpus of one document, participant or language, or of two documents, is not said to be concentrated."""
    run = run_with(english, everyone, everyone)
    flags = flag_groups(run)
    assert flags.of_groups == {"T1.1": (), "T1.2": ()}
    assert count_flags(run.themes, flags) == ()


def test_a_language_of_less_than_a_tenth_is_none_of_the_corpus(english: Run) -> None:
    """A few English sentences do not make a study one of two languages."""
    rest = [(document, person, "zh" if n else "en") for n, (document, person, _) in enumerate(EVEN)]
    run = run_with(english, [(f"d{n}", f"p{n}", "zh") for n in range(4)], rest)
    assert flag_groups(run).of_groups["T1.1"] == ()


def test_a_flag_carries_the_figure_that_shows_it(english: Run) -> None:
    """A flag has the source's share of the group and its share of all kept units."""
    (flag,) = flag_groups(run_with(english, [("d0", "p0", "zh"), *EVEN[:3]], EVEN)).of_groups["T1.1"]
    assert flag.figure == "2 of 4 units (50 %; of all kept units 27 %) come from"


def test_the_overview_counts_such_sub_themes(english: Run) -> None:
    """A sentence for each kind of flag says how many have it, and which."""
    run = run_with(english, [("d0", "p0", "zh")] * 8, [*EVEN, ("d4", "p0", "en")])
    told = count_flags(run.themes, flag_groups(run))
    assert [count.sentence.partition(" at least")[0] for count in told] == ["1 of 2 sub-themes has"] * 3
    assert ["language" in told[0].sentence, "document" in told[1].sentence, "person" in told[2].sentence] == [True] * 3
    assert [count.theme_ids for count in told] == [("T1.1",)] * 3


def test_a_theme_whose_sub_themes_are_all_flagged_is_named(english: Run) -> None:
    """If every sub-theme of a theme is flagged, the theme says so, and the overview counts it."""
    run = run_with(english, [("d0", "p0", "zh")] * 8, [("d1", "p1", "en")] * 8)
    flags = flag_groups(replace(run, units=run.units.assign(doc_id=[f"d{n % 8}" for n in range(16)])))
    assert is_fully_flagged(run.themes[0], flags.of_groups)
    assert count_flags(run.themes, flags)[-1].sentence == "In 1 theme, every sub-theme has such a flag."
    assert count_flags(run.themes, flags)[-1].theme_ids == ("T1",)
    assert not is_fully_flagged(replace(run.themes[0], subthemes=()), flags.of_groups)


def test_the_page_shows_both(english: Run) -> None:
    """The flag is shown with the sub-theme, and the overview has the count and a link."""
    units = english.units.assign(language=english.units["language"].where(english.units["theme_id"] != "T1", "zh"))
    page = render_report(replace(english, units=units))
    overview = page.partition('<section id="overview"')[2].partition("</section>")[0]
    theme = page.partition('<article class="theme" id="T1"')[2].partition("</article>")[0]
    assert "at least 90 % of their units in one language" in overview
    assert '<a href="#T1.1">T1.1</a>' in overview
    assert "are in <q><bdi>Chinese</bdi></q>" in theme
    assert "Every sub-theme has a flag" in theme


def test_themes_without_sub_themes_are_groups_too(english: Run) -> None:
    """A theme without sub-themes is flagged itself; a mixed tree counts themes and sub-themes."""
    run = run_with(english, [("d0", "p0", "en")] * 8, EVEN)
    flat = replace(run.themes[0], subthemes=())
    assert list(flag_groups(replace(run, themes=(flat,))).of_groups) == ["T1"]
    units = run.units.assign(theme_id=run.units["subtheme_id"].map({"T1.1": "T1", "T1.2": "T2"}))
    mixed = (flat, replace(run.themes[0], theme_id="T2", subthemes=run.themes[0].subthemes[1:2]))
    told = count_flags(mixed, flag_groups(replace(run, units=units, themes=mixed)))
    assert told[0].sentence.startswith("1 of 2 themes and sub-themes has at least 90 %")


def test_no_themes_have_no_flags(empty: Run) -> None:
    """A run without themes has no flags."""
    assert flag_groups(empty) == RunFlags({})
    assert count_flags(empty.themes, RunFlags({})) == ()

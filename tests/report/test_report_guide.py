"""The report shows the interview guide, flags themes that answer one question, and counts those who were asked."""

from dataclasses import replace

import pytest
from guided_run import FUTURE, guided_run
from invented_evidence import extension

from thememiner.config import Settings
from thememiner.phrasing import FlagSource
from thememiner.records import GuideOutcome, Run
from thememiner.report import render_report
from thememiner.report.flags import RunFlags, count_flags, flag_groups
from thememiner.report.prevalence import build_guide_view, read_guide


@pytest.fixture(scope="module")
def guided() -> Run:
    """Return the guided study."""
    return guided_run()


@pytest.fixture(scope="module")
def page(guided: Run) -> str:
    """Return its report."""
    return render_report(guided)


def section(page: str, begin: str, end: str = "</section>") -> str:
    """Return a part of the page."""
    return page.partition(begin)[2].partition(end)[0]


def flags_of(run: Run) -> RunFlags:
    """Return the flags of a run with its guide."""
    return flag_groups(run, read_guide(run))


def test_the_section_has_questions_and_themes(page: str) -> None:
    """Each question has its words, where it was asked and what answers it; crossing themes are listed below."""
    guide = section(page, '<section id="guide"')
    assert "An interview guide of 3 questions was found in 6 interviews." in guide
    assert "25 units of 26 (96 %) answer a question of the guide." in guide
    assert (
        '<td class="number">4 of 6 (not interview5.txt and interview6.txt)</td><td class="place">late (90 %)</td>'
        in guide
    )
    assert (
        '<a href="#T2"><span class="id">T2</span> <bdi>the years ahead</bdi></a> <span class="meta">3 of 4</span>'
        in guide
    )
    assert "2 of 5 themes and sub-themes answer one question" in guide
    assert "3 cross questions: their units answer at least three" in guide
    assert "Q1 1, Q2 1, Q3 1" in guide


def test_a_theme_of_one_question_is_flagged_with_those_who_were_asked(guided: Run) -> None:
    """The flag has the words of the question, its shares, and how many of those who were asked said it."""
    (flag,) = flags_of(guided).of_groups["T2"]
    assert (flag.carrier, flag.name, flag.units, flag.whole, flag.everywhere) == (FlagSource.QUESTION, FUTURE, 3, 4, 7)
    assert flag.caution.startswith("Said by 3 of the 4 who were asked about it, 75 % (30–95 %). It may reflect")


def test_flags_do_not_flood(guided: Run) -> None:
    """Where at least half of the groups answer one question, one sentence says so instead of a flag with each."""
    top = replace(guided.themes[0], subthemes=guided.themes[0].subthemes[:3])
    some = replace(guided, themes=(top, guided.themes[1]))
    found = flags_of(some)
    assert not any(found.of_groups.values())
    (count,) = count_flags(some.themes, found)
    assert count.sentence.startswith("The interview guide explains most themes: 2 of 4 themes and sub-themes have")
    assert not flags_of(guided).guided


def test_a_question_of_the_flagged_document_alone_is_not_flagged(guided: Run) -> None:
    """A question that only the flagged document has says nothing more."""
    assert guided.guide is not None
    asked = guided.guide.asked
    units = guided.units[(guided.units["doc_id"] == "interview1.txt") | (guided.units["theme_id"] != "T2")]
    rows = asked[(asked["question_id"] != "Q3") | (asked["doc_id"] == "interview1.txt")].reset_index(drop=True)
    run = replace(guided, units=units.reset_index(drop=True), guide=replace(guided.guide, asked=rows))
    assert FlagSource.QUESTION not in {flag.carrier for flag in flags_of(run).of_groups["T2"]}


def test_participants_are_counted_of_those_who_were_asked(page: str) -> None:
    """Beside “4 of 6” stands of how many who were asked: with the theme, in the tree, and below the table."""
    theme = section(page, '<article class="theme" id="T2"', "</article>")
    assert "<b>4</b> of 6 participants" in theme
    assert "(3 of the 4 who were asked about it, 75 % (30–95 %))" in theme
    assert "(3 of 4 asked)" in section(page, '<section id="tree"')
    table = section(page, '<section id="participants"')
    assert '<td>3 of 4<br><span class="meta">75 % (30–95 %)</span></td>' in table


def test_a_person_was_asked_if_one_of_their_interviews_asks(guided: Run) -> None:
    """The fourth person, asked about the years ahead in one interview, speaks of them in another."""
    units = guided.units.assign(participant=guided.units["participant"].replace("P5", "P4"))
    guide = read_guide(replace(guided, units=units))
    assert guide is not None
    assert (guide.asked["T2"].share.said, guide.asked["T2"].share.of) == (4, 4)


@pytest.mark.parametrize(
    ("use", "sentence"),
    [
        pytest.param(None, "This run was made by a version that did not look for an interview guide.", id="earlier"),
        pytest.param("off", "The interview guide was not looked for, because the settings say so", id="off"),
        pytest.param("auto", "There is no interview guide, because no participant speaks in a dialogue.", id="rows"),
    ],
)
def test_without_a_guide_a_sentence_says_why(guided: Run, use: str | None, sentence: str) -> None:
    """Nothing else is shown, nobody is counted of those who were asked, and no question is flagged."""
    settings = Settings().model_dump(mode="json")
    settings |= {"questions": {"use": use}} if use else {}
    if use is None:
        del settings["questions"]
    run = replace(guided, guide=None, manifest={**guided.manifest, "settings": settings})
    view = build_guide_view(run, read_guide(run))
    assert view.sentences[0].startswith(sentence)
    assert not any(flags_of(run).of_groups.values())
    page = render_report(run)
    assert "Themes that answer it most" not in page
    assert "asked about it" not in page


def test_a_guide_that_was_not_found_is_explained(guided: Run) -> None:
    """The outcome of the search is the sentence."""
    assert guided.guide is not None
    nothing = replace(guided.guide, questions=(), outcome=GuideOutcome.NO_COMMON_QUESTIONS)
    run = replace(guided, guide=nothing)
    assert build_guide_view(run, read_guide(run)).sentences == (
        "No interview guide was found, because too few questions recur in the 6 interviews.",
    )


@pytest.mark.parametrize("outcome", [None, GuideOutcome.FEW_INTERVIEWS])
def test_an_extended_run_says_that_no_guide_was_looked_for(guided: Run, outcome: GuideOutcome | None) -> None:
    """Why the run before had none, or how many interviews it had, says nothing of the interviews together."""
    assert guided.guide is not None
    guide = None if outcome is None else replace(guided.guide, outcome=outcome, interviews=2)
    run = replace(guided, guide=guide, extension=extension(guided))
    (sentence,) = build_guide_view(run, read_guide(run)).sentences
    assert sentence.startswith("The run that this one extends has no interview guide, and an extension")

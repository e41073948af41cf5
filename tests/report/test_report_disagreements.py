"""The page lists disagreements in context, with both codes and with filters."""

import re
from dataclasses import replace

import pytest
from disputed_run import disputed_run, unit_id
from invented_runs import HOSTILE

from thememiner.phrasing import INSTRUCTIVE_RULE
from thememiner.records import CodingKind, Comparison, Run
from thememiner.report import render_report
from thememiner.report.disagreements import DisagreementsView, build_disagreements_view


@pytest.fixture(scope="module")
def run() -> Run:
    """Return the run of sixteen units that three coded."""
    return disputed_run()


@pytest.fixture(scope="module")
def view(run: Run) -> DisagreementsView:
    """Return what the page lists of it."""
    found = build_disagreements_view(run)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def section(run: Run) -> str:
    """Return the section of the page."""
    return section_of(render_report(run))


def section_of(page: str) -> str:
    """Return the section of a page, or nothing."""
    found = re.search(r'<section id="disagreements".*?</section>', page, re.DOTALL)
    return found.group() if found else ""


def test_the_most_instructive_come_first_with_both_codes(view: DisagreementsView) -> None:
    """Entries are in the order of the list, with the names of codes and the program's reason."""
    assert [entry.unit.unit_id for entry in view.entries] == [unit_id(number) for number in (10, 15, 5, 14)]
    first = view.entries[0]
    assert ([code.name for code in first.first], first.second) == (["Care > Rest"], ())
    assert first.reason == "far from all themes; nearest T1.1 (25 %)"


def test_entries_have_the_numbers_of_the_filters(view: DisagreementsView) -> None:
    """Each entry is found by its codes, its person and its document."""
    for entry in view.entries:
        assert [view.codes[number] for number in entry.codes] == [*entry.first, *entry.second]
        assert view.people[entry.person] == entry.unit.person
        assert view.documents[entry.document] == entry.unit.document


def test_the_section_says_how_many_there_are(section: str) -> None:
    """The section has the totals, the rule of the order, and how to see those of other coders."""
    assert "disagree on 4 of 16 units that both looked at</bdi>. The most instructive come first." in section
    assert "For the other coders (<bdi>Bo</bdi>), see" in section
    assert INSTRUCTIVE_RULE.replace("'", "&#39;") in section
    assert section.count("<li data-code=") == 4


def test_the_programs_codes_lead_to_their_themes(section: str) -> None:
    """A sub-theme is a link, and a unit without code says so."""
    assert '<a href="#T2.1"><span class="id">T2.1</span> <bdi>name of T2.1</bdi></a>' in section
    assert '<span class="muted">no code</span>' in section


def test_each_unit_can_be_read_in_its_context(run: Run, section: str) -> None:
    """The unit is shown with the words around it, and its passage is on the page."""
    assert section.count('class="around"') == 8 - 1  # the last unit of its document has nothing behind it
    data = re.search(r'id="report-data">(.*?)</script>', render_report(run))
    assert data is not None
    assert all(f'"{unit}"' in data.group(1) for unit in re.findall(r'data-unit="(.*?)"', section))


def test_of_many_only_some_are_listed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long list is cut, and the page says of how many."""
    monkeypatch.setattr("thememiner.report.disagreements.MOST_LISTED", 3)
    section = section_of(render_report(run))
    assert section.count("<li data-code=") == 3
    assert "disagree on 4 of 16 units that both looked at</bdi>. The 3 most instructive are listed." in section


def test_nothing_stands_there_without_manual_coding(run: Run) -> None:
    """Without manual coding there is no section and no link to it."""
    page = render_report(replace(run, codings=run.codings[:1], comparisons=()))
    assert 'id="disagreements"' not in page
    assert 'href="#disagreements"' not in page


def test_full_agreement_lists_nothing(run: Run) -> None:
    """If all codes are the same, nothing is listed."""
    same = replace(run.codings[0], coder="Anna", kind=CodingKind.PERSON)
    section = section_of(render_report(replace(run, codings=(run.codings[0], same), comparisons=run.comparisons[:1])))
    assert "disagree on 0 of 16 units" in section
    assert "<form" not in section


def test_hostile_names_and_words_stay_text(run: Run) -> None:
    """Words, coders, codes and people that try to break out are shown as they are."""
    bad = disputed_run(text=HOSTILE)
    coder = replace(bad.codings[1], coder=HOSTILE)
    bad = replace(
        bad,
        codings=(bad.codings[0], coder),
        comparisons=(Comparison(HOSTILE, "ThemeMiner", (), proposed_kind=CodingKind.PROPOSAL),),
    )
    page = render_report(bad)
    for tag in ("<script", "<img"):
        assert page.count(tag) == render_report(run).count(tag)
    assert section_of(page).count("&lt;/script&gt;") > 4

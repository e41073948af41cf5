"""Every participant is in the table, and a zero is written as 0."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from thememiner.language import natural_sort_key
from thememiner.records import NOT_KNOWN, Document, Role, Run, Turn
from thememiner.report import compose_methods, render_report
from thememiner.report.formatting import ALL_LIMITS
from thememiner.report.overview import (
    build_attribute_table,
    build_document_table,
    build_overview,
    build_participant_counts,
    build_speakers_view,
    list_participants,
)
from thememiner.runs import write_run
from thememiner.workflows import export, inspect, measure_prevalence
from thememiner.workflows.pipeline import propose_coding


def test_rows_and_columns_add_up(english: Run) -> None:
    """A participant's units over themes and unassigned are all kept ones, and so are the sums of the columns."""
    table = build_participant_counts(english)
    assert all(sum(cell.count for cell in cells[:-1]) == cells[-1].count for _, cells in table.rows)
    assert sum(table.units[:-1]) == table.units[-1] == int(english.units["kept"].sum())


def test_participants_without_units_have_a_row_of_zeros(english: Run) -> None:
    """A known participant without kept units is in the table, with zeros."""
    silent = replace(english, participants={**english.participants, "P99": {"gender": "f"}})
    name, cells = build_participant_counts(silent).rows[-1]
    assert name == "P99"
    assert [cell.count for cell in cells] == [0] * (len(english.themes) + 2)


def test_units_of_nobody_known_have_their_own_row(english: Run) -> None:
    """Kept units without a participant are counted in a row of their own, not as a person."""
    units = english.units.copy()
    units.loc[units["participant"] == "P1", "participant"] = None
    table = build_participant_counts(replace(english, units=units))
    assert table.rows[-1][0] == NOT_KNOWN
    assert table.units[-1] == int(units["kept"].sum())
    assert max(table.participants) <= len(list_participants(english))


def test_participants_of_a_column_are_those_with_a_unit(english: Run) -> None:
    """Below each theme stands the number of participants that the theme itself counts."""
    counts = build_participant_counts(english).participants[: len(english.themes)]
    assert counts == tuple(theme.participants for theme in english.themes)


def test_sub_themes_have_a_table_of_their_own(english: Run) -> None:
    """By sub-theme, the columns are the sub-themes of all themes in order."""
    table = build_participant_counts(english, subthemes=True)
    assert [theme.theme_id for theme in table.themes] == ["T1.1", "T1.2", "T2.1", "T2.2", "T3.1"]
    assert sum(table.units[:-1]) == table.units[-1]


@pytest.mark.parametrize(
    ("names", "ordered"),
    [
        pytest.param(["P10", "P2", "p1"], ["p1", "P2", "P10"], id="numbers count"),
        pytest.param(["受访者10", "受访者2"], ["受访者2", "受访者10"], id="Chinese"),
        pytest.param(["b", "a1b", "a"], ["a", "a1b", "b"], id="without numbers"),
        pytest.param(["9" * 6_000, "1"], ["1", "9" * 6_000], id="more digits than a number may have"),
        pytest.param(["P²", "P1"], ["P1", "P²"], id="a digit that is no number"),
    ],
)
def test_participants_are_sorted_as_people_count(names: list[str], ordered: list[str]) -> None:
    """P2 stands before P10."""
    assert sorted(names, key=natural_sort_key) == ordered


def test_attributes_show_what_is_known_and_leave_the_rest_empty(english: Run) -> None:
    """Everybody has a row; an attribute that is known of some is empty for the others."""
    table = build_attribute_table(replace(english, participants={"P1": {"age": "58"}}))
    assert table.columns == ("age",)
    assert dict(table.rows) == {"P1": ("58",)} | {f"P{number}": ("",) for number in range(2, 7)}


def test_documents_show_their_counts_and_attributes(english: Run) -> None:
    """Units of documents add up to all units, and each document has its attributes."""
    table = build_document_table(english)
    assert table.columns[-1] == "site"
    assert sum(int(cells[2]) for _, cells in table.rows) == len(english.units)


def test_counts_at_a_glance_add_up(run_of: Callable[..., Run]) -> None:
    """Units are kept or set aside, kept ones assigned or not, and each part is the sum of its reasons."""
    counts = build_overview(run_of("zh", interviews=3, rounds=5))
    assert counts.units == counts.kept + counts.set_aside.total
    assert counts.kept == counts.assigned + counts.unassigned.total == counts.languages.total
    for tally in (counts.set_aside, counts.unassigned, counts.languages):
        assert tally.total == sum(count for _, count in tally.parts)


def test_participants_are_counted_of_the_same_number_everywhere(english: Run, tmp_path: Path) -> None:
    """Report, methods, text and ``prevalence`` count those with kept units, and name once whom they do not count."""
    units = english.units.assign(kept=english.units["kept"] & (english.units["participant"] != "P1"))
    units.loc[~units["kept"], ["theme_id", "subtheme_id"]] = None
    run = replace(english, units=units, codings=(propose_coding(units, english.themes),))
    sentence = "1 participant has no kept unit and is not counted: P1."
    folder = tmp_path / "silent"
    write_run(run, folder, files={}, log={})
    counted = measure_prevalence(folder)
    assert {theme.overall.of for theme in counted.themes} == {len(run.persons.names)} == {5}
    assert counted.notes[-1] == sentence
    assert "9 units have two codes" in counted.notes[0]
    assert compose_methods(run).count(sentence) == 1
    page = render_report(run)
    assert sentence in re.sub(r"<[^>]+>", "", page.partition('id="overview"')[2].partition("</section>")[0])
    export(folder, [tmp_path / "a.md"])
    text = (tmp_path / "a.md").read_text("utf-8")
    assert text.count(sentence) == 1
    assert {*re.findall(r"of (\d+) participants", page), *re.findall(r"of (\d+) participants", text)} == {"5"}


@pytest.mark.parametrize("everybody", [False, True], ids=["one", "everybody"])
def test_persons_without_a_name_are_counted_by_document(english: Run, tmp_path: Path, *, everybody: bool) -> None:
    """They are part of the number that themes are counted of; if nobody has a name, it is a number of documents."""
    names = set(english.units["participant"].dropna()) if everybody else {"P1"}
    units = english.units.assign(
        participant=english.units["participant"].where(~english.units["participant"].isin(names))
    )
    documents = tuple(
        replace(one, turns=tuple(replace(turn, participant=None) for turn in one.turns if turn.participant in names))
        for one in english.documents
    )
    codings = (propose_coding(units, english.themes),)
    run = replace(english, units=units, documents=documents, participants={}, codings=codings)
    write_run(run, tmp_path / "nameless", files={}, log={})
    persons = f"{len(run.persons.names)} {'documents' if everybody else 'participants'}"
    assert (build_overview(run).persons, build_overview(run).silent) == (persons, "")
    assert {one.overall.of for one in measure_prevalence(tmp_path / "nameless").themes} == {len(run.persons.names)}
    export(tmp_path / "nameless", [tmp_path / "a.md"])
    for text in (render_report(run), (tmp_path / "a.md").read_text("utf-8")):
        assert set(re.findall(r"\d(?:</b>)? of (\d+ \w+)(?:;| ·)", text)) == {persons}
        assert "0 participants" not in text


def test_who_speaks_is_listed_as_inspect_lists_it(english: Run, tmp_path: Path) -> None:
    """The table has the rows of ``inspect``, and says how to change a role."""
    view = build_speakers_view(english)
    assert view is not None
    assert view.summary == "The turns have 7 labels: 1 interviewer and 6 participants."
    write_run(english, tmp_path / "run", files={}, log={})
    rows = inspect(tmp_path / "run").speakers
    assert [(name, *cells) for name, cells in view.table.rows] == [
        (row.label, row.role.value, *row.cells[1:5], row.reason.value) for row in rows
    ]
    page = render_report(english)
    assert "<h3>Who speaks</h3>" in page
    assert "<code>--participant</code>" in page


def test_many_speakers_are_folded_and_the_page_stays_small(english: Run) -> None:
    """Eighty interviewees are one line until the reader opens it, and a page has only so many of them."""
    (first, *_) = english.documents
    named = (replace(first, doc_id=f"{n}.txt", turns=_rename(first, f"Person {n}")) for n in range(80))
    many = replace(english, documents=(*english.documents, *named))
    page = render_report(many)
    assert "<summary>87 rows, one for each label</summary>" in page
    assert len(page) < len(render_report(english)) + 80 * 1_000
    limited = build_speakers_view(many, ALL_LIMITS[-1])
    assert limited is not None
    assert (len(limited.table.rows), limited.table.left_out) == (50, 37)


def test_texts_without_labels_have_no_such_table(english: Run) -> None:
    """Essays have no speakers to list."""
    essays = tuple(replace(one, turns=_rename(one, None)) for one in english.documents)
    assert build_speakers_view(replace(english, documents=essays)) is None


def _rename(document: Document, name: str | None) -> tuple[Turn, ...]:
    """Return turns with another label for the participant; without any labels for None."""
    return tuple(
        replace(turn, speaker=name) if name is None or turn.role is Role.PARTICIPANT else turn
        for turn in document.turns
    )

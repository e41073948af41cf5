"""Themes as texts in the style of a results section, in Markdown and Word."""

from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from thememiner.exchange.results import Results, write_ipa_docx, write_results_docx, write_results_markdown
from thememiner.exchange.results.narrative import compose_results, to_markdown
from thememiner.exchange.results.run_results import CAUTION, FIGURE_EXPLANATIONS, describe_evidence
from thememiner.phrasing import FOUND_RULE, add_quotation_marks, format_apa_score
from thememiner.records import Loss
from thememiner.workflows.export import collect_results

PICTURED = "texts with control characters, which are shown as pictures of them"


def paragraphs(path: Path) -> list[tuple[str, str]]:
    """Return style and text of each paragraph."""
    return [(str(one.style and one.style.name), one.text) for one in docx.Document(str(path)).paragraphs]


@pytest.fixture(scope="module")
def word(results: Results, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the text as a Word document."""
    path = tmp_path_factory.mktemp("texts") / "run.docx"
    assert write_results_docx(results, path) == (Loss(PICTURED, 1),)
    return path


@pytest.fixture(scope="module")
def markdown(results: Results, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the text as Markdown."""
    path = tmp_path_factory.mktemp("texts") / "run.md"
    assert write_results_markdown(results, path) == (Loss(PICTURED, 1),)
    return path.read_text("utf-8")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        pytest.param(0.814, ".81", id="as papers write it"),
        pytest.param(0.999, ".99", id="one only if it is one"),
        pytest.param(1.0, "1.00", id="one"),
        pytest.param(0.0, ".00", id="nothing"),
        pytest.param(None, "not measured", id="not measured"),
    ],
)
def test_shares_are_written_in_apa_style(value: float | None, shown: str) -> None:
    """A share has two decimals and no leading zero."""
    assert format_apa_score(value) == shown


def test_each_theme_has_its_evidence(results: Results, word: Path) -> None:
    """It has a heading and a sentence with counts of units and people, and with stability."""
    theme = results.run.themes[0]
    assert describe_evidence(theme, results) == "n = 3 units, 2 of 3 participants; stability .81"
    told = paragraphs(word)
    assert ("Heading 1", "T1 talk; company") in told
    assert any(f"({describe_evidence(theme, results)})" in text for _, text in told)


def test_second_codes_are_counted_separately(results: Results) -> None:
    """Units with a theme as their second code are not part of n."""
    theme = replace(results.run.themes[0], also=2)
    assert describe_evidence(theme, results).startswith("n = 3 units, and 2 more as their second code, 2 of 3")


def test_quotes_name_their_place(word: Path) -> None:
    """A quote has quotation marks, participant, document and line."""
    quotes = [text for style, text in paragraphs(word) if style == "Quote"]
    assert "“=我们聊天，𠮷野家。” (P1, 一.txt, line 2)" in quotes
    assert "“The bell␇ rings 👩‍⚕️ at noon.” (P2, b.txt, line 2)" in quotes
    assert "“-no, they said\nand left.” (P2, b.txt, line 4)" in quotes


def test_figures_are_explained(word: Path, markdown: str) -> None:
    """A caution comes first and explanations last, in both formats."""
    texts = [text for _, text in paragraphs(word)]
    assert CAUTION in texts
    assert texts[-len(FIGURE_EXPLANATIONS) :] == list(FIGURE_EXPLANATIONS)
    assert FIGURE_EXPLANATIONS[-1] in markdown


def test_units_without_theme_are_counted(word: Path) -> None:
    """Their number and the reasons are part of the results."""
    reasons = docx.Document(str(word)).tables[1]
    assert [[cell.text for cell in row.cells] for row in reasons.rows] == [
        ["Why", "Units"],
        ["far from all themes", "1"],
    ]


def test_comparisons_are_described_in_sentences(results: Results, markdown: str) -> None:
    """They are the sentences of the report."""
    (first, helps), (heading, sentences) = results.sentences
    assert (first, heading) == (
        "Compared with other codings",
        "The proposal by ThemeMiner compared with the manual coding by =Ana",
    )
    assert f"# {heading}" in markdown
    assert helps[0].startswith("A code counts as found if")
    assert sentences


def test_hints_on_comparisons_are_given_once(results: Results) -> None:
    """The rule comes first, under its own heading, and no comparison repeats it."""
    run = replace(results.run, comparisons=results.run.comparisons * 2)
    (_, helps), *told = collect_results(run).sentences
    assert len(told) == 2
    assert FOUND_RULE in helps
    assert not {*helps} & {sentence for _, own in told for sentence in own}


def test_words_never_become_markup(markdown: str) -> None:
    """Asterisks, bars, angle brackets and a dash at the beginning of a line are escaped."""
    assert r"I was \<b\>afraid\</b\> \| of \*it\*; really." in markdown
    assert "> “-no, they said\\\n> and left.”" in markdown


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        pytest.param("I was afraid.", "“I was afraid.”", id="none inside"),
        pytest.param("她会叫我“妹妹”", "她会叫我“妹妹”", id="inside"),
        pytest.param('He said "no".', '“He said "no".”', id="marks of another kind"),
    ],
)
def test_marks_inside_a_quote_do_not_end_it(quote: str, shown: str) -> None:
    """A quote with quotation marks in it is written without further ones, and not changed."""
    assert add_quotation_marks(quote) == shown


def test_chinese_has_its_font(word: Path) -> None:
    """Every style names an East Asian font, and no theme font takes precedence."""
    styles = docx.Document(str(word)).styles.element
    fonts = list(styles.iter(qn("w:rFonts")))
    assert fonts
    assert {one.get(qn("w:eastAsia")) for one in fonts} == {"SimSun"}
    assert not any(name.endswith("Theme") for one in fonts for name in one.attrib)


def test_the_transcript_has_room_for_notes(results: Results, tmp_path: Path) -> None:
    """Each transcript is a table of line and turn, words, empty notes and candidate theme, on wide pages."""
    write_ipa_docx(results, tmp_path / "run.ipa.docx")
    document = docx.Document(str(tmp_path / "run.ipa.docx"))
    section = document.sections[0]
    assert (section.page_width or 0) > (section.page_height or 0)
    first, _, last = document.tables
    assert [cell.text for cell in first.rows[2].cells] == ["2 (2)", "P1: =我们聊天，𠮷野家。", "", "T1.1 talk; company"]
    assert [cell.text for cell in last.rows[1].cells][:4] == ["T1.1 talk; company", "P1", "1", "一.txt, line 2"]


def test_equal_runs_give_equal_bytes(results: Results, word: Path, tmp_path: Path) -> None:
    """The file has no timestamps, and only its owner may read it."""
    write_results_docx(results, tmp_path / "again.docx")
    assert (tmp_path / "again.docx").read_bytes() == word.read_bytes()
    assert word.stat().st_mode & 0o777 == 0o600


def test_a_run_without_themes_is_described(results: Results, tmp_path: Path) -> None:
    """Finding no themes is a result too."""
    units = results.run.units.assign(theme_id=None, subtheme_id=None)
    empty = Results(replace(results.run, themes=(), units=units, comparisons=()))
    write_results_markdown(empty, tmp_path / "run.md")
    assert "5 units of 5 (100 %) belong to no theme" in (tmp_path / "run.md").read_text("utf-8")


def test_a_run_in_which_every_unit_has_a_theme_says_so(results: Results) -> None:
    """There is no table of reasons then."""
    units = results.run.units.assign(theme_id=results.run.units["theme_id"].fillna("T1"))
    text = to_markdown(compose_results(replace(results, run=replace(results.run, units=units))))
    assert "Every unit that took part belongs to a theme." in text
    assert "| Why | Units |" not in text

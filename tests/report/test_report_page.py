"""The page is one file, the same for the same run, in which nothing from the data can act."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from thememiner.records import Cue, Run
from thememiner.report import render_report
from thememiner.report.page import make_content_policy

HEADINGS = (
    "Corpus at a glance",
    "Theme tree",
    "Map of units",
    "Themes",
    "Participants and themes",
    "Unassigned units",
    "Comparison with manual coding",
    "How this run was made",
)


class Reader(HTMLParser):
    """What a browser finds in the page: tags, ids, links, visible text, scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.texts: list[str] = []
        self.scripts: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag and what it says."""
        self.tags.append(tag)
        given = [(name, value or "") for name, value in attrs]
        self.attributes.extend(given)
        self.ids.extend(value for name, value in given if name == "id")
        self.targets.extend(value for name, value in given if name == "href" and "data-unit" not in dict(given))

    def handle_data(self, data: str) -> None:
        """Note text, or the script it belongs to."""
        (self.scripts if self.tags[-1:] == ["script"] and self.cdata_elem else self.texts).append(data)

    @property
    def text(self) -> str:
        """Return what a person can read."""
        return "".join(self.texts)


@pytest.fixture(scope="module")
def pages(english_page: str, hostile_page: str, empty_page: str) -> dict[str, Reader]:
    """Return the three pages as a browser reads them."""
    return {"english": Reader(english_page), "hostile": Reader(hostile_page), "empty": Reader(empty_page)}


def test_equal_runs_give_equal_pages(run_of: Callable[..., Run], english_page: str) -> None:
    """A run made again gives the same page to the byte."""
    assert render_report(run_of("en")) == english_page


def test_the_number_of_scripts_does_not_depend_on_the_data(pages: dict[str, Reader]) -> None:
    """A hostile run's page has as many script nodes as an empty one's, and no node of its own making."""
    assert {name: page.tags.count("script") for name, page in pages.items()} == dict.fromkeys(pages, 3)
    assert "img" not in pages["hostile"].tags
    assert not [name for page in pages.values() for name, _ in page.attributes if name.startswith("on")]


def test_hostile_names_are_text(pages: dict[str, Reader], hostile: Run) -> None:
    """Names of documents, people, attributes, themes and coders are read on the page letter for letter."""
    coder = hostile.comparisons[0].reference
    for name in (coder, hostile.documents[0].doc_id, hostile.documents[0].participants[0], hostile.themes[0].name):
        assert name in pages["hostile"].text
    assert "{{ 7*7 }}" in pages["hostile"].text


def test_the_policy_names_exactly_the_scripts_of_the_page(pages: dict[str, Reader]) -> None:
    """The content policy refuses everything but the page's own scripts, by their hashes."""
    page = pages["english"]
    policy = next(value for _, value in page.attributes if value.startswith("default-src"))
    assert policy == make_content_policy(page.scripts[1:])
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe-eval" not in policy
    assert policy.count("sha256-") == 2


def test_nothing_is_loaded_from_outside(pages: dict[str, Reader]) -> None:
    """The page has no link, picture, frame or style sheet that is not inside it."""
    for page in pages.values():
        assert not [value for name, value in page.attributes if name in {"src", "srcset", "action", "data"}]
        assert all(target.startswith("#") for target in page.targets)
        assert not {"link", "iframe", "object", "embed", "base"} & set(page.tags)


@pytest.mark.parametrize("heading", HEADINGS)
def test_every_section_is_there_even_if_empty(pages: dict[str, Reader], heading: str) -> None:
    """A section without content says so; it does not go missing."""
    assert all(heading in page.text for page in pages.values())


def test_ids_are_unique_and_links_lead_somewhere(pages: dict[str, Reader]) -> None:
    """No id stands twice, and every link inside the page has its target."""
    for page in pages.values():
        assert len(page.ids) == len(set(page.ids))
        assert {target.removeprefix("#") for target in page.targets} <= set(page.ids)


def test_every_unit_is_listed_under_its_theme_or_reason(pages: dict[str, Reader], english: Run) -> None:
    """Units of a small run are all on the page, each once."""
    listed = [name.removeprefix("U-") for name in pages["english"].ids if name.startswith("U-")]
    assert sorted(listed) == sorted(english.units["unit_id"])


def test_lists_of_a_large_run_are_cut_and_say_so(run_of: Callable[..., Run]) -> None:
    """A list shows the units that fit best, and how many there are in all."""
    page = render_report(run_of("en", interviews=30, rounds=40))
    assert "the first 200 with the highest membership, of" in page
    assert "the first 200 in text order, of" in page


def test_a_single_sub_theme_is_shown_as_its_theme(english: Run) -> None:
    """A theme that is one sub-theme shows evidence and quotes once, and is one line of the tree; links find both."""
    page = render_report(english)
    (child,) = english.themes[2].subthemes
    theme = page.partition('<article class="theme" id="T3"')[2].partition("</article>")[0]
    assert theme.count("<blockquote>") == len(child.quotes)
    assert theme.count('class="keywords"') == 1
    assert f'id="{child.theme_id}"' in theme
    tree = page.partition('<ul class="tree">')[2].partition("</section>")[0]
    assert 'href="#T3"' in tree
    assert f'href="#{child.theme_id}"' not in tree


def test_positions_are_those_of_the_files(english: Run, english_page: str) -> None:
    """A quote's position is the half-open range that the files of the run have."""
    quote = english.themes[0].quotes[0]
    assert f"position {quote.start}–{quote.end}" in english_page


def test_units_set_aside_are_named_by_their_speaker(english_page: str) -> None:
    """An interviewer's question is not said to be of an unknown participant."""
    assert "participant not known" not in english_page.split("<script", maxsplit=1)[0]


def test_subtitles_show_the_time_in_the_recording(english: Run) -> None:
    """Where a document has media times, its quotes and units show them."""
    first, *others = english.documents
    cues = (Cue(0, 100, 0.0, 750.0), Cue(100, len(first.text), 751.5, None))
    page = render_report(replace(english, documents=(replace(first, cues=cues), *others)))
    assert f"{first.doc_id}</bdi> · position" in page
    assert "· 00:12:31 ·" in page


def test_every_citation_can_be_shown_in_its_context(english: Run, english_page: str) -> None:
    """Each unit that the page cites is in the scripts' data with its letters, counted in code points."""
    data = json.loads(Reader(english_page).scripts[0])
    places = zip(
        data["units"]["id"], data["units"]["document"], data["units"]["start"], data["units"]["end"], strict=True
    )
    texts = english.units.set_index("unit_id")["text"].to_dict()
    for unit, document, start, end in places:
        pieces = data["documents"][document]["pieces"]
        parts = (piece["text"][max(start - piece["start"], 0) : max(end - piece["start"], 0)] for piece in pieces)
        assert "".join(parts) == texts[unit]
    assert set(re.findall(r'data-unit="([^"]+)"', english_page)) <= set(data["units"]["id"])


def test_zeros_are_shown_in_the_participants_table(english: Run) -> None:
    """A participant who said nothing on a theme has a 0 there, not an empty cell."""
    silent = replace(english, participants={**english.participants, "P99": {}})
    row = render_report(silent).split('<th scope="row"><bdi>P99</bdi></th>')[-1].split("</tr>")[0]
    assert re.findall(r"<td[^>]*>(.*?)</td>", row) == ["0"] * 7


def test_chinese_is_marked_as_chinese(chinese: Run) -> None:
    """Chinese words carry their language, so that the browser picks a Chinese font."""
    page = render_report(chinese)
    quote = chinese.themes[0].quotes[0].text
    assert f'<p class="said" dir="auto" lang="zh">{quote}</p>' in page


def test_a_long_quote_is_folded_and_whole(english: Run) -> None:
    """A unit of many sentences does not fill the screen, and every letter of it is there."""
    theme = english.themes[0]
    long = replace(theme.quotes[0], text="So it goes on and on. " * 50)
    page = render_report(replace(english, themes=(replace(theme, quotes=(long,)), *english.themes[1:])))
    assert f'<details class="long"><summary class="said" dir="auto">{long.text}</summary></details>' in page


def test_half_a_surrogate_pair_does_not_break_the_file(english: Run) -> None:
    """Text that no UTF-8 file can hold becomes a replacement character in the page alone."""
    manifest = {**english.manifest, "notes": [{"place": "a.jsonl", "text": "half \ud83d"}]}
    page = render_report(replace(english, manifest=manifest))
    page.encode("utf-8")
    assert "half \ufffd" in page


@pytest.mark.parametrize(
    "without",
    [
        pytest.param({"themes": (), "comparisons": ()}, id="no themes"),
        pytest.param({"comparisons": ()}, id="no manual coding"),
        pytest.param({"participants": {}}, id="nothing known of participants"),
    ],
)
def test_a_run_that_lacks_a_part_has_a_page(english: Run, without: dict[str, tuple[()]]) -> None:
    """Whatever a run lacks, its page has every heading."""
    page = Reader(render_report(replace(english, **without)))  # type: ignore[arg-type]  # each is empty of its type
    assert all(heading in page.text for heading in HEADINGS)


@pytest.mark.parametrize("rounds", [1, 2])
def test_one_document_of_a_few_units_has_a_page(run_of: Callable[..., Run], rounds: int) -> None:
    """A single short interview is a corpus."""
    assert "1 document" in render_report(run_of("zh", interviews=1, rounds=rounds))


def test_a_page_of_three_thousand_units_stays_small(run_of: Callable[..., Run]) -> None:
    """Three thousand units make a page of less than 10 MB, Plotly included."""
    run = run_of("zh", interviews=25, rounds=33)
    assert len(run.units) > 2_500
    assert len(render_report(run).encode()) < 10_000_000

"""The methods paragraph says what was done, with what, and what it does not show."""

import re
from dataclasses import replace

import pytest

from thememiner.config import Settings
from thememiner.records import Measurement, Run
from thememiner.report import compose_methods, render_report
from thememiner.report.methods import compose_methods_paragraphs
from thememiner.report.overview import build_overview
from thememiner.report.provenance import build_provenance


@pytest.mark.parametrize(
    "fact",
    [
        pytest.param("The material was 6 documents, 6 participants and", id="material"),
        pytest.param("units were set aside (interviewer's turn: ", id="what was set aside and why"),
        pytest.param("far from all themes: ", id="what is unassigned and why"),
        pytest.param("The model's SHA-256 is 53aa53aa", id="its hash"),
        pytest.param(
            "vectors of 384 numbers each: units that contain English by sentence-transformers/all-MiniLM-L6-v2",
            id="model",
        ),
        pytest.param("by the consensus of 16 clusterings that each left out a part of the material", id="consensus"),
        pytest.param("(Hennig, 2007). Of 5 sub-themes, 2 are stable", id="stability"),
        pytest.param("carry a second code", id="second codes"),
        pytest.param("The random seed was 0.", id="seed"),
        pytest.param(r"discovery.n\_themes = 3", id="changed setting"),
        pytest.param("Context was on in 6 dialogues. There each unit took in", id="context"),
        pytest.param("A sub-theme has at least 5 units", id="choice with its reason"),
        pytest.param("hdbscan 0.8.40", id="versions"),
        pytest.param("1 of 3 sub-themes of the manual coding by Li Wen was found", id="comparison"),
        pytest.param(
            "Over 60 meaning units from 6 participants that both looked at, at the level of sub-themes: Cohen's kappa "
            "0.31 (95 % interval 0.21 to 0.41), B-cubed F1 0.76 (95 % interval 0.70 to 0.80; by chance 0.40) and "
            "Adjusted mutual information (AMI) 0.31 (95 % interval 0.20 to 0.40).",
            id="figures",
        ),
        pytest.param("The themes are candidates", id="caveat"),
        pytest.param("No manual coding was used", id="blindness"),
    ],
)
def test_the_paragraph_holds_what_a_reviewer_asks_for(english: Run, fact: str) -> None:
    """Material, settings, versions, model, seed, comparison and limits are in the paragraph."""
    assert fact in compose_methods(english)


def test_names_cannot_become_markup(hostile: Run) -> None:
    """What comes from the data is escaped for Markdown and for the HTML made from it, and opens no new line."""
    text = compose_methods(hostile)
    assert re.search(r"(?<!\\)[<>*_`]", text) is None
    assert r"\<script\>" in text
    assert text.count("\n#") == 0


def test_a_run_of_nothing_is_described_too(empty: Run) -> None:
    """Without documents, units, themes or a model the paragraph is still whole sentences."""
    text = compose_methods(replace(empty, manifest={**empty.manifest, "encoder": {}}))
    assert "0 documents" in text
    assert "No themes: there is no text." in text


@pytest.mark.parametrize(
    ("encoder", "sentence"),
    [
        pytest.param({}, "Kept units were turned into vectors.", id="nothing known"),
        pytest.param(
            {"english": "A", "model_sha256": "ff", "chinese": "B", "dimensions": 9},
            "vectors of 9 numbers each: units that contain English by A and units that contain Chinese by B. "
            "The model's SHA-256 is ff.",
            id="two languages",
        ),
        pytest.param({"all_languages": "A"}, "into vectors: all units by A.", id="one model"),
        pytest.param(
            {"all_languages": "A", "texts_read_in_windows": 1},
            "by A. 1 text longer than the model's window was read in several windows.",
            id="a long text",
        ),
    ],
)
def test_what_made_the_vectors_is_a_sentence(english: Run, encoder: dict[str, str | int], sentence: str) -> None:
    """The encoder's facts read as a sentence, and what is not known or did not happen is left out."""
    manifest = {**english.manifest, "encoder": encoder}
    assert sentence in " ".join(compose_methods_paragraphs(replace(english, manifest=manifest)))


def test_runs_that_are_older_than_context_say_nothing_of_it(english: Run) -> None:
    """A run whose manifest has no choice of context is described without it."""
    manifest = {**english.manifest, "choices": {}}
    assert "Context was" not in compose_methods(replace(english, manifest=manifest))


def test_runs_that_are_older_than_the_consensus_are_described_as_they_were_made(english: Run) -> None:
    """A run whose settings know no number of clusterings is not said to combine any, nor one without themes."""
    settings = {**english.manifest["settings"], "discovery": {"n_themes": 3}}
    older = replace(english, manifest={**english.manifest, "settings": settings})
    assert "consensus" not in compose_methods(older)
    assert "consensus" not in compose_methods(replace(english, themes=()))
    assert "A sub-theme is a dense group of units." in render_report(older)


def test_results_are_told_once(english: Run) -> None:
    """How many units were assigned stands in the summary alone."""
    manifest = {**english.manifest, "summary": "3 themes: 60 were assigned and 40 were not."}
    assert " ".join(compose_methods_paragraphs(replace(english, manifest=manifest))).count("assigned and") == 1


def test_the_agreement_is_told_once(english: Run) -> None:
    """The paragraph has each figure once, and leaves the judgement of it to the reader."""
    text = compose_methods(english)
    assert text.count("Adjusted mutual information") == 1
    assert "moderate" not in text


@pytest.mark.parametrize(
    ("choices", "references"),
    [
        pytest.param({}, "", id="none named"),
        pytest.param(
            {"reduction": "Too many: 20 units are too few for UMAP.", "sub-themes": "HDBSCAN took groups."},
            "The methods are described elsewhere: HDBSCAN by Campello et al. (2013).",
            id="one passed over",
        ),
        pytest.param(
            {"reduction": "UMAP reduced the vectors.", "sub-themes": "HDBSCAN took groups."},
            "The methods are described elsewhere: UMAP by McInnes et al. (2018) and HDBSCAN by Campello et al. (2013).",
            id="both",
        ),
    ],
)
def test_the_methods_that_were_used_have_their_references(
    english: Run, choices: dict[str, str], references: str
) -> None:
    """UMAP and HDBSCAN are cited where the choices name them as used."""
    text = " ".join(compose_methods_paragraphs(replace(english, manifest={**english.manifest, "choices": choices})))
    assert references in text
    assert ("described elsewhere" in text) is bool(references)


def test_comparisons_stand_in_the_order_of_the_report(english: Run) -> None:
    """The coder whose coding meets the most units comes first."""
    (comparison,) = english.comparisons
    (level,) = comparison.levels
    smaller = replace(level, figures=(replace(level.figures[0], units=5),))
    few = replace(comparison, reference="Few", levels=(smaller,))
    text = compose_methods(replace(english, comparisons=(few, comparison)))
    assert text.index("manual coding by Li Wen") < text.index("manual coding by Few")


@pytest.mark.parametrize(
    ("measured", "said"),
    [
        pytest.param(Measurement(0.3, "", None, None, 0.1, 0.2), True, id="one shuffle in five reaches it"),
        pytest.param(Measurement(0.3, "", None, None, 0.1, 0.005), False, id="none does"),
        pytest.param(Measurement(0.044), True, id="an older run, printed below .05"),
        pytest.param(Measurement(0.046), False, id="an older run, printed as .05"),
        pytest.param(Measurement(None), False, id="undefined"),
    ],
)
def test_agreement_by_chance_is_called_so(english: Run, measured: Measurement, said: bool) -> None:  # noqa: FBT001 - a table
    """A figure that shuffled codes reach often is no better than chance in the methods, too."""
    (comparison,) = english.comparisons
    (level,) = comparison.levels
    figures = replace(level.figures[0], by_name={"ami": measured})
    changed = replace(comparison, levels=(replace(level, figures=(figures,)),))
    assert (", no better than chance" in compose_methods(replace(english, comparisons=(changed,)))) is said


def test_what_only_settles_the_last_bits_is_left_to_the_manifest(english: Run) -> None:
    """Technical keys of the encoder are not shown, and large counts have their comma."""
    encoder = {"rules": "r", "batch_tokens": 512, "libraries": "l", "dimensions": 1024, "device": "cpu"}
    made = build_provenance(replace(english, manifest={**english.manifest, "encoder": encoder}))
    assert made.encoder == (("dimensions", "1,024"), ("device", "cpu"))


def test_long_settings_are_named_and_looked_up_in_the_report(english: Run) -> None:
    """A list of words that fills lines is not part of a methods section."""
    settings = Settings().model_dump(mode="json")
    settings["speakers"]["other"] = [f"nurse {number}" for number in range(20)]
    (text,) = (
        paragraph
        for paragraph in compose_methods_paragraphs(
            replace(english, manifest={**english.manifest, "settings": settings})
        )
        if "Settings other" in paragraph
    )
    assert "Settings other than the defaults: speakers.other (see the report)." in text


def test_rows_of_a_manual_coding_that_were_not_used_are_counted(english: Run) -> None:
    """What was lost of a coding stands beside the comparison, apart from files that could not be read."""
    problems = [
        {"place": "manual.csv:7", "reason": "this row has no code.", "remedy": ""},
        {"place": "manual.csv:9", "reason": "this row has no code.", "remedy": ""},
        {"place": "manual.csv", "reason": "2 rows name documents that there are not.", "remedy": ""},
        {"place": "manual.csv.docx", "reason": "is cut off.", "remedy": ""},
    ]
    run = replace(english, manifest={**english.manifest, "problems": problems})
    sentence = (
        "2 rows of the manual coding manual.csv were not used. manual.csv: 2 rows name documents that there are not."
    )
    assert sentence in compose_methods_paragraphs(run)
    assert [problem.place for problem in build_overview(run).problems] == ["manual.csv.docx"]


def test_default_settings_are_called_so(english: Run) -> None:
    """If nothing was changed, the paragraph says that."""
    manifest = {**english.manifest, "settings": Settings().model_dump(mode="json")}
    assert "All settings had their default values." in compose_methods(replace(english, manifest=manifest))


def test_changed_settings_come_with_default_and_meaning(english: Run) -> None:
    """A setting that differs is shown with its value, the default and what it means."""
    (changed,) = build_provenance(english).settings
    assert (changed.name, changed.value, changed.default) == ("discovery.n_themes", "3", "not set")
    assert changed.description


def test_settings_that_this_version_does_not_know_are_no_error(english: Run) -> None:
    """A list that was emptied is called none, one without value not set, and a stranger is passed over."""
    settings = Settings().model_dump(mode="json")
    settings["table"]["paths"] = []
    settings["discovery"]["neighbours"] = 5
    settings["later"] = {"key": 1}
    changed = build_provenance(replace(english, manifest={**english.manifest, "settings": settings})).settings
    assert [(one.name, one.value) for one in changed] == [("table.paths", "none"), ("discovery.neighbours", "5")]
    assert changed[1].default == "not set"

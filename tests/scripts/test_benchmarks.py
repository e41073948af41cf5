"""The benchmarks read the coded data correctly, compute correct figures, and are documented."""

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from benchmarks.__main__ import benchmarks
from benchmarks.coded_sets import SETS
from benchmarks.encoder_parts import PARTS, EncoderPart
from benchmarks.k_means_agreement import kappa_across_documents
from benchmarks.markdown_tables import format_mean_and_spread, format_number
from benchmarks.retrieval import build_bilingual_corpus, format_hit_rate, list_misses, nearest_other, read_pairs
from thememiner.embedding.chinese import gloss_words

ROOT = Path(__file__).parents[2]


def test_without_a_name_the_benchmarks_are_listed() -> None:
    """Without arguments, the launcher lists all benchmarks."""
    if not (ROOT / ".venv").exists():
        pytest.skip("needs .venv, which scripts/setup makes")
    finished = subprocess.run(  # noqa: S603 - our own script, and no shell
        [ROOT / "scripts" / "benchmark"], capture_output=True, text=True, check=True
    )
    listed = {line.split()[0] for line in finished.stdout.split("Commands:\n")[1].splitlines()}
    assert listed == set(benchmarks.commands)


@pytest.mark.parametrize("name", sorted(benchmarks.commands))
def test_every_benchmark_has_its_section_in_the_documentation(name: str) -> None:
    """Each benchmark has a heading in the documentation, and each of its options is below it."""
    page = (ROOT / "docs" / "benchmarks.md").read_text("utf-8")
    section = page.split(f"\n## `scripts/benchmark {name}`")[1].split("\n## ")[0]
    options = [option for parameter in benchmarks.commands[name].params for option in parameter.opts]
    assert all(f"`{option}" in section for option in options)


def test_published_studies_are_not_benchmarks() -> None:
    """Studies that the program is accepted by are never used to choose defaults."""
    assert not [coded_set.name for coded_set in SETS if coded_set.name.startswith("study_")]


@pytest.mark.parametrize(
    ("name", "units", "first_codes", "documents"),
    [
        pytest.param("en_pdpilot_interviews", 212, 72, 7, id="codes-under-themes"),
        pytest.param("en_serdif_usability", 1739 - 24, 22, 17, id="the-moderators-units-count-and-bare-marks-do-not"),
        pytest.param("zh_govapp_hlcta_SILVER", 2679 - 2, 444, 128, id="many-units-to-a-chinese-document"),
    ],
)
def test_sets_are_read_with_their_units_and_codes(
    shared: Path, name: str, units: int, first_codes: int, documents: int
) -> None:
    """Every row of the file is a unit with its codes in the order of the file."""
    coded = next(coded_set for coded_set in SETS if coded_set.name == name).read()
    lines = (shared / "data" / name / "units.jsonl").read_text("utf-8").splitlines()
    rows = {row["id"]: row for row in map(json.loads, lines)}
    written = [tuple(rows[row_id]["labels"]) for row_id in coded.units["row_id"]]
    assert [tuple(path.split(" > ")[-1] for path in own) for own in coded.codes] == written
    assert len(coded.codes) == len(coded.texts) == units
    assert len(np.unique(coded.first_codes)) == first_codes
    assert coded.units["doc_id"].nunique() == documents


@pytest.mark.usefixtures("shared")
def test_units_of_a_coded_document_have_its_codes() -> None:
    """Reviews are segmented into units, and each unit has all codes of its review."""
    coded = next(coded_set for coded_set in SETS if coded_set.rows == "documents").read()
    of_document: dict[str, set[tuple[str, ...]]] = {}
    for document, codes in zip(coded.units["doc_id"], coded.codes, strict=True):
        of_document.setdefault(document, set()).add(codes)
    assert len(of_document) == 300
    assert all(len(codes) == 1 for codes in of_document.values())
    assert sum(len(next(iter(codes))) for codes in of_document.values()) / 300 == pytest.approx(6.03, abs=0.01)


@pytest.mark.usefixtures("shared")
def test_a_sample_is_the_same_every_time() -> None:
    """Every call keeps the same units, each with its codes."""
    first, second = (SETS[0].read(most=50) for _ in range(2))
    assert len(first.texts) == len(first.codes) == 50
    assert (first.texts, first.codes) == (second.texts, second.codes)


def test_kappa_uses_pairs_of_different_documents_only() -> None:
    """The figure computed from group sizes equals a loop over pairs; a unit with -1 shares a group with no other."""
    codes = np.array([0, 0, 1, 1, 0, 2])
    labels = np.array([0, 0, 1, -1, 0, -1])
    documents = np.array([0, 0, 0, 1, 1, 1])
    across = [(i, j) for i in range(6) for j in range(i) if documents[i] != documents[j]]
    same_code = np.array([codes[i] == codes[j] for i, j in across])
    same_label = np.array([labels[i] == labels[j] >= 0 for i, j in across])
    agreed = float((same_code == same_label).mean())
    chance = float(same_code.mean() * same_label.mean() + (1 - same_code.mean()) * (1 - same_label.mean()))
    assert kappa_across_documents(codes, labels, documents) == pytest.approx((agreed - chance) / (1 - chance))


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_a_part_is_left_out_and_put_back(part: EncoderPart) -> None:
    """Each part of the ablation exists in the encoder, is replaced inside the block, and is restored after it."""
    before = [getattr(module, name) for module, name, _ in part.replacements]
    with part.left_out():
        during = [getattr(module, name) for module, name, _ in part.replacements]
    assert during == [replacement for _, _, replacement in part.replacements] != before
    assert [getattr(module, name) for module, name, _ in part.replacements] == before


def test_a_gloss_without_negation_drops_the_negation() -> None:
    """Without the part for negation, the glosses of a sentence lack the negation."""
    part = next(part for part in PARTS if part.name == "negation")
    with part.left_out():
        without = gloss_words(["我", "没", "吃药"])
    assert [gloss.word for gloss in gloss_words(["我", "没", "吃药"]) if gloss not in without] == ["没"]


def test_sentence_pairs_become_one_corpus_of_both_languages() -> None:
    """Each of the 150 pairs gives one Chinese and one English unit, and all are kept."""
    pairs = read_pairs()
    units = build_bilingual_corpus(pairs).units
    assert len({pair.id for pair in pairs}) == len(pairs) == 150
    assert units["kept"].all()
    assert units["row_id"].tolist() == [f"{side}-{pair.id}" for side in "12" for pair in pairs]
    assert set(units["language"][:150]) == {"zh"}
    assert set(units["language"][150:]) == {"en"}


def test_a_tie_is_a_miss() -> None:
    """A sentence is missed if its translation is not nearer than every other sentence."""
    cosines = np.array([[0.9, 0.1, 0.2, 0.1], [0.5, 0.5, 0.1, 0.1], [0.1, 0.2, 0.8, 0.1], [0.7, 0.1, 0.1, 0.3]])
    assert nearest_other(cosines)[1].tolist() == [True, False, True, False]
    assert format_hit_rate(cosines) == "2 (50.0%)"


def test_misses_to_similar_pairs_are_listed_separately() -> None:
    """Misses are listed by id, those to neighbouring lines first."""
    cosines = np.array([[0.9, 0.1, 0.2, 0.1], [0.5, 0.5, 0.1, 0.1], [0.1, 0.2, 0.8, 0.1], [0.7, 0.1, 0.1, 0.3]])
    assert list_misses(cosines, read_pairs()[:4]) == (2, "s002 → s001", "s004 → s001")


@pytest.mark.parametrize(
    ("draws", "expected"),
    [
        pytest.param([0.1, 0.2, 0.3], "0.200 ± 0.100", id="several"),
        pytest.param([0.1], "0.100 ± n/a", id="one has no spread"),
        pytest.param(None, "n/a", id="none"),
    ],
)
def test_an_undefined_figure_is_not_zero(draws: list[float] | None, expected: str) -> None:
    """An undefined figure prints n/a."""
    assert format_mean_and_spread(draws) == expected
    assert format_number(None) == "n/a"

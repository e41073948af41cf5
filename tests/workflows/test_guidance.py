"""Guided discovery: what seed themes of a file do to a run."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from small_study import UNITS_TABLE, rows, write_rows

from thememiner import Settings, embed, mine, read_corpus, read_settings, segment
from thememiner.__main__ import run as run_command
from thememiner.config import Permissions, SaturationSettings
from thememiner.discovery.seeded import SeededUnits
from thememiner.exchange import SeedTheme
from thememiner.records import Discovery, Embedding, Segmentation, Source, Theme
from thememiner.storage import hash_file
from thememiner.workflows.seeded import Guidance, encode_seed_themes, guide_discovery, phrase_guidance

SEEDS = """
[[themes]]
name = "Music"
description = "Singing, choirs and instruments"
quotes = ["I keep thinking about the choir and the piano.", "We talked about singing old songs."]

[[themes]]
name = "Illness"
parent = "Body"
description = "Pain, doctors and medicine"
quotes = ["I keep thinking about the doctor and my headache.", "We talked about the tablets in the ward."]

[[themes]]
name = "Xqzw"
"""
SOURCE = Source("seeds.toml", "0" * 64, "toml", None)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the small study and a file of seed themes."""
    folder = tmp_path_factory.mktemp("study")
    write_rows(folder / "study.jsonl", rows())
    (folder / "seeds.toml").write_text(SEEDS, "utf-8")
    return folder


@pytest.fixture(scope="module")
def material(study: Path) -> tuple[Segmentation, Embedding]:
    """Return the units of the study and their vectors."""
    settings = read_settings(UNITS_TABLE)
    corpus = read_corpus(study / "study.jsonl", settings=settings)
    segmentation = segment(corpus, settings=settings)
    return segmentation, embed(segmentation)


def settings_with(guide_file: Path) -> Settings:
    """Return the settings for the study with a file of seed themes."""
    settings = read_settings(UNITS_TABLE)
    return settings.model_copy(update={"discovery": settings.discovery.model_copy(update={"guide": guide_file})})


def test_seed_themes_pull_units_about_them(study: Path, material: tuple[Segmentation, Embedding]) -> None:
    """Most of the units that a seed pulls are about it; without a file nothing is pulled."""
    segmentation, embedding = material
    settings = settings_with(study / "seeds.toml")
    found = guide_discovery(embedding, segmentation.units, settings, Permissions())
    assert found is not None
    codes = {str(row["id"]): row["labels"] for row in rows()}
    labels = [codes[str(row_id)] for row_id in segmentation.units["row_id"]]
    for seed, code in ((0, ["music"]), (1, ["pain"])):
        own = np.flatnonzero(found.guided.labels == seed)
        assert len(own) > 4
        assert np.mean([labels[unit] == code for unit in own]) > 0.7
    assert guide_discovery(embedding, segmentation.units, read_settings(UNITS_TABLE), Permissions()) is None


def test_a_quote_of_a_unit_has_the_vector_of_that_unit(material: tuple[Segmentation, Embedding]) -> None:
    """Texts of a seed are in the space of the units: the same words give the same vector."""
    segmentation, embedding = material
    seeds = [SeedTheme(str(text)) for text in segmentation.units["text"][:3]]
    vectors = encode_seed_themes(seeds, embedding, read_settings(UNITS_TABLE), Permissions())
    np.testing.assert_allclose(vectors, embedding.vectors[:3], atol=2**-12)  # half a step of the grid


def themes_of(*counts: int) -> tuple[Theme, ...]:
    """Return themes with so many sub-themes each, called by letters from a on."""
    letters = iter("abcdefgh")
    bare = Theme("T", "", (), 0, 0, 0, ())
    return tuple(
        replace(bare, name=next(letters), subthemes=tuple(replace(bare, name=next(letters)) for _ in range(count)))
        for count in counts
    )


def found_around(
    seeds: tuple[SeedTheme, ...], of_subthemes: list[int], parents: tuple[int, ...]
) -> tuple[Guidance, Discovery]:
    """Return a discovery of sub-themes of two units each, pulled by these seeds, -1 by none."""
    units = 2 * len(of_subthemes)
    labels = np.repeat(np.array(of_subthemes, dtype=np.int64), 2)
    zeros = np.zeros(units, dtype=np.float32)
    discovery = Discovery(
        subthemes=np.repeat(np.arange(len(of_subthemes)), 2),
        parents=parents,
        membership=zeros,
        nearest=np.full(units, -1),
        nearest_membership=zeros,
        margin=zeros,
        carries_both=np.zeros(units, dtype=np.bool_),
        reasons=(None,) * units,
        stability=(None,) * len(parents),
        theme_stability=(None,) * len(set(parents)),
        centres=np.zeros((len(parents), 2), dtype=np.float32),
        layout=np.zeros((units, 2), dtype=np.float32),
        choices={},
    )
    return Guidance(SOURCE, seeds, SeededUnits(tuple(seed.path for seed in seeds), labels, zeros)), discovery


HOME, WORK, ALONE = SeedTheme("home", "places"), SeedTheme("work", "places"), SeedTheme("alone")


@pytest.mark.parametrize(
    ("of_subthemes", "parents", "names"),
    [
        pytest.param([0, 1], (0, 0), [["places", "home", "work"]], id="one parent"),
        pytest.param([2, -1], (0, 0), [["a", "alone", "c"]], id="one seed and something new"),
        pytest.param([2, 2], (0, 0), [["alone", "alone: b", "alone: c"]], id="one seed in two parts"),
        pytest.param([0, 1], (0, 1), [["places: a", "home"], ["places: c", "work"]], id="one parent, two themes"),
        pytest.param([-1], (0,), [["a", "b"]], id="nothing"),
    ],
)
def test_what_was_found_around_a_seed_has_its_name(
    of_subthemes: list[int], parents: tuple[int, ...], names: list[list[str]]
) -> None:
    """Sub-themes get the name of their seed, themes the name above all of them; names stay distinct."""
    guidance, discovery = found_around((HOME, WORK, ALONE), of_subthemes, parents)
    given = themes_of(*(parents.count(theme) for theme in sorted(set(parents))))
    called = guidance.rename_themes(given, discovery)
    assert [[theme.name, *(subtheme.name for subtheme in theme.subthemes)] for theme in called] == names


def test_the_manifest_tells_what_each_seed_found() -> None:
    """The outcome counts pulled units, sub-themes and units; a seed that found nothing is named."""
    guidance, discovery = found_around((HOME, ALONE), [0, 0, -1], (0, 0, 1))
    outcome = guidance.summarise(discovery)
    assert outcome["seeds"] == [
        {"name": "places > home", "pulled": 4, "subthemes": 2, "units": 4},
        {"name": "alone", "pulled": 0, "subthemes": 0, "units": 0},
    ]
    assert "Found: places > home (4 units)." in phrase_guidance(outcome)
    assert phrase_guidance(outcome).endswith("Not found as a separate group: alone (0 pulled).")


def test_a_run_remembers_its_seed_themes_but_not_where_they_lay(study: Path, tmp_path: Path) -> None:
    """The manifest has the name and hash of the file and what each seed theme found; no path of this machine."""
    settings = tmp_path / "study.toml"
    settings.write_text(UNITS_TABLE.read_text("utf-8") + '[saturation]\ncompute = "off"\n', "utf-8")
    arguments = ["mine", str(study / "study.jsonl"), "-c", str(settings), "--guide", str(study / "seeds.toml")]
    assert run_command([*arguments, "-o", str(tmp_path / "run"), "--quiet"]) == 0
    written = (tmp_path / "run" / "manifest.json").read_text("utf-8")
    manifest = json.loads(written)
    assert manifest["guide"]["path"] == manifest["settings"]["discovery"]["guide"] == "seeds.toml"
    assert manifest["guide"]["sha256"] == hash_file(study / "seeds.toml")
    assert [seed["name"] for seed in manifest["guide"]["seeds"]] == ["Music", "Body > Illness", "Xqzw"]
    assert str(study) not in written


def test_a_run_has_the_seed_themes_as_sub_themes_and_themes_of_its_own(study: Path) -> None:
    """Each seed that is in the material names a sub-theme that holds most units it pulled; the rest forms others."""
    settings = settings_with(study / "seeds.toml")
    settings = settings.model_copy(update={"saturation": SaturationSettings(compute="off")})
    run = mine(study / "study.jsonl", settings=settings)
    subthemes = {sub.name.split(" (")[0]: sub for theme in run.themes for sub in theme.subthemes}
    assert {"Music", "Illness"} < set(subthemes)
    found = {seed["name"]: seed for seed in run.manifest["guide"]["seeds"]}
    for name, path in (("Music", "Music"), ("Illness", "Body > Illness")):
        assert subthemes[name].units == found[path]["units"] >= found[path]["pulled"] / 2 > 0
    assert found["Xqzw"]["subthemes"] == 0


def test_seed_themes_that_are_off_stop_a_run_before_it_begins(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All problems of the file are reported, with exit code 2, and nothing is written."""
    seeds = tmp_path / "seeds.toml"
    seeds.write_text('[[themes]]\nnam = "a"\n[[themes]]\nname = ""\n', "utf-8")
    run = tmp_path / "run"
    assert run_command(["mine", str(study / "study.jsonl"), "--guide", str(seeds), "-o", str(run)]) == 2
    told = capsys.readouterr().err
    assert "theme 1: nam: unknown key. Did you mean name?" in told
    assert "theme 2: has no name" in told
    assert not run.exists()

"""Settings: what a file may say, and how it is told what it may not."""

import tomllib
from pathlib import Path

import pytest

from thememiner.config import Settings, read_settings, settings_to_toml
from thememiner.errors import ConfigurationError


def written(folder: Path, text: str) -> Path:
    """Write a configuration and return its path."""
    path = folder / "study.toml"
    path.write_text(text, "utf-8")
    return path


def problems_of(folder: Path, text: str) -> tuple[str, ...]:
    """Return everything that is found wrong with a configuration."""
    with pytest.raises(ConfigurationError) as caught:
        read_settings(written(folder, text))
    return caught.value.problems


def test_the_printed_default_configuration_is_the_default(tmp_path: Path) -> None:
    """Reading what ``thememiner config`` prints gives the default settings."""
    assert read_settings(written(tmp_path, settings_to_toml())) == Settings()


def test_every_setting_is_explained() -> None:
    """Each key of the printed configuration has a comment on the line before it."""
    lines = settings_to_toml().splitlines()
    keys = [index for index, line in enumerate(lines) if "=" in line and not line.startswith((" ", "#"))]
    assert len(keys) > 25
    assert all(lines[index - 1].startswith("# ") for index in keys)


def test_an_empty_file_means_the_defaults(tmp_path: Path) -> None:
    """Every setting may be left out."""
    assert read_settings(written(tmp_path, "")) == Settings()


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    """Three mistakes in one file are three problems in one error."""
    text = '[discovery]\nmin_unit = 3\nn_themes = 0\n[table]\nrows = "row"\n'
    problems = problems_of(tmp_path, text)
    assert len(problems) == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("[discovery]\nmin_unit = 3", "Did you mean discovery.min_units?", id="a letter missing"),
        pytest.param("[discover]\nmin_units = 3", "Did you mean discovery?", id="section misspelt"),
        pytest.param("quotes = 3", "Did you mean description.quotes?", id="right key, wrong section"),
        pytest.param(
            "[comparison]\nzzz = 3", "Known here: min_overlap, by, read, resamples, shuffles.", id="nothing near"
        ),
    ],
)
def test_an_unknown_key_is_told_what_is_near(tmp_path: Path, text: str, expected: str) -> None:
    """An unknown key names the nearest known one, or those that are known there."""
    (problem,) = problems_of(tmp_path, text)
    assert expected in problem


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"seed = ", "not valid TOML", id="broken TOML"),
        pytest.param(b"\xff\xfe=", "not UTF-8", id="not UTF-8"),
    ],
)
def test_a_file_that_is_no_toml_is_refused_in_words(tmp_path: Path, data: bytes, expected: str) -> None:
    """What is no TOML gives a sentence, not a traceback."""
    path = tmp_path / "broken.toml"
    path.write_bytes(data)
    with pytest.raises(ConfigurationError, match=expected):
        read_settings(path)


def test_a_missing_file_is_refused_in_words(tmp_path: Path) -> None:
    """A configuration that is not there gives a sentence that names it."""
    with pytest.raises(ConfigurationError, match=r"none\.toml"):
        read_settings(tmp_path / "none.toml")


def test_paths_are_relative_to_the_configuration(tmp_path: Path) -> None:
    """A word list named in a configuration is looked for beside it."""
    (tmp_path / "words.txt").write_text("喂\n", "utf-8")
    settings = read_settings(written(tmp_path, '[description]\nstop_words = "words.txt"'))
    assert settings.description.stop_words == tmp_path / "words.txt"


def test_a_path_that_leads_nowhere_is_a_problem(tmp_path: Path) -> None:
    """A word list that does not exist is found out before any work begins."""
    (problem,) = problems_of(tmp_path, '[segmentation]\nuser_dictionary = "none.txt"')
    assert "segmentation.user_dictionary" in problem


def test_missing_files_are_told_with_all_other_problems(tmp_path: Path) -> None:
    """A missing word list, a missing dictionary and a wrong number are three problems of one error."""
    text = '[description]\nstop_words = "none.txt"\nquotes = -1\n[segmentation]\nuser_dictionary = "none.txt"'
    problems = problems_of(tmp_path, text)
    assert sorted(problem.partition(":")[0] for problem in problems) == [
        "description.quotes",
        "description.stop_words",
        "segmentation.user_dictionary",
    ]


def test_a_model_folder_is_relative_to_the_configuration(tmp_path: Path) -> None:
    """A folder beside the configuration is meant by its name there; any other name is left for the encoders."""
    (tmp_path / "our-model").mkdir()
    assert read_settings(written(tmp_path, '[embedding]\nmodel = "our-model"')).embedding.model == str(
        tmp_path / "our-model"
    )
    assert read_settings(written(tmp_path, '[embedding]\nmodel = "owner/name"')).embedding.model == "owner/name"
    asked = '[embedding]\nmodel = "our-model"\nendpoint = "http://127.0.0.1:11434/v1"'
    assert read_settings(written(tmp_path, asked)).embedding.model == "our-model"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("seed = 1.5", "seed: must be a whole number; given: 1.5", id="a fraction"),
        pytest.param("seed = -1", "seed: must be at least 0; given: -1", id="too small"),
        pytest.param('[table]\nrows = "x"', "table.rows: must be 'documents' or 'units'; given: 'x'", id="a choice"),
        pytest.param("[table]\ntext = 1", "table.text: must be a name, or a list of names; given: 1", id="no name"),
        pytest.param("table = 1", "table: must be a section, written [table]; given: 1", id="no section"),
    ],
)
def test_a_wrong_value_is_told_what_is_allowed(tmp_path: Path, text: str, expected: str) -> None:
    """What is allowed is said in words a researcher uses."""
    assert problems_of(tmp_path, text) == (expected,)


def test_one_name_stands_for_a_list_of_one(tmp_path: Path) -> None:
    """A column may be given as a name or as a list of names."""
    assert read_settings(written(tmp_path, '[table]\ntext = "said"')).table.text == ("said",)


def test_the_configurations_that_come_along_are_valid() -> None:
    """Every file of ``configs/`` is read without a problem."""
    files = sorted((Path(__file__).parents[2] / "configs").glob("*.toml"))
    assert len(files) >= 3
    for path in files:
        assert read_settings(path) != Settings() or not tomllib.loads(path.read_text("utf-8"))

"""Downloads need an option of the command line, and the error message names it."""

from pathlib import Path

import pytest

from thememiner.__main__ import run

MODEL_ERROR = 6


@pytest.mark.parametrize(
    ("options", "told"),
    [
        pytest.param([], "add --allow-download", id="not allowed"),
        pytest.param(["--allow-download"], "could not be downloaded", id="no hub"),
    ],
)
def test_a_hubs_model_is_downloaded_only_if_the_command_line_says_so(
    tmp_path: Path,
    corpora: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    told: str,
) -> None:
    """Without the option the hub is not contacted; with it, a hub that does not answer is one clear error."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    config = tmp_path / "study.toml"
    config.write_text('[embedding]\nmodel = "invented-owner/invented-model"\n', encoding="utf-8")
    command = ["mine", str(corpora), "-c", str(config), "-o", str(tmp_path / "run"), *options]
    assert run(command) == MODEL_ERROR
    assert told in capsys.readouterr().err
    assert not (tmp_path / "run").exists()

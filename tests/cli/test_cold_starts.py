"""Commands that encode and cluster nothing import none of the libraries that do."""

import subprocess
import sys
from pathlib import Path

import pytest
from disputed_run import disputed_run, write

CLUSTERING = {
    *("torch", "transformers", "sentence_transformers", "onnxruntime", "sklearn", "hdbscan", "umap", "numba"),
    *("spacy", "jieba", "plotly"),
}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a run that two people coded."""
    return write(disputed_run(), tmp_path_factory.mktemp("runs") / "study")


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("show STUDY", id="show"),
        pytest.param("prevalence STUDY", id="prevalence"),
        pytest.param("disagreements STUDY --coder Anna", id="disagreements"),
        pytest.param("questions STUDY", id="questions"),
        pytest.param("compare STUDY -c quick.toml", id="compare"),
        pytest.param("export STUDY --to x.md --to x.docx --to x.xlsx --to x.qdpx --to x.qdc", id="export"),
    ],
)
def test_no_command_waits_for_what_it_does_not_use(command: str, study: Path, tmp_path: Path) -> None:
    """Whoever reads or compares results waits for no model, no clustering and no drawing."""
    (tmp_path / "quick.toml").write_text("[comparison]\nresamples = 20\nshuffles = 5\n", "utf-8")
    words = [str(study) if word == "STUDY" else word for word in command.split()]
    program = (
        f"import sys\nfrom thememiner.__main__ import run\nassert run({words!r}) == 0\n"
        f"print(sorted({CLUSTERING!r} & set(sys.modules)))"
    )
    answer = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.splitlines()[-1] == "[]"

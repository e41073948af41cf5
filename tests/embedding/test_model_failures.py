"""A missing, incomplete, altered or unknown model is an error, and never a wrong vector."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file
from tiny_models import rewritten, tiny_bert

from thememiner.config import EmbeddingSettings, Permissions
from thememiner.embedding import SentenceEncoder, refuse_unusable_model
from thememiner.embedding.models import create_encoder
from thememiner.errors import ModelError, UsageError

Change = Callable[[Path], None]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a complete tiny model."""
    return tiny_bert(tmp_path_factory.mktemp("whole") / "model")


def _without(name: str) -> Change:
    return lambda folder: (folder / name).unlink()


def _torn(folder: Path) -> None:
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1000])


def _no_weights_at_all(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"not weights")


def _pickled(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")


def _weights(change: Callable[[dict[str, np.ndarray]], None]) -> Change:
    def changed(folder: Path) -> None:
        held = load_file(folder / "model.safetensors")
        change(held)
        save_file(held, folder / "model.safetensors", metadata={"format": "pt"})

    return changed


def _one_missing(held: dict[str, np.ndarray]) -> None:
    del held["encoder.layer.1.output.dense.weight"]


def _one_no_number(held: dict[str, np.ndarray]) -> None:
    held["encoder.layer.0.output.dense.weight"][0, 0] = np.nan


def _own_code(folder: Path) -> None:
    modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
    modules[1]["type"] = "own_pooling.Pooling"
    (folder / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
    (folder / "own_pooling.py").write_text("raise SystemExit('this must never run')", encoding="utf-8")


def _of_kind(kind: str) -> Change:
    def changed(folder: Path) -> None:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        modules[1]["type"] = f"sentence_transformers.{kind}"
        (folder / "modules.json").write_text(json.dumps(modules), encoding="utf-8")

    return changed


def _no_padding_token(folder: Path) -> None:
    rewritten(folder / "tokenizer_config.json", pad_token=None)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(shutil.rmtree, "no such folder", id="no folder"),
        pytest.param(
            _without("modules.json"),
            r"no complete .*modules\.json is missing",
            id="no sentence-transformers model",
        ),
        pytest.param(_without("config.json"), r"config\.json is missing", id="no configuration"),
        pytest.param(_without("model.safetensors"), r"model\.safetensors is missing", id="no weights"),
        pytest.param(_without("tokenizer.json"), "cannot be loaded|no padding token", id="no tokenizer"),
        pytest.param(lambda f: (f / "config.json").write_text("{"), r"config\.json cannot be read", id="half a file"),
        pytest.param(_torn, "are damaged", id="torn weights"),
        pytest.param(_no_weights_at_all, "damaged, or are not weights", id="weights that are none"),
        pytest.param(_pickled, "can contain code", id="pickled weights"),
        pytest.param(_own_code, "its own code", id="own code"),
        pytest.param(_of_kind("models.Router"), r"unknown kind .*Router", id="a part that names further parts"),
        pytest.param(_of_kind("util.misc.importlib"), "unknown kind", id="a part that is none"),
        pytest.param(_weights(_one_missing), "incomplete", id="a layer is missing"),
        pytest.param(_weights(_one_no_number), "not all numbers", id="a weight is not a number"),
        pytest.param(lambda f: rewritten(f / "config.json", hidden_size=64), "cannot be loaded", id="other size"),
        pytest.param(
            lambda f: rewritten(f / "1_Pooling" / "config.json", embedding_dimension=48), "48", id="other dimension"
        ),
        pytest.param(_no_padding_token, "pad_token", id="no sign to fill up with"),
    ],
)
def test_an_unusable_model_is_an_error(whole: Path, tmp_path: Path, change: Change, message: str) -> None:
    """The error says what is wrong, where, and what to do next."""
    folder = tmp_path / "model"
    shutil.copytree(whole, folder)
    change(folder)
    with pytest.raises(ModelError, match=message) as caught:
        SentenceEncoder(str(folder)).encode(["home"])
    assert caught.value.place
    assert caught.value.remedy


def test_a_revision_without_effect_is_an_error(whole: Path) -> None:
    """A pinned revision is never ignored."""
    with pytest.raises(UsageError, match="only models of the hub"):
        SentenceEncoder(str(whole), revision="a" * 40).encode(["home"])
    with pytest.raises(UsageError, match=r"^bilingual: embedding\.revision is set, and has no effect"):
        create_encoder(EmbeddingSettings(revision="a" * 40), Permissions())


@pytest.mark.parametrize(
    ("model", "message"),
    [
        pytest.param("bilingal", 'Did you mean "bilingual"?', id="a letter lost"),
        pytest.param("Bilingual", 'Did you mean "bilingual"?', id="a capital"),
        pytest.param("packaged", "no such folder, and so no model. Give the folder", id="a word of this program"),
    ],
)
def test_a_misspelt_name_gets_a_suggestion(model: str, message: str) -> None:
    """A misspelt default is recognised, but never used."""
    with pytest.raises(ModelError) as caught:
        refuse_unusable_model(EmbeddingSettings(model=model), Permissions())
    assert str(caught.value).startswith(f"{model}: ")
    assert message in str(caught.value)


def test_a_missing_graphics_processor_is_an_error(whole: Path) -> None:
    """The model is not silently computed on the CPU."""
    import torch  # noqa: PLC0415 - only this test asks what the machine has

    if torch.cuda.is_available():
        pytest.skip("this machine has a graphics processor")
    with pytest.raises(ModelError, match="no such graphics processor"):
        SentenceEncoder(str(whole), device="cuda").encode(["home"])


@pytest.mark.parametrize("model", ["nowhere", "./no/model/here", "invented-owner/invented-model"])
def test_a_missing_model_is_an_error_before_heavy_imports(model: str, tmp_path: Path) -> None:
    """A wrong name is an error before PyTorch is loaded."""
    program = (
        "import sys\n"
        "from thememiner.config import EmbeddingSettings, Permissions\n"
        "from thememiner.embedding.models import create_encoder\n"
        "from thememiner.errors import ModelError\n"
        f"encoder = create_encoder(EmbeddingSettings(model={model!r}), Permissions())\n"
        "try:\n    encoder.identity\n"
        "except ModelError as error:\n    print('torch' in sys.modules, error.remedy)\n"
    )
    environment = {"HF_HOME": str(tmp_path), "PATH": ""}
    ran = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=True, timeout=60
    )
    assert ran.stdout.startswith("False ")
    assert "folder" in ran.stdout

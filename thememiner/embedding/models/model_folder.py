"""Check a model's folder before the heavy libraries are loaded: it must be complete and contain no code."""

import hashlib
import json
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from math import prod
from pathlib import Path
from typing import Any

from thememiner.errors import ModelError
from thememiner.storage import hash_file

MODULES = "modules.json"
SETTINGS = "config_sentence_transformers.json"
CONFIGURATION = "config.json"
PICKLED = ("pytorch_model.bin", "pytorch_model-*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl")
LIBRARY_PREFIX = "sentence_transformers."
KNOWN_MODULES = {"Transformer", "Pooling", "WeightedLayerPooling", "Dense", "LayerNorm", "Dropout", "Normalize"}
"""Other modules, such as a router, name more modules in separate files, or read weights in other formats."""

_SAVE_AGAIN = "On a machine where you trust it, save it again with SentenceTransformer.save, and copy that folder."
_MAYBE_PICKLED = f"Pickled weights, all that some models have on the hub, are never opened. {_SAVE_AGAIN}"
_DEFAULT = "bilingual"
_COPY_AGAIN = "Copy or download the model again."
_WHAT_TO_GIVE = (
    "Give the folder of a saved sentence-transformers model, its name on the hub (owner/name), or "
    f'"{_DEFAULT}" for the one that comes with the program.'
)


def check_folder(folder: Path) -> Path:
    """Check that a folder holds a complete sentence-transformers model without code; return the folder of its weights.

    Raises ``ModelError`` that says what is missing, damaged or not allowed.
    """
    if not folder.is_dir():
        meant = f'Did you mean "{_DEFAULT}"?' if get_close_matches(folder.name.lower(), [_DEFAULT]) else _WHAT_TO_GIVE
        raise ModelError("there is no such folder, and so no model.", place=str(folder), remedy=meant)
    listed = _read_json(folder, MODULES)
    modules = listed if isinstance(listed, list) and listed else [{}]
    for module in modules:
        if not (isinstance(module, dict) and isinstance(module.get("path"), str)):
            raise ModelError(f"{MODULES} does not describe a model.", place=str(folder), remedy=_COPY_AGAIN)
        _refuse_unknown_module(str(module.get("type", "")), folder)
        _refuse_pickled(folder / module["path"])
    transformer = folder / str(modules[0]["path"])
    _read_json(transformer, CONFIGURATION)
    if not any(True for _ in list_weight_files(transformer)):
        raise _incomplete(transformer, "model.safetensors", remedy=f"{_COPY_AGAIN} {_MAYBE_PICKLED}")
    for path in sorted(folder.rglob("*.safetensors")):
        _refuse_damaged(path)
    return transformer


def list_weight_files(folder: Path) -> Iterator[Path]:
    """Yield the weight files directly in a folder, sorted by name."""
    yield from sorted(folder.glob("model*.safetensors"))


def count_weights(folder: Path) -> int:
    """Return the number of weights in the weight files of a folder, which ``check_folder`` has checked."""
    from safetensors import safe_open  # noqa: PLC0415 - only where a model is loaded

    held = 0
    for path in list_weight_files(folder):
        with safe_open(path, framework="numpy") as file:
            held += sum(prod(file.get_slice(name).get_shape()) for name in file.keys())  # noqa: SIM118 - no dictionary
    return held


def read_architecture(folder: Path) -> str:
    """Return the kind of transformer whose weights are in a folder, such as ``bert``; empty if it is not named."""
    configuration = _read_json(folder, CONFIGURATION)
    return str(configuration.get("model_type", "")) if isinstance(configuration, dict) else ""


def hash_model(folder: Path) -> str:
    """Return one SHA-256 of the names and contents of all files in a model's folder that can change a vector.

    Markdown and hidden files are left out.
    """
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder)
        if path.suffix == ".md" or any(part.startswith(".") for part in name.parts):
            continue
        status = path.stat()
        digest.update(f"{name.as_posix()}\0{_hash_file(path, status.st_size, status.st_mtime_ns)}\n".encode())
    return digest.hexdigest()


def read_default_prompt(folder: Path) -> str:
    """Return the prompt that a model puts before every text by default; empty if it has none."""
    if not (folder / SETTINGS).exists():
        return ""
    settings = _read_json(folder, SETTINGS)
    prompts, name = settings.get("prompts") or {}, settings.get("default_prompt_name")
    return str(prompts.get(name, "")) if name else ""


def _read_json(folder: Path, name: str) -> Any:  # noqa: ANN401 - JSON can hold anything
    path = folder / name
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise _incomplete(folder, name) from error
    except (OSError, ValueError) as error:
        raise ModelError(f"{name} cannot be read.", place=str(folder), remedy=_COPY_AGAIN) from error


def _incomplete(folder: Path, name: str, *, remedy: str = _WHAT_TO_GIVE) -> ModelError:
    what = f"this folder holds no complete sentence-transformers model: its file {name} is missing."
    return ModelError(what, place=str(folder), remedy=remedy)


def _refuse_unknown_module(module: str, folder: Path) -> None:
    if not module.startswith(LIBRARY_PREFIX):
        what = "the model contains its own code, which is never run."
        raise ModelError(what, place=str(folder), remedy="Use another model.")
    if module.rpartition(".")[2] not in KNOWN_MODULES:
        what = f"the model has a module of an unknown kind ({module})."
        raise ModelError(what, place=str(folder), remedy="Use another model.")


def _refuse_pickled(folder: Path) -> None:
    pickled = any(True for pattern in PICKLED for _ in folder.glob(pattern))
    if pickled and not any(True for _ in list_weight_files(folder)):
        what = "the model's weights are in a format that can contain code (pickle), which is never opened."
        raise ModelError(what, place=str(folder), remedy=f"Weights must be in .safetensors files. {_SAVE_AGAIN}")


def _refuse_damaged(path: Path) -> None:
    from safetensors import SafetensorError, safe_open  # noqa: PLC0415 - only where a model is loaded

    try:
        with safe_open(path, framework="numpy"):
            pass
    except (SafetensorError, OSError) as error:
        what = f"the weights in {path.name} are damaged, or are not weights."
        raise ModelError(what, place=str(path.parent), remedy=_COPY_AGAIN) from error


@cache
def _hash_file(path: Path, _size: int, _changed: int) -> str:
    return hash_file(path)

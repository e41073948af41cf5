"""PyTorch: load a model, choose its device, number type and threads, and compute one batch."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from thememiner.embedding.models.batching import WindowTokenizer
from thememiner.embedding.models.model_folder import check_folder, count_weights
from thememiner.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

COMPILER_CACHE = "TORCHINDUCTOR_CACHE_DIR"
"""Environment variable that names the cache folder of PyTorch's compiler."""
_COPY_AGAIN = "Copy or download the model again."


def load_network(folder: Path, *, device: str, number_type: str) -> "SentenceTransformer":
    """Load the model of a folder onto a device.

    With bfloat16 only the transformer computes in this type; later modules, such as pooling, use float32.

    Raises ``ModelError`` if the folder does not hold a complete model of a known kind, or its weights are not numbers.
    """
    weights = check_folder(folder)
    network = _load(folder, device, number_type)
    _refuse_other_kinds(network, folder)
    _refuse_missing_weights(network, weights)
    _refuse_non_finite(network, folder)
    return network


def _load(folder: Path, device: str, number_type: str) -> "SentenceTransformer":
    import torch  # noqa: PLC0415 - takes seconds to import
    from safetensors import SafetensorError  # noqa: PLC0415 - only where a model is loaded

    with _make_no_compiler_cache(Path(torch.__file__).parent):
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - takes seconds to import

    try:
        with _silence_libraries():
            network = SentenceTransformer(
                str(folder),
                device=device,
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"dtype": getattr(torch, number_type), "use_safetensors": True},
            )
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        ImportError,
        RuntimeError,
        SafetensorError,
    ) as error:
        raise ModelError(
            f"the model cannot be loaded ({type(error).__name__}): its settings and its weights do not match, or "
            "files are missing.",
            place=str(folder),
            remedy=_COPY_AGAIN,
        ) from error
    return network.eval()


def _refuse_other_kinds(network: "SentenceTransformer", folder: Path) -> None:
    from sentence_transformers.sentence_transformer.modules import Transformer  # noqa: PLC0415 - takes seconds to import

    first = network[0]
    if not isinstance(first, Transformer) or "text" not in first.modality_config or "message" in first.modality_config:
        raise ModelError(
            "the model is not a transformer that reads plain text.", place=str(folder), remedy="Use another model."
        )
    if first.tokenizer is None or first.tokenizer.pad_token_id is None:
        raise ModelError(
            "the model's tokenizer has no padding token (pad_token).",
            place=str(folder),
            remedy="Set one in its tokenizer_config.json, as the model's authors recommend, or use another model.",
        )


def _refuse_missing_weights(network: "SentenceTransformer", folder: Path) -> None:
    """Refuse a file with fewer weights than the network has: the library would fill in the rest at random.

    Many models lack an unused pooling layer, which does not count.
    """
    held = count_weights(folder)
    needed = sum(weight.numel() for name, weight in network[0].named_parameters() if "pooler." not in name)
    if held < needed:
        what = f"the model is incomplete: it has {held:,} of {needed:,} weights."
        raise ModelError(what, place=str(folder), remedy=_COPY_AGAIN)


def _refuse_non_finite(network: "SentenceTransformer", folder: Path) -> None:
    if not all(bool(weight.isfinite().all()) for weight in network.parameters()):
        raise ModelError("the model's weights are not all numbers.", place=str(folder), remedy=_COPY_AGAIN)


@contextmanager
def _make_no_compiler_cache(existing: Path) -> Iterator[None]:
    """Import PyTorch's compiler, which is not used, without a new folder in the shared temporary folder."""
    before = os.environ.get(COMPILER_CACHE)
    os.environ[COMPILER_CACHE] = before or str(existing)
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(COMPILER_CACHE, None)


@contextmanager
def _silence_libraries() -> Iterator[None]:
    """Keep the libraries' progress bar and messages off the terminal, and restore their settings afterwards."""
    from transformers.utils import logging as transformers_logging  # noqa: PLC0415 - takes seconds to import

    logger = logging.getLogger("sentence_transformers")
    level, verbosity = logger.level, transformers_logging.get_verbosity()
    has_progress_bar = transformers_logging.is_progress_bar_enabled()
    logger.setLevel(logging.ERROR)
    transformers_logging.set_verbosity(logging.ERROR)
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers leaves it untyped
    try:
        yield
    finally:
        logger.setLevel(level)
        transformers_logging.set_verbosity(verbosity)
        if has_progress_bar:
            transformers_logging.enable_progress_bar()  # type: ignore[no-untyped-call]  # transformers leaves it untyped


def encode_batch(
    network: "SentenceTransformer", tokenizer: WindowTokenizer, tokens: list[list[int]], *, rows: int, length: int
) -> npt.NDArray[np.float64]:
    """Encode tokenized texts in one batch of this shape: unit length, shape (texts, dimensions).

    Empty rows repeat the first text. Rows are padded on the side that the tokenizer prefers.

    Raises ``ModelError`` if the graphics processor has too little memory.
    """
    import torch  # noqa: PLC0415 - takes seconds to import

    ids = np.full((rows, length), tokenizer.pad_token, dtype=np.int64)
    mask = np.zeros((rows, length), dtype=np.int64)
    for row, text in enumerate([*tokens, *[tokens[0]] * (rows - len(tokens))]):
        place = slice(length - len(text), length) if tokenizer.pads_left else slice(0, len(text))
        ids[row, place] = text
        mask[row, place] = 1
    features: dict[str, Any] = {
        "input_ids": torch.from_numpy(ids).to(network.device),
        "attention_mask": torch.from_numpy(mask).to(network.device),
    }
    if tokenizer.prompt:
        features["prompt_length"] = tokenizer.prompt_length
    try:
        with torch.inference_mode():
            for module in network:
                features = module(features)
                features = {key: _widen(value) for key, value in features.items()}
            found = features["sentence_embedding"][: len(tokens)].cpu().double()
            vectors: npt.NDArray[np.float64] = torch.nn.functional.normalize(found, dim=1).numpy()
    except torch.OutOfMemoryError as error:
        remedy = 'Set embedding.device to "cpu", or use a smaller model.'
        raise ModelError("the graphics processor has too little memory for the model.", remedy=remedy) from error
    return vectors


def is_stateful(network: "SentenceTransformer") -> bool:
    """Return whether a network stores something about the batch that it computes, so that two must not run at once.

    Rotary embeddings that depend on the length of the text do.
    """
    kinds = [getattr(module, "rope_type", None) for module in network.modules()]
    names = {name for kind in kinds for name in (kind.values() if isinstance(kind, dict) else (kind,))}
    return not names <= {None, "default", "linear", "llama3", "proportional", "yarn"}


def _widen(value: Any) -> Any:  # noqa: ANN401 - features hold tensors and plain numbers
    """Widen the transformer's output if it is in half precision, so that pooling sums without loss."""
    is_half = getattr(value, "is_floating_point", bool)() and value.dtype.itemsize == 2  # noqa: PLR2004 - in bytes
    return value.float() if is_half else value


def choose_device(setting: str) -> str:
    """Return ``cpu``, ``cuda`` or ``mps``; for ``auto`` a graphics processor if there is one.

    Raises ``ModelError`` if the requested one is not available.
    """
    import torch  # noqa: PLC0415 - takes seconds to import

    is_available = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if setting == "auto":
        return next(name for name, available in is_available.items() if available)
    if not is_available[setting]:
        raise ModelError(
            f'the setting embedding.device says "{setting}", but this machine has no such graphics processor, or '
            "PyTorch was installed without support for it.",
            remedy='Set embedding.device to "auto" or "cpu".',
        )
    return setting


def choose_number_type(setting: str, device: str) -> str:
    """Return ``float32`` or ``bfloat16``; for ``auto`` bfloat16 if the processor supports it in hardware."""
    return ("bfloat16" if _has_bfloat16_hardware(device) else "float32") if setting == "auto" else setting


def _has_bfloat16_hardware(device: str) -> bool:
    import torch  # noqa: PLC0415 - takes seconds to import

    if device == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if device == "cpu":
        capabilities = torch.cpu.get_capabilities()
        return bool(capabilities.get("amx_bf16") or capabilities.get("avx512_bf16"))
    return False


@contextmanager
def limit_threads(device: str, *, one_batch: bool) -> Iterator[int]:
    """Set the threads of PyTorch, and yield how many batches to compute at the same time.

    On a CPU that is the number of threads, with one thread per batch: the small matrices of a batch are multiplied
    faster so than by all threads together. With ``one_batch``, it is one batch on all threads. PyTorch follows
    ``OMP_NUM_THREADS``, but in a container it counts the processors of the whole machine, so the smaller of that and
    the processors of the container is used.
    """
    import torch  # noqa: PLC0415 - takes seconds to import
    from joblib import cpu_count  # noqa: PLC0415 - only where a model computes

    before = torch.get_num_threads()
    allowed = min(before, int(cpu_count()))
    several = device == "cpu" and not one_batch
    torch.set_num_threads(1 if several else allowed)
    try:
        yield allowed if several else 1
    finally:
        torch.set_num_threads(before)

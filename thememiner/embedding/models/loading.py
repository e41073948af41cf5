"""A checked model folder becomes a network that is known to give numbers."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING

from thememiner.embedding.models.model_folder import check_folder, weights_in
from thememiner.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_COPY_AGAIN = "Copy or download the model again."


def load_network(folder: Path, *, device: str, number_type: str) -> "SentenceTransformer":
    """Return the model of a folder, ready to compute with this number type.

    Only the transformer computes in bfloat16; what stands behind it, such as pooling, in float32.

    Raises ``ModelError`` if the folder is not that of a whole model of a known kind, or its weights are not numbers.
    """
    weights = check_folder(folder)
    network = _loaded(folder, device, number_type)
    _refuse_other_kinds(network, folder)
    _refuse_gaps(network, weights)
    _refuse_no_numbers(network, folder)
    return network


def _loaded(folder: Path, device: str, number_type: str) -> "SentenceTransformer":
    import torch  # noqa: PLC0415 - takes seconds to import
    from safetensors import SafetensorError  # noqa: PLC0415 - only where a model is loaded
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - takes seconds to import

    try:
        with _in_silence():
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
            f"the model cannot be loaded ({type(error).__name__}): its settings and its weights do not fit each other, "
            "or files are missing.",
            place=str(folder),
            remedy=_COPY_AGAIN,
        ) from error
    return network.eval()


def _refuse_other_kinds(network: "SentenceTransformer", folder: Path) -> None:
    from sentence_transformers.sentence_transformer.modules import Transformer  # noqa: PLC0415 - takes seconds to import

    first = network[0]
    if not isinstance(first, Transformer) or "text" not in first.modality_config or "message" in first.modality_config:
        raise ModelError(
            "the model is no transformer that reads plain text.", place=str(folder), remedy="Use another model."
        )
    if first.tokenizer is None or first.tokenizer.pad_token_id is None:
        raise ModelError(
            "the model's tokenizer has no sign to fill up texts with (pad_token).",
            place=str(folder),
            remedy="Name one in its tokenizer_config.json, as the model's authors say, or use another model.",
        )


def _refuse_gaps(network: "SentenceTransformer", folder: Path) -> None:
    """Refuse weights that are fewer than the network has: the library would make up the rest at random.

    An unused pooling layer is left out of many models.
    """
    from safetensors import safe_open  # noqa: PLC0415 - only where a model is loaded

    held = 0
    for path in weights_in(folder):
        with safe_open(path, framework="numpy") as file:
            held += sum(prod(file.get_slice(name).get_shape()) for name in file.keys())  # noqa: SIM118 - no dictionary
    needed = sum(weight.numel() for name, weight in network[0].named_parameters() if "pooler." not in name)
    if held < needed:
        what = f"the model is not whole: it has {held:,} of {needed:,} weights."
        raise ModelError(what, place=str(folder), remedy=_COPY_AGAIN)


def _refuse_no_numbers(network: "SentenceTransformer", folder: Path) -> None:
    if not all(bool(weight.isfinite().all()) for weight in network.parameters()):
        raise ModelError("the model's weights are not all numbers.", place=str(folder), remedy=_COPY_AGAIN)


@contextmanager
def _in_silence() -> Iterator[None]:
    """Keep the libraries' bar and remarks on loading off the terminal, and leave their settings as they were."""
    from transformers.utils import logging as of_transformers  # noqa: PLC0415 - takes seconds to import

    remarks = logging.getLogger("sentence_transformers")
    level, verbosity = remarks.level, of_transformers.get_verbosity()
    shown = of_transformers.is_progress_bar_enabled()
    remarks.setLevel(logging.ERROR)
    of_transformers.set_verbosity(logging.ERROR)
    of_transformers.disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers leaves it untyped
    try:
        yield
    finally:
        remarks.setLevel(level)
        of_transformers.set_verbosity(verbosity)
        if shown:
            of_transformers.enable_progress_bar()  # type: ignore[no-untyped-call]  # likewise

"""One batch through a network, always in the shape that it is given."""

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from thememiner.embedding.models.pieces import Tokenizer
from thememiner.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


def forward(
    network: "SentenceTransformer", tokenizer: Tokenizer, tokens: list[list[int]], *, rows: int, length: int
) -> npt.NDArray[np.float32]:
    """Return vectors of unit length of tokenized texts, float32, shape (texts, dimensions).

    Rows left over are filled with the first text, and a row is filled up on the side that the tokenizer says.

    Raises ``ModelError`` if the graphics processor has too little memory.
    """
    import torch  # noqa: PLC0415 - takes seconds to import

    ids = np.full((rows, length), tokenizer.fill, dtype=np.int64)
    mask = np.zeros((rows, length), dtype=np.int64)
    for row, text in enumerate([*tokens, *[tokens[0]] * (rows - len(tokens))]):
        place = slice(length - len(text), length) if tokenizer.fills_left else slice(0, len(text))
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
                features = {key: _in_float32(value) for key, value in features.items()}
            normal = torch.nn.functional.normalize(features["sentence_embedding"], dim=1)
    except torch.OutOfMemoryError as error:
        remedy = 'Set embedding.device to "cpu", or use a smaller model.'
        raise ModelError("the graphics processor has too little memory for the model.", remedy=remedy) from error
    vectors: npt.NDArray[np.float32] = normal[: len(tokens)].cpu().numpy()
    return vectors


def changes_as_it_computes(network: "SentenceTransformer") -> bool:
    """Tell whether a network keeps something of the batch that it computes, so that two at a time would get mixed up.

    Some rotary embeddings do, that stretch with the length of the text.
    """
    kinds = [getattr(module, "rope_type", None) for module in network.modules()]
    named = {name for kind in kinds for name in (kind.values() if isinstance(kind, dict) else (kind,))}
    return not named <= {None, "default", "linear", "llama3", "proportional", "yarn"}


def _in_float32(value: Any) -> Any:  # noqa: ANN401 - features hold tensors and plain numbers
    """Widen what the transformer gives, so that pooling sums without loss."""
    return value.float() if getattr(value, "is_floating_point", bool)() else value

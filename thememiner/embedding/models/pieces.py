"""Texts as the tokens that a model reads: one piece a text, or one for each window of a long one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from thememiner.embedding.models.windows import windows

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

NO_LIMIT = 10**6
"""A tokenizer that knows no window gives a number far above this."""
USUAL_WINDOW = 512


@dataclass(frozen=True, slots=True)
class Piece:
    """What goes through the model as one row."""

    text: int
    """Index of the text that it is of."""
    tokens: list[int]
    """With the prompt's and the model's own marks."""
    weight: int
    """Tokens of the text alone; at least 1."""


class Tokenizer:
    """Cut texts into pieces that fit a model's window, each with the prompt before it."""

    def __init__(self, network: "SentenceTransformer", prompt: str) -> None:
        self._tokenizer: Any = network.tokenizer
        self.prompt = prompt
        self.window = _window(network)
        self.fill = int(self._tokenizer.pad_token_id)
        self.fills_left = self._tokenizer.padding_side == "left"
        (alone,) = self._tokens([""])
        self._overhead = len(alone)
        self.prompt_length = len(alone) - (alone[-1:] != [] and alone[-1] in self._tokenizer.all_special_ids)

    def pieces(self, texts: Sequence[str]) -> list[Piece]:
        """Return the pieces of texts, in their order; none is longer than ``window``.

        Raises ``ModelError`` if the prompt leaves too little room for a text.
        """
        pieces: list[Piece] = []
        for index, (text, tokens) in enumerate(zip(texts, self._tokens(texts), strict=True)):
            rows = [tokens] if len(tokens) <= self.window else self._tokens(self._windows(text))
            pieces.extend(Piece(index, row or [self.fill], max(1, len(row) - self._overhead)) for row in rows)
        return pieces

    def _windows(self, text: str) -> list[str]:
        room = self.window - self._overhead
        return windows(text, room=room, places=self._places(text), size=self._size)

    def _size(self, text: str) -> int:
        (tokens,) = self._tokens([text])
        return len(tokens) - self._overhead

    def _places(self, text: str) -> Sequence[int]:
        """Return where a text may be cut: where its tokens begin, if the tokenizer tells, or before any character."""
        if not self._tokenizer.is_fast:
            return range(len(text))
        found = self._tokenizer(text, return_offsets_mapping=True, add_special_tokens=False, verbose=False)
        return sorted({start for start, _ in found["offset_mapping"]})

    def _tokens(self, texts: Sequence[str]) -> list[list[int]]:
        if not texts:
            return []
        prompted = [self.prompt + text for text in texts]
        found = self._tokenizer(
            prompted, return_attention_mask=False, return_token_type_ids=False, truncation=False, verbose=False
        )
        rows: list[list[int]] = found["input_ids"]
        return rows


def _window(network: "SentenceTransformer") -> int:
    """Return the most tokens that a model reads at once."""
    told = int(network.max_seq_length or USUAL_WINDOW)
    places = getattr(network.config, "max_position_embeddings", None)
    return min(told if told < NO_LIMIT else USUAL_WINDOW, int(places or told))

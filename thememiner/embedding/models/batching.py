"""Batches of a few fixed shapes, so that a text's vector does not depend on its company.

Texts as the tokens that a model reads: one piece a text, or one for each window of a long one.
Texts longer than a model's window are read in several windows.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from thememiner.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

MIN_STEP = 4
STEPS_PER_POWER = 8
UNLIMITED_LENGTH = 10**6
"""A tokenizer that knows no window gives a number far above this."""
DEFAULT_WINDOW = 512
MAX_CUT_SHIFT = 12
"""Places that a cut may move back at most to fall between words, as far as there are spaces."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Which texts go through the model together, and in what shape."""

    texts: tuple[int, ...]
    """Their indices: at most ``rows``; the rows left over are filled up."""
    rows: int
    length: int
    """Tokens of a row, those it is filled up with included."""


def group_into_batches(counts: Sequence[int], *, tokens: int, longest: int) -> Iterator[Batch]:
    """Group texts by their length, from the shortest.

    ``counts`` are the tokens of each text, none above ``longest``; ``tokens`` is the least size of a batch: small ones
    take longer, and if several threads compute one, their number changes the last bits. A text's own length alone
    settles the shape of its batch: padding and shape change the order in which a model sums, and so the last bits of
    the vector.
    """
    by_length: dict[int, list[int]] = {}
    for index, count in enumerate(counts):
        by_length.setdefault(choose_padded_length(count, longest), []).append(index)
    for length, indices in sorted(by_length.items()):
        rows = -(-tokens // length)
        for first in range(0, len(indices), rows):
            yield Batch(tuple(indices[first : first + rows]), rows, length)


def choose_padded_length(count: int, longest: int) -> int:
    """Return to how many tokens a text is filled up: in steps of 4, and above 32 of an eighth of the next power of 2.

    So few are wasted on padding in long texts, and few on rows left over in rare lengths.
    """
    step = max(MIN_STEP, (1 << (count - 1).bit_length()) // STEPS_PER_POWER)
    return min(-(-count // step) * step, longest)


@dataclass(frozen=True, slots=True)
class TokenWindow:
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
        self.window = _read_window_length(network)
        self.fill = int(self._tokenizer.pad_token_id)
        self.fills_left = self._tokenizer.padding_side == "left"
        (alone,) = self._tokens([""])
        self._overhead = len(alone)
        self.prompt_length = len(alone) - (alone[-1:] != [] and alone[-1] in self._tokenizer.all_special_ids)

    def pieces(self, texts: Sequence[str]) -> list[TokenWindow]:
        """Return the pieces of texts, in their order; none is longer than ``window``.

        Raises ``ModelError`` if the prompt leaves too little room for a text.
        """
        pieces: list[TokenWindow] = []
        for index, (text, tokens) in enumerate(zip(texts, self._tokens(texts), strict=True)):
            rows = [tokens] if len(tokens) <= self.window else self._tokens(self._windows(text))
            pieces.extend(TokenWindow(index, row or [self.fill], max(1, len(row) - self._overhead)) for row in rows)
        return pieces

    def _windows(self, text: str) -> list[str]:
        room = self.window - self._overhead
        return split_into_windows(text, room=room, places=self._places(text), size=self._size)

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


def _read_window_length(network: "SentenceTransformer") -> int:
    """Return the most tokens that a model reads at once."""
    told = int(network.max_seq_length or DEFAULT_WINDOW)
    places = getattr(network.config, "max_position_embeddings", None)
    return min(told if told < UNLIMITED_LENGTH else DEFAULT_WINDOW, int(places or told))


def split_into_windows(text: str, *, room: int, places: Sequence[int], size: Callable[[str], int]) -> list[str]:
    """Return the windows of a text: about even, together the whole text, each of at most ``room`` tokens.

    ``places`` are the positions in the text where it may be cut, in order; ``size`` tells how many tokens a window
    has. A window read by itself can have some more than it had within the text.

    Raises ``ModelError`` if no cut makes them small enough.
    """
    if size(text) <= room:
        return [text]
    fewest = -(-size(text) // room) if room > 0 else len(places) + 1
    for number in range(fewest, len(places) + 1):
        parts = _cut_evenly(text, places, number)
        if all(size(part) <= room for part in parts):
            return parts
    raise ModelError(
        f"the model's window leaves room for {room} tokens of text, too few for this one.",
        remedy="Shorten embedding.prompt, or use another model.",
    )


def _cut_evenly(text: str, places: Sequence[int], number: int) -> list[str]:
    back = min(MAX_CUT_SHIFT, len(places) // number // 4)
    cuts = [_find_word_boundary(text, places, len(places) * part // number, back) for part in range(1, number)]
    return [text[start:end] for start, end in pairwise([0, *cuts, len(text)])]


def _find_word_boundary(text: str, places: Sequence[int], nominal: int, back: int) -> int:
    for index in range(nominal, nominal - back - 1, -1):
        if text[places[index]].isspace() or text[places[index] - 1].isspace():
            return places[index]
    return places[nominal]

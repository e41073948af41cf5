"""Split texts into token windows that fit a model, and group the windows into batches of a few fixed shapes.

The shape of a batch follows from the length of its texts alone, so a text's vector does not depend on the other texts.
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
"""Tokenizers without a window give a number far above this."""
DEFAULT_WINDOW = 512
MAX_CUT_SHIFT = 12
"""Most places by which a cut may move back to fall between words, in text with spaces."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows that go through the model together, and the shape of their tokens."""

    windows: tuple[int, ...]
    """Indices of at most ``rows`` windows. The remaining rows are padding."""
    rows: int
    length: int
    """Tokens of a row, including padding."""


def group_into_batches(counts: Sequence[int], *, tokens: int, longest: int) -> Iterator[Batch]:
    """Group windows by their length, from the shortest.

    ``counts`` are the numbers of tokens of the windows, none above ``longest``. ``tokens`` is the least size of a
    batch: small batches take longer, and if several threads compute one, their number changes the last bits. The
    length of a window alone decides the shape of its batch, because padding and shape change the order in which a model
    sums, and so the last bits of the vector.
    """
    by_length: dict[int, list[int]] = {}
    for index, count in enumerate(counts):
        by_length.setdefault(choose_padded_length(count, longest), []).append(index)
    for length, indices in sorted(by_length.items()):
        rows = -(-tokens // length)
        for first in range(0, len(indices), rows):
            yield Batch(tuple(indices[first : first + rows]), rows, length)


def choose_padded_length(count: int, longest: int) -> int:
    """Return the padded length of a window: in steps of 4, and above 32 in steps of an eighth of the next power of 2.

    So long windows have little padding, and rare lengths leave few empty rows.
    """
    step = max(MIN_STEP, (1 << (count - 1).bit_length()) // STEPS_PER_POWER)
    return min(-(-count // step) * step, longest)


@dataclass(frozen=True, slots=True)
class TokenWindow:
    """A text, or a part of a long text, that goes through the model as one row."""

    text: int
    """Index of the text."""
    tokens: list[int]
    """Token ids, including those of the prompt and the model's special tokens."""
    weight: int
    """Number of tokens of the text alone; at least 1."""


class WindowTokenizer:
    """Split texts into windows that fit a model, each with the prompt before it."""

    def __init__(self, network: "SentenceTransformer", prompt: str) -> None:
        self._tokenizer: Any = network.tokenizer
        self.prompt = prompt
        self.window_length = _read_window_length(network)
        self.pad_token = int(self._tokenizer.pad_token_id)
        self.pads_left = self._tokenizer.padding_side == "left"
        (alone,) = self._tokenize_rows([""])
        self._overhead = len(alone)
        self.prompt_length = len(alone) - (alone[-1:] != [] and alone[-1] in self._tokenizer.all_special_ids)

    def tokenize(self, texts: Sequence[str]) -> list[TokenWindow]:
        """Return the windows of texts, in order; none has more than ``window_length`` tokens.

        Raises ``ModelError`` if the prompt leaves too little room for a text.
        """
        windows: list[TokenWindow] = []
        for index, (text, tokens) in enumerate(zip(texts, self._tokenize_rows(texts), strict=True)):
            rows = [tokens] if len(tokens) <= self.window_length else self._tokenize_rows(self._split(text))
            windows.extend(
                TokenWindow(index, row or [self.pad_token], max(1, len(row) - self._overhead)) for row in rows
            )
        return windows

    def _split(self, text: str) -> list[str]:
        room = self.window_length - self._overhead
        return split_into_windows(text, room=room, places=self._find_places(text), size=self._count_tokens)

    def _count_tokens(self, text: str) -> int:
        (tokens,) = self._tokenize_rows([text])
        return len(tokens) - self._overhead

    def _find_places(self, text: str) -> Sequence[int]:
        """Return where a text may be cut: at the start of each token, or before any character if that is unknown."""
        if not self._tokenizer.is_fast:
            return range(len(text))
        found = self._tokenizer(text, return_offsets_mapping=True, add_special_tokens=False, verbose=False)
        return sorted({start for start, _ in found["offset_mapping"]})

    def _tokenize_rows(self, texts: Sequence[str]) -> list[list[int]]:
        if not texts:
            return []
        prompted = [self.prompt + text for text in texts]
        found = self._tokenizer(
            prompted, return_attention_mask=False, return_token_type_ids=False, truncation=False, verbose=False
        )
        rows: list[list[int]] = found["input_ids"]
        return rows


def _read_window_length(network: "SentenceTransformer") -> int:
    """Return the largest number of tokens that a model reads at once."""
    stated = int(network.max_seq_length or DEFAULT_WINDOW)
    positions = getattr(network.config, "max_position_embeddings", None)
    return min(stated if stated < UNLIMITED_LENGTH else DEFAULT_WINDOW, int(positions or stated))


def split_into_windows(text: str, *, room: int, places: Sequence[int], size: Callable[[str], int]) -> list[str]:
    """Split a text into windows of about equal length, each of at most ``room`` tokens; together they are the text.

    ``places`` are the positions where the text may be cut, in order; ``size`` counts the tokens of a window, which by
    itself can have some more tokens than within the text.

    Raises ``ModelError`` if no split makes the windows small enough.
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

"""Texts longer than a model's window are read in several windows."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from thememiner.errors import ModelError

BACK = 12
"""Places that a cut may move back at most to fall between words, as far as there are spaces."""


def windows(text: str, *, room: int, places: Sequence[int], size: Callable[[str], int]) -> list[str]:
    """Return the windows of a text: about even, together the whole text, each of at most ``room`` tokens.

    ``places`` are the positions in the text where it may be cut, in order; ``size`` tells how many tokens a window
    has. A window read by itself can have some more than it had within the text.

    Raises ``ModelError`` if no cut makes them small enough.
    """
    if size(text) <= room:
        return [text]
    fewest = -(-size(text) // room) if room > 0 else len(places) + 1
    for number in range(fewest, len(places) + 1):
        parts = _cut(text, places, number)
        if all(size(part) <= room for part in parts):
            return parts
    raise ModelError(
        f"the model's window leaves room for {room} tokens of text, too few for this one.",
        remedy="Shorten embedding.prompt, or use another model.",
    )


def _cut(text: str, places: Sequence[int], number: int) -> list[str]:
    back = min(BACK, len(places) // number // 4)
    cuts = [_between_words(text, places, len(places) * part // number, back) for part in range(1, number)]
    return [text[start:end] for start, end in pairwise([0, *cuts, len(text)])]


def _between_words(text: str, places: Sequence[int], nominal: int, back: int) -> int:
    for index in range(nominal, nominal - back - 1, -1):
        if text[places[index]].isspace() or text[places[index] - 1].isspace():
            return places[index]
    return places[nominal]

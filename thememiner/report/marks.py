"""How themes are drawn: a colour and a shape each."""

from dataclasses import dataclass

COLOURS = (
    *("#0072b2", "#d55e00", "#007a5a", "#aa4499", "#a87900", "#332288"),
    *("#cc6677", "#2f8f9d", "#882255", "#666633", "#5b6ee1", "#8c510a"),
)
"""Told apart with the usual colour-vision deficiencies where neighbours, each at least 3:1 against white."""
SHAPES = {"circle": "●", "square": "■", "diamond": "◆", "triangle-up": "▲", "triangle-down": "▼", "star": "★"}
"""Plotly's names, and the characters that look like them: colour is never the only signal."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How a theme is drawn: on the map and beside its name."""

    colour: str
    shape: str
    character: str


UNASSIGNED_MARK = Mark("#6b6b6b", "circle-open", "○")


def mark_of(index: int) -> Mark:
    """Return the mark of the theme at a place in the list; no two of the first 72 are alike."""
    shapes = tuple(SHAPES.items())
    shape, character = shapes[(index + index // len(COLOURS)) % len(shapes)]
    return Mark(COLOURS[index % len(COLOURS)], shape, character)

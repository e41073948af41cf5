"""What the files of word processors hold beside the text: left out, and counted alike in .docx, .odt and .rtf."""

from collections import Counter
from collections.abc import Iterator
from enum import Enum

from thememiner.phrasing import inflect
from thememiner.records import Note


class LeftOut(Enum):
    """A kind of content that is left out; the value is its name, for one and for several."""

    COMMENT = ("comment", "comments")
    DELETED = ("deleted passage", "deleted passages")
    HIDDEN = ("hidden passage", "hidden passages")
    MOVED = ("passage at the place it was moved from", "passages at the place they were moved from")
    FOOTNOTE = ("note at the foot or end", "notes at the foot or end")
    TEXT_BOX = ("text box", "text boxes")
    HEADER = ("header or footer", "headers or footers")
    EMBEDDED = ("embedded file", "embedded files")
    SYMBOL = ("unknown symbol of a picture font", "unknown symbols of picture fonts")


def note_left_out(counts: Counter[LeftOut], place: str) -> Iterator[Note]:
    """Yield one note that counts what was left out of a file, by kind; none if there is nothing."""
    described = [f"{counts[kind]:,} {inflect(counts[kind], *kind.value)}" for kind in LeftOut if counts[kind]]
    if described:
        yield Note(place, f"left out: {', '.join(described)}.")

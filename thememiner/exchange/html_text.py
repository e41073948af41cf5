"""The text of an HTML fragment, with where each of its own characters comes to stand."""

import html
import re
from bisect import bisect_left, bisect_right
from itertools import pairwise

from thememiner.exchange.counting import CumulativeWidths
from thememiner.exchange.refi.positions import Unit

# In linear time, whatever stands there: html.parser takes a minute for 60 KB of tags that do not end.
_TAG = re.compile(r"""<(?:!--[^<>]*--|/?([A-Za-z][A-Za-z0-9]*)(?:[^<>"']|"[^"<]*"|'[^'<]*')*)>""")
_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figure", "footer", "h1", "h2"),
        *("h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "td"),
        *("th", "tr", "ul"),
    )
)


class HtmlText:
    """A clean HTML fragment as plain text: what stands between its tags, and a line end where blocks would touch."""

    def __init__(self, fragment: str) -> None:
        self.own = ""
        """The text between the tags alone."""
        self.pictures = 0
        self._breaks: list[int] = []  # how much of it stands before each line end that is added
        self._take_apart(fragment)
        self.text = self._with_breaks()
        self._widths = CumulativeWidths(self.own, Unit.BYTES)

    def range_of_bytes(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the code points in ``text`` for a range of UTF-8 bytes of ``own``; None if it is none of them."""
        first, behind = self._widths.code_point(start), self._widths.code_point(end)
        if first is None or behind is None or first >= behind:
            return None
        # A line end that was added at the edge of the range belongs outside of it.
        return first + bisect_right(self._breaks, first), behind + bisect_left(self._breaks, behind)

    def _take_apart(self, fragment: str) -> None:
        pieces: list[str] = []
        length, touches = 0, False
        # Text and tags' names take turns; a comment has no name.
        for number, part in enumerate(_TAG.split(fragment)):
            if number % 2:
                name = (part or "").lower()
                touches = touches or name in _BLOCKS
                self.pictures += name == "img"
            elif text := _unescaped(part):
                if touches and pieces and not text[0].isspace() and not pieces[-1][-1].isspace():
                    self._breaks.append(length)
                pieces.append(text)
                length, touches = length + len(text), False
        self.own = "".join(pieces)

    def _with_breaks(self) -> str:
        edges = [0, *self._breaks, len(self.own)]
        return "\n".join(self.own[start:end] for start, end in pairwise(edges))


def _unescaped(text: str) -> str:
    try:
        return html.unescape(text)
    except ValueError:  # a number of thousands of digits is no character
        return text

"""The words around a place in a document, for reading it in context."""

import re

from thememiner.records import Document, Form

REACH = 200
"""Code points on either side, about as long as a meaning unit."""
_BROKEN_HEAD = re.compile(r"^\S{0,30}\s+")
_BROKEN_TAIL = re.compile(r"\s+\S{0,30}$")
_LINES = re.compile(r"\s*[\r\n]\s*")
LEFT_OUT = "…"


def surroundings(document: Document, start: int, end: int) -> tuple[str, str]:
    """Return up to ``REACH`` code points before and after a place, cut between words, ``…`` where more follows.

    Empty lines are left out. Rows of a table are independent of each other: around them there is nothing.
    """
    if document.form is Form.ROWS:
        return "", ""
    text = document.text
    before, after = text[max(start - REACH, 0) : start], text[end : end + REACH]
    if start > REACH:
        before = f"{LEFT_OUT} {_BROKEN_HEAD.sub('', before)}"
    if end + REACH < len(text):
        after = f"{_BROKEN_TAIL.sub('', after)} {LEFT_OUT}"
    return _LINES.sub("\n", before).strip(), _LINES.sub("\n", after).strip()

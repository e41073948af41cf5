"""Read Praat TextGrids, long and short: interval tiers are speakers, the times of intervals are cues."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from thememiner.config import Settings
from thememiner.corpus.file_contents import FileContents, read_plain
from thememiner.corpus.formats.timed_text import Tier, Utterance, document_from_tiers, note_tiers
from thememiner.errors import UnreadableFileError

_BINARY = b"ooBinaryFile"
_TOKEN = re.compile(
    r'"(?P<text>[^"]*+(?:""[^"]*+)*+)"'
    r"|(?<!\S)(?P<number>-?\d{1,15}(?:\.\d{1,30})?(?:[eE][-+]?\d{1,2})?)(?!\S)"
    r'|(?<!\S)(?:<exists>|![^\r\n]*)|(?P<open>")'
)
_SOUNDS = re.compile(r"(?:^|[\s_.-])(?:phones?|phonemes?|segments?|syllables?|音素|音节)$", re.IGNORECASE)
_WORDS = re.compile(r"(?:^|[\s_.-])(?:words?|词|字)$", re.IGNORECASE)
_REMEDY = "Open it in Praat and save it as a text file."


def read_textgrid(path: Path, *, place: str, settings: Settings) -> FileContents:
    """Read a ``.TextGrid`` file as one document; intervals are sorted by time, empty ones are left out.

    A doubled quotation mark stands for one. Tiers of points and sounds, and tiers of single words beside those of
    sentences, are left out and noted.

    Raises ``UnreadableFileError`` if it is not a TextGrid or has no text, ``UndecodableFileError``, and ``OSError``.
    """
    with path.open("rb") as file:
        if file.read(len(_BINARY)) == _BINARY:
            raise UnreadableFileError("is a binary TextGrid.", place=place, remedy=_REMEDY)
    plain = read_plain(path, place=place, settings=settings)
    grid = _Grid(plain.text, place)
    tiers = [tier for tier in grid.read_tiers() if tier.utterances]
    read = [tier for tier in tiers if not _SOUNDS.search(tier.name)] or tiers
    read = [tier for tier in read if not _WORDS.search(tier.name)] or read
    source = replace(plain.source, format="textgrid")
    document = document_from_tiers(read, source=source, speakers=settings.speakers)
    left_out = [*(tier.name for tier in tiers if tier not in read), *grid.point_tiers]
    notes = note_tiers(read, left_out, place=place, why="points, sounds or single words")
    return FileContents((document,), notes=(*plain.notes, *notes))


class _Grid:
    """Reads the values of a TextGrid one after the other: texts in quotation marks, and free-standing numbers.

    Everything else is a comment (Praat manual, "TextGrid file formats"), so the long and the short format are one.
    """

    def __init__(self, text: str, place: str) -> None:
        self.point_tiers: list[str] = []
        """Names of the tiers of points."""
        self._text = text
        self._place = place
        self._tokens = _TOKEN.finditer(text)
        self._at = 0

    def read_tiers(self) -> Iterator[Tier]:
        """Yield the tiers of intervals."""
        if not self._string().startswith("ooTextFile") or self._string() != "TextGrid":
            self._refuse("is not a TextGrid in one of Praat's two usual text formats")
        self._number(), self._number()
        for _ in range(int(self._number())):
            kind, name = self._string(), self._string()
            self._number(), self._number()
            if kind == "IntervalTier":
                yield Tier(name, tuple(self._intervals(" ".join(name.split()) or None)))
            else:
                self._skip_points()
                self.point_tiers.append(name)

    def _intervals(self, speaker: str | None) -> Iterator[Utterance]:
        for _ in range(int(self._number())):
            start, end = self._number(), self._number()
            if text := self._string().strip():
                yield Utterance(text, speaker, start, max(start, end))

    def _skip_points(self) -> None:
        for _ in range(int(self._number())):
            self._number(), self._string()

    def _string(self) -> str:
        token = self._next()
        if token["text"] is None:
            self._refuse("is broken: a text in quotation marks is expected")
        return token["text"].replace('""', '"')

    def _number(self) -> float:
        token = self._next()
        if token["number"] is None:
            self._refuse("is broken: a number is expected")
        return float(token["number"])

    def _next(self) -> re.Match[str]:
        token = next((token for token in self._tokens if token.lastgroup), None)
        self._at = token.start() if token else len(self._text)
        if token is None:
            self._refuse("is cut off")
        if token["open"]:
            self._refuse("is cut off: a quotation mark is never closed")
        return token

    def _refuse(self, what: str) -> NoReturn:
        line = self._text.count("\n", 0, self._at) + 1
        raise UnreadableFileError(f"{what} (line {line}).", place=self._place, remedy=_REMEDY)

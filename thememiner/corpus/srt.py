"""SubRip files; times by pysubs2.

The text is not taken from pysubs2: it drops a last line that is only a number ("I was born in / 1990"), whatever
stands in braces, and takes quadratic time for unclosed brackets.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from pysubs2.time import TIMESTAMP, timestamp_to_ms

from thememiner.config import Settings
from thememiner.corpus.captions import document_of, note_empty, unreadable_times
from thememiner.corpus.contents import FileContents
from thememiner.corpus.cues import Caption
from thememiner.corpus.plain import read_plain
from thememiner.errors import UnreadableFileError
from thememiner.intake import lines_of
from thememiner.records import Problem

_STAMPS = 2
_LIKE_TIMES = re.compile(r"\s{0,9}\d[^>]{0,40}-->")
_NUMBER = re.compile(r"\s{0,9}\d{1,9}\s{0,9}")


def read_srt(path: Path, *, place: str, settings: Settings) -> FileContents:
    """Read a ``.srt`` file as one document.

    A cue whose time line cannot be read costs that cue and is a problem of the file.

    Raises ``UnreadableFileError`` if there is no cue with text, ``UndecodableFileError``, and ``OSError``.
    """
    file = read_plain(path, place=place, settings=settings)
    captions, problems = _captions(file.text, place)
    if not captions:
        raise UnreadableFileError(
            "is no SubRip file: no line gives the times of a cue (00:00:01,000 --> 00:00:02,000).",
            place=place,
            remedy="If it is plain text, name it .txt.",
        )
    document = document_of(captions, source=file.source, speakers=settings.speakers, entities=False)
    return FileContents((document,), notes=(*file.notes, *note_empty(captions, place)), problems=tuple(problems))


def _captions(text: str, place: str) -> tuple[list[Caption], list[Problem]]:
    lines = lines_of(text)
    captions, problems = [], []
    for number, following in _blocks(lines):
        stamps = TIMESTAMP.findall(lines[number])
        if len(stamps) == _STAMPS:
            start, end = (timestamp_to_ms(stamp) / 1000 for stamp in stamps)
            captions.append(Caption(tuple(lines[number + 1 : following]), start, end))
        else:
            problems.append(unreadable_times(place, number + 1))
    return captions, problems


def _blocks(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the index of each time line and of the line where its text ends: before the next cue's number."""
    times = [index for index, line in enumerate(lines) if _LIKE_TIMES.match(line)]
    for index, following in zip(times, [*times[1:], None], strict=False):
        end = len(lines) if following is None else following
        if following is not None and end - 1 > index and _NUMBER.fullmatch(lines[end - 1]):
            end -= 1
        yield index, end

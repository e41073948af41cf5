"""Read SubRip files (times by pysubs2) and WebVTT files (by webvtt-py).

The text of SubRip files is not taken from pysubs2: it drops a last line that is only a number ("I was born in / 1990")
and any text in braces, and takes quadratic time for unclosed brackets.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import webvtt
from pysubs2.time import TIMESTAMP, timestamp_to_ms
from webvtt.errors import MalformedFileError
from webvtt.models import Timestamp

from thememiner.config import Settings
from thememiner.corpus.file_contents import FileContents, read_plain
from thememiner.corpus.formats.timed_text import Caption, document_from_captions, note_empty_captions, to_time_problem
from thememiner.errors import UnreadableFileError
from thememiner.intake import split_lines
from thememiner.records import Problem

_STAMPS_PER_CUE = 2
_LIKE_TIMES = re.compile(r"\s{0,9}\d[^>]{0,40}-->")
_NUMBER = re.compile(r"\s{0,9}\d{1,9}\s{0,9}")
_TIME = r"(?:\d{1,9}:)?[0-5]?\d:[0-5]?\d\.\d{1,3}"
_TIMES = re.compile(rf"\s{{0,9}}{_TIME}\s{{0,9}}-->\s{{0,9}}{_TIME}")


def read_srt(path: Path, *, place: str, settings: Settings) -> FileContents:
    """Read a ``.srt`` file as one document.

    A cue whose time line cannot be read is left out and becomes a problem of the file.

    Raises ``UnreadableFileError`` if no cue has text, ``UndecodableFileError``, and ``OSError``.
    """
    file = read_plain(path, place=place, settings=settings)
    captions, problems = _parse_captions(file.text, place)
    if not captions:
        raise UnreadableFileError(
            "is not a SubRip file: no line gives the times of a cue (00:00:01,000 --> 00:00:02,000).",
            place=place,
            remedy="If it is plain text, name it .txt.",
        )
    document = document_from_captions(captions, source=file.source, speakers=settings.speakers, entities=False)
    return FileContents(
        (document,), notes=(*file.notes, *note_empty_captions(captions, place)), problems=tuple(problems)
    )


def _parse_captions(text: str, place: str) -> tuple[list[Caption], list[Problem]]:
    lines = split_lines(text)
    captions, problems = [], []
    for number, following in _cue_ranges(lines):
        stamps = TIMESTAMP.findall(lines[number])
        if len(stamps) == _STAMPS_PER_CUE:
            start, end = (timestamp_to_ms(stamp) / 1000 for stamp in stamps)
            captions.append(Caption(tuple(lines[number + 1 : following]), start, end))
        else:
            problems.append(to_time_problem(place, number + 1))
    return captions, problems


def _cue_ranges(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the index of each time line and of the line where its text ends: before the next cue's number."""
    times = [index for index, line in enumerate(lines) if _LIKE_TIMES.match(line)]
    for index, following in zip(times, [*times[1:], None], strict=False):
        end = len(lines) if following is None else following
        if following is not None and end - 1 > index and _NUMBER.fullmatch(lines[end - 1]):
            end -= 1
        yield index, end


def read_vtt(path: Path, *, place: str, settings: Settings) -> FileContents:
    """Read a ``.vtt`` file as one document; comments, styles and headers are left out.

    A cue whose time line cannot be read is left out and becomes a problem of the file.

    Raises ``UnreadableFileError`` if it is not WebVTT or has no text, ``UndecodableFileError``, and ``OSError``.
    """
    file = read_plain(path, place=place, settings=settings)
    try:
        cues = webvtt.from_string(file.text).captions
    except MalformedFileError as error:
        raise UnreadableFileError(
            "is not a WebVTT file: its first line is not WEBVTT.",
            place=place,
            remedy="If it is a SubRip file, name it .srt; if it is plain text, .txt.",
        ) from error
    captions = [Caption(tuple(cue.lines), _seconds(cue.start_time), _seconds(cue.end_time)) for cue in cues]
    document = document_from_captions(captions, source=file.source, speakers=settings.speakers, entities=True)
    return FileContents(
        (document,),
        notes=(*file.notes, *note_empty_captions(captions, place)),
        problems=tuple(_broken_times(file.text, place)),
    )


def _seconds(time: Timestamp) -> float:
    return time.in_seconds() + time.milliseconds / 1000


def _broken_times(text: str, place: str) -> Iterator[Problem]:
    """Yield a problem for each time line that webvtt-py leaves out with its cue."""
    in_note = False
    for number, line in enumerate(split_lines(text), start=1):
        in_note = bool(line) and (in_note or line.startswith("NOTE"))
        if "-->" in line and not in_note and not _TIMES.match(line):
            yield to_time_problem(place, number)

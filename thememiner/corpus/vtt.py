"""WebVTT files, by webvtt-py."""

import re
from collections.abc import Iterator
from pathlib import Path

import webvtt
from webvtt.errors import MalformedFileError
from webvtt.models import Timestamp

from thememiner.config import Settings
from thememiner.corpus.captions import document_of, note_empty, unreadable_times
from thememiner.corpus.contents import FileContents
from thememiner.corpus.cues import Caption
from thememiner.corpus.plain import read_plain
from thememiner.errors import UnreadableFileError
from thememiner.intake import lines_of
from thememiner.records import Problem

_TIME = r"(?:\d{1,9}:)?[0-5]?\d:[0-5]?\d\.\d{1,3}"
_TIMES = re.compile(rf"\s{{0,9}}{_TIME}\s{{0,9}}-->\s{{0,9}}{_TIME}")


def read_vtt(path: Path, *, place: str, settings: Settings) -> FileContents:
    """Read a ``.vtt`` file as one document; comments, styles and headers are left out.

    A cue whose time line cannot be read costs that cue and is a problem of the file.

    Raises ``UnreadableFileError`` if it is no WebVTT or has no text, ``UndecodableFileError``, and ``OSError``.
    """
    file = read_plain(path, place=place, settings=settings)
    try:
        cues = webvtt.from_string(file.text).captions
    except MalformedFileError as error:
        raise UnreadableFileError(
            "is no WebVTT file: its first line is not WEBVTT.",
            place=place,
            remedy="If it is a SubRip file, name it .srt; if it is plain text, .txt.",
        ) from error
    captions = [Caption(tuple(cue.lines), _seconds(cue.start_time), _seconds(cue.end_time)) for cue in cues]
    document = document_of(captions, source=file.source, speakers=settings.speakers, entities=True)
    return FileContents(
        (document,), notes=(*file.notes, *note_empty(captions, place)), problems=tuple(_broken_times(file.text, place))
    )


def _seconds(time: Timestamp) -> float:
    return time.in_seconds() + time.milliseconds / 1000


def _broken_times(text: str, place: str) -> Iterator[Problem]:
    """Yield a problem for each time line that webvtt-py leaves out with its cue."""
    in_note = False
    for number, line in enumerate(lines_of(text), start=1):
        in_note = bool(line) and (in_note or line.startswith("NOTE"))
        if "-->" in line and not in_note and not _TIMES.match(line):
            yield unreadable_times(place, number)

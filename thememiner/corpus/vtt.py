"""WebVTT files, by webvtt-py."""

import hashlib
import html
import re
from pathlib import Path

import webvtt
from webvtt.errors import MalformedFileError

from thememiner.config import Settings
from thememiner.corpus.captions import Caption, document_of
from thememiner.corpus.contents import FileContents
from thememiner.corpus.timestamps import seconds
from thememiner.errors import UnreadableFileError
from thememiner.intake import decode
from thememiner.records import Note, Problem, Source

_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z]{2,8});")
_TIMES = re.compile(r"\s{0,9}(?:\d{1,9}:)?[0-5]?\d:[0-5]?\d\.\d{1,3}\s{0,9}-->\s{0,9}(?:\d{1,9}:)?[0-5]?\d:[0-5]?\d\.\d{1,3}")


def read_vtt(path: Path, *, place: str, settings: Settings) -> FileContents:
    """Read a ``.vtt`` file as one document; comments, styles and headers are left out.

    A cue whose time line cannot be read costs that cue and is a problem of the file.

    Raises ``UnreadableFileError`` if it is no WebVTT or has no text, ``UndecodableFileError``, and ``OSError``.
    """
    data = path.read_bytes()
    decoded = decode(data, place=place, encoding=settings.corpus.encoding)
    try:
        cues = webvtt.from_string(decoded.text).captions
    except MalformedFileError as error:
        raise UnreadableFileError(
            "not a WebVTT file: its first line is not WEBVTT",
            place=place,
            remedy="If it is a SubRip file, name it .srt; if it is plain text, .txt.",
        ) from error
    captions = [
        Caption(tuple(_ENTITY.sub(_character, line) for line in cue.lines), seconds(cue.start), seconds(cue.end))
        for cue in cues
    ]
    source = Source(place, hashlib.sha256(data).hexdigest(), "vtt", decoded.encoding)
    document = document_of(captions, source=source, speakers=settings.speakers)
    notes = [Note(place, decoded.note)] if decoded.note else []
    return FileContents((document,), notes=tuple(notes), problems=tuple(_broken_times(decoded.text, place)))

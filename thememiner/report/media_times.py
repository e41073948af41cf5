"""When something was said, where the transcript is a subtitle file."""

from bisect import bisect_right
from collections.abc import Iterable

from thememiner.records import Cue, Document


class MediaTimes:
    """Finds the media time of a place in a document."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._cues = {document.doc_id: document.cues for document in documents if document.cues}

    def at(self, doc_id: str, start: int) -> str | None:
        """Return the time of the cue that a place lies in as hours:minutes:seconds; None where there are no cues."""
        cues = self._cues.get(doc_id, ())
        number = bisect_right(cues, start, key=_start)
        return _clock(cues[max(number - 1, 0)].media_start) if cues else None


def _start(cue: Cue) -> int:
    return cue.start


def _clock(seconds: float) -> str:
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours:02}:{minute:02}:{second:02}"

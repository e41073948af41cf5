"""Captions of a subtitle file become one document: plain text, turns and media times."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from thememiner.config import SpeakerSettings
from thememiner.corpus.cues import Caption, Piece, pieces_of, without_repeats
from thememiner.corpus.speakers import role_of
from thememiner.corpus.timestamps import trim
from thememiner.corpus.turns import Span, Talk, find_turns
from thememiner.errors import UnreadableFileError
from thememiner.records import Cue, Document, Form, Note, Problem, Source, Turn


def document_of(captions: Sequence[Caption], *, source: Source, speakers: SpeakerSettings, entities: bool) -> Document:
    """Make a document of captions: their plain text, joined by line ends, with a cue each.

    ``entities`` says whether ``&amp;`` and the like stand for characters. Captions in a row with one voice are one
    turn. Without voices, labels in the text say who speaks and are taken out, so that a turn may go on through
    captions. Lines that a rolling caption repeats from the one before are left out.

    Raises ``UnreadableFileError`` if no caption has text.
    """
    shown = [piece for caption in captions for piece in pieces_of(caption, entities=entities)]
    document = document_of_pieces(without_repeats(shown), source=source, speakers=speakers)
    if document is None:
        raise UnreadableFileError("has no caption with text.", place=source.path, remedy="Export it again.")
    return document


def document_of_pieces(pieces: Iterable[Piece], *, source: Source, speakers: SpeakerSettings) -> Document | None:
    """Make a document of pieces of talk in their order, joined by line ends; None if none has text.

    Pieces in a row with one voice are one turn, and each with a time is a cue. Without any voice, labels in the
    text say who speaks.
    """
    pieces = [piece for piece in pieces if piece.text]
    form = Form.DIALOGUE
    if not any(piece.voice for piece in pieces):
        text = "\n".join(piece.text for piece in pieces)
        talk = find_turns(text, speakers=speakers, filling=False)
        form, pieces = talk.form, _with_labels_as_voices(text, pieces, talk)
    if not pieces:
        return None
    placed = zip(_spans(pieces), pieces, strict=True)
    cues = tuple(Cue(*span, piece.start, piece.end) for span, piece in placed if piece.start is not None)
    text = "\n".join(piece.text for piece in pieces)
    return Document(source.path, text, form, tuple(_turns(pieces, speakers)), source, cues=cues)


def _spans(pieces: Sequence[Piece]) -> Iterator[Span]:
    at = 0
    for piece in pieces:
        yield at, at + len(piece.text)
        at += len(piece.text) + 1


def _turns(pieces: Sequence[Piece], speakers: SpeakerSettings) -> Iterator[Turn]:
    placed = zip(pieces, _spans(pieces), strict=True)
    for (said, voice), group in groupby(placed, key=lambda pair: (pair[0].said, pair[0].voice)):
        spans = [span for _, span in group]
        if said:
            yield Turn(spans[0][0], spans[-1][1], voice, role_of(voice, speakers), None)


def _with_labels_as_voices(text: str, pieces: Sequence[Piece], talk: Talk) -> list[Piece]:
    """Cut each piece at the labels found in all the text, leave them out, and name the voice of what is left."""
    found = []
    for (start, end), piece in zip(_spans(pieces), pieces, strict=True):
        inside = talk.labels[bisect_left(talk.labels, (start, 0)) : bisect_left(talk.labels, (end, 0))]
        edges = [start, *(edge for label in inside for edge in label), end]
        for span in zip(edges[::2], edges[1::2], strict=True):
            first, last = trim(text, *span)
            turn = _turn_at(talk, first, last)
            if first < last:
                voice = turn.speaker if turn else None
                found.append(Piece(text[first:last], voice, piece.start, piece.end, said=turn is not None))
    return found


def _turn_at(talk: Talk, first: int, last: int) -> Turn | None:
    index = bisect_right(talk.turns, first, key=lambda turn: turn.end)
    return talk.turns[index] if index < len(talk.turns) and talk.turns[index].start < last else None


def note_empty(captions: Sequence[Caption], place: str) -> list[Note]:
    """Return a note that says how many captions have no text, if any."""
    empty = sum(not any(line.strip() for line in caption.lines) for caption in captions)
    return [Note(place, f"cues without text, left out: {empty}.")] if empty else []


def unreadable_times(place: str, line: int) -> Problem:
    """Return the problem of a cue that is left out because its time line cannot be read."""
    return Problem(
        f"{place}:{line}", "holds a cue whose times cannot be read; it is left out.", "Correct the time line."
    )

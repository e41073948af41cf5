"""Tiers of a time-aligned transcript become one document: each a speaker, what is said in the order of its times."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from thememiner.config import SpeakerSettings
from thememiner.corpus.captions import document_of_pieces
from thememiner.corpus.cues import Piece
from thememiner.errors import UnreadableFileError
from thememiner.intake import first_few
from thememiner.records import Document, Form, Note, Source


@dataclass(frozen=True, slots=True)
class Tier:
    """What one tier of a file holds, in the order of the file; the voice of its pieces is the speaker."""

    name: str
    pieces: tuple[Piece, ...]


def document_of_tiers(tiers: Sequence[Tier], *, source: Source, speakers: SpeakerSettings) -> Document:
    """Make a document of tiers, with a cue a piece; of pieces that begin at once, that of the first tier is first.

    If there is one voice only, labels in the text may say who speaks, as in a subtitle file.

    Raises ``UnreadableFileError`` if no tier has text.
    """
    pieces = [piece for tier in tiers for piece in tier.pieces]
    pieces.sort(key=lambda piece: (piece.start is None, piece.start or 0.0))
    if len({piece.voice for piece in pieces if piece.text}) == 1:
        unnamed = (replace(piece, voice=None) for piece in pieces)
        labelled = document_of_pieces(unnamed, source=source, speakers=speakers)
        if labelled is not None and labelled.form is Form.DIALOGUE:
            return labelled
    document = document_of_pieces(pieces, source=source, speakers=speakers)
    if document is None:
        what = "has no tier with text whose times are known."
        raise UnreadableFileError(what, place=source.path, remedy="Look at it in the program that wrote it.")
    return document


def note_tiers(read: Sequence[Tier], left_out: Sequence[str], *, place: str, why: str) -> list[Note]:
    """Return notes that say which tiers are taken for a speaker each, and which are left out for what reason."""
    found = [Note(place, f"tiers read, each as a speaker: {first_few(tier.name for tier in read)}.")]
    if left_out:
        found.append(Note(place, f"tiers left out ({why}): {first_few(left_out)}."))
    return found

"""Make a document with turns and media times of utterances, such as those of a time-aligned transcript."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from thememiner.config import SpeakerSettings
from thememiner.corpus.speakers import Span, TurnDetection, find_turns, role_of, trim_speech
from thememiner.errors import UnreadableFileError
from thememiner.phrasing import list_some
from thememiner.records import Cue, Document, Form, Note, Source, Turn


@dataclass(frozen=True, slots=True)
class Utterance:
    """Plain text in one voice, with its times in seconds if they are known."""

    text: str
    voice: str | None
    start: float | None
    end: float | None
    is_speech: bool = True
    """Whether it belongs to a turn, rather than to a title or a closing remark."""
    is_named: bool = True
    """Whether its voice is written beside it, rather than carried on from the utterance before."""


def document_from_utterances(
    utterances: Iterable[Utterance], *, source: Source, speakers: SpeakerSettings
) -> Document | None:
    """Make a document of utterances in order; None if none has text.

    Without any voice, labels in the text say who speaks.
    """
    utterances = [utterance for utterance in utterances if utterance.text]
    form = Form.DIALOGUE
    if not any(utterance.voice for utterance in utterances):
        form, parts = split_at_labels(utterances, speakers)
        utterances = [part for of_utterance in parts for part in of_utterance]
    return join_utterances(utterances, form=form, source=source, speakers=speakers)


def join_utterances(
    utterances: Sequence[Utterance], *, form: Form, source: Source, speakers: SpeakerSettings
) -> Document | None:
    """Make a document of utterances whose voices are known, joined by line ends; None if there are none.

    Consecutive utterances with one voice are one turn, and each with a time is a cue.
    """
    if not utterances:
        return None
    pairs = zip(_spans(utterances), utterances, strict=True)
    cues = tuple(Cue(*span, timed.start, timed.end) for span, timed in pairs if timed.start is not None)
    text = "\n".join(utterance.text for utterance in utterances)
    return Document(source.path, text, form, tuple(_turns(utterances, speakers)), source, cues=cues)


def split_at_labels(utterances: Sequence[Utterance], speakers: SpeakerSettings) -> tuple[Form, list[list[Utterance]]]:
    """Find labels in the texts of utterances without a voice, and return the parts of each utterance.

    Labels are removed and become voices; a part without a label goes on with the speaker before.
    """
    text = "\n".join(utterance.text for utterance in utterances)
    detection = find_turns(text, speakers=speakers, allow_bare=False)
    pairs = zip(_spans(utterances), utterances, strict=True)
    return detection.form, [list(_split_utterance(text, *pair, detection)) for pair in pairs]


def _spans(utterances: Sequence[Utterance]) -> Iterator[Span]:
    at = 0
    for utterance in utterances:
        yield at, at + len(utterance.text)
        at += len(utterance.text) + 1


def _turns(utterances: Sequence[Utterance], speakers: SpeakerSettings) -> Iterator[Turn]:
    pairs = zip(utterances, _spans(utterances), strict=True)
    for (is_speech, voice), group in groupby(pairs, key=lambda pair: (pair[0].is_speech, pair[0].voice)):
        spans = [span for _, span in group]
        if is_speech:
            yield Turn(spans[0][0], spans[-1][1], voice, role_of(voice, speakers), None)


def _split_utterance(text: str, span: Span, utterance: Utterance, detection: TurnDetection) -> Iterator[Utterance]:
    """Yield the parts of an utterance between the labels that were found in the whole text."""
    start, end = span
    labels = detection.labels
    inside = labels[bisect_left(labels, (start, 0)) : bisect_left(labels, (end, 0))]
    edges = [start, *(edge for label in inside for edge in label), end]
    for index, edge in enumerate(zip(edges[::2], edges[1::2], strict=True)):
        first, last = trim_speech(text, *edge)
        if first < last:
            turn = _turn_at(detection, first, last)
            voice = turn.speaker if turn else None
            yield replace(utterance, text=text[first:last], voice=voice, is_speech=turn is not None, is_named=index > 0)


def _turn_at(detection: TurnDetection, first: int, last: int) -> Turn | None:
    turns = detection.turns
    index = bisect_right(turns, first, key=lambda turn: turn.end)
    return turns[index] if index < len(turns) and turns[index].start < last else None


@dataclass(frozen=True, slots=True)
class Tier:
    """The utterances of one tier of a file, in the order of the file; their voice is the speaker."""

    name: str
    utterances: tuple[Utterance, ...]


def document_from_tiers(tiers: Sequence[Tier], *, source: Source, speakers: SpeakerSettings) -> Document:
    """Make a document of tiers, sorted by time, with one cue per utterance.

    Of utterances that begin at the same time, that of the first tier comes first. If there is only one voice, labels in
    the text may say who speaks, as in a subtitle file.

    Raises ``UnreadableFileError`` if no tier has text.
    """
    utterances = [utterance for tier in tiers for utterance in tier.utterances]
    utterances.sort(key=lambda utterance: (utterance.start is None, utterance.start or 0.0))
    if len({utterance.voice for utterance in utterances if utterance.text}) == 1:
        unnamed = (replace(utterance, voice=None) for utterance in utterances)
        labelled = document_from_utterances(unnamed, source=source, speakers=speakers)
        if labelled is not None and labelled.form is Form.DIALOGUE:
            return labelled
    document = document_from_utterances(utterances, source=source, speakers=speakers)
    if document is None:
        what = "has no tier with text whose times are known."
        raise UnreadableFileError(what, place=source.path, remedy="Check it in the program that wrote it.")
    return document


def note_tiers(read: Sequence[Tier], left_out: Sequence[str], *, place: str, why: str) -> list[Note]:
    """Return notes that name the tiers that are read as speakers, and those that are left out, with the reason."""
    notes = [Note(place, f"tiers read, each as a speaker: {list_some(tier.name for tier in read)}.")]
    if left_out:
        notes.append(Note(place, f"tiers left out ({why}): {list_some(left_out)}."))
    return notes

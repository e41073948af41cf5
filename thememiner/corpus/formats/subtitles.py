"""Read WebVTT and SubRip files, whatever their suffix, and account for every line of the file."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from thememiner.config import Settings
from thememiner.corpus.file_contents import FileContents, read_plain
from thememiner.corpus.formats.caption_voices import find_caption_speakers
from thememiner.corpus.formats.subtitle_cues import Caption, ParsedCues, is_webvtt, parse_cues
from thememiner.corpus.formats.timed_text import join_utterances
from thememiner.corpus.formats.voice_decisions import count_examples
from thememiner.errors import UnreadableFileError
from thememiner.records import Note, Problem

_MIN_PART = 3
"""A part of a recording that is transcribed on its own has at least this many captions."""


def read_captions(path: Path, *, place: str, settings: Settings) -> FileContents:
    """Read a WebVTT or SubRip file as one document: the plain text of its captions, with a cue for each.

    Comments, styles, headers and identifiers are left out and counted. A caption whose times cannot be read is left out
    and becomes a problem of the file. Captions out of order are read in the order of their times.

    Raises ``UnreadableFileError`` if no caption has text, ``UndecodableFileError``, and ``OSError``.
    """
    file = read_plain(path, place=place, settings=settings)
    parsed = parse_cues(file.text)
    problems = tuple(_time_problem(place, line) for line in parsed.broken)
    if not parsed.captions and not parsed.broken and not is_webvtt(file.text):
        raise UnreadableFileError(
            "is not a subtitle file: no line gives the times of a caption (00:00:01,000 --> 00:00:02,000).",
            place=place,
            remedy="If it is plain text, name it .txt.",
        )
    captions, order_notes = sort_captions(parsed.captions, place)
    form, utterances, decisions = find_caption_speakers(captions, settings.speakers)
    document = join_utterances(utterances, form=form, source=file.source, speakers=settings.speakers)
    if document is None:
        lines = f"; the times in line {parsed.broken[0]} cannot be read" if parsed.broken else ""
        raise UnreadableFileError(f"has no caption with text{lines}.", place=place, remedy="Export it again.")
    notes = (*file.notes, *order_notes, *_line_notes(parsed, place), *decisions.to_notes(place))
    return FileContents((document,), notes=notes, problems=problems)


def _line_notes(parsed: ParsedCues, place: str) -> Iterator[Note]:
    empty = sum(not any(line.strip() for line in caption.lines) for caption in parsed.captions)
    if empty:
        yield Note(place, f"cues without text, left out: {empty:,}.")
    if parsed.after_gap:
        yield count_examples(place, "lines", "after an empty line, read as part of the caption above", parsed.after_gap)
    if parsed.comments:
        yield count_examples(place, "lines", "of comments and of the head of the file, left out", parsed.comments)
    if parsed.identifiers:
        yield count_examples(place, "identifiers", "of captions, left out", parsed.identifiers)


def _time_problem(place: str, line: int) -> Problem:
    reason = "holds a cue whose times cannot be read; it is left out."
    return Problem(f"{place}:{line}", reason, "Correct the time line.")


def sort_captions(captions: Sequence[Caption], place: str) -> tuple[list[Caption], list[Note]]:
    """Return captions in the order of their times, and a note if they were in another one.

    Where the times begin again, another part of the recording follows: its captions stay behind those of the part
    before, unless each part has one voice of its own, as in files that list the speakers one after the other.
    """
    parts = [list(part) for part in _split_parts(captions)]
    if len(parts) > 1 and _have_own_voices(parts):
        parts = [[caption for part in parts for caption in part]]
    in_order = [caption for part in parts for caption in sorted(part, key=lambda caption: caption.start)]
    moved = sum(before is not after for before, after in zip(captions, in_order, strict=True))
    notes = []
    if moved:
        notes.append(Note(place, f"captions out of order, read in the order of their times: {moved:,}."))
    if len(parts) > 1:
        what = f"the times begin again: read as {len(parts):,} parts of a recording, in the order of the file."
        notes.append(Note(place, what))
    return in_order, notes


def _split_parts(captions: Sequence[Caption]) -> Iterator[Sequence[Caption]]:
    """Yield runs of captions between the places where the times begin again."""
    begin = 0
    for index in _restarts(captions):
        yield captions[begin:index]
        begin = index
    yield captions[begin:]


def _restarts(captions: Sequence[Caption]) -> Iterator[int]:
    """Yield the indices of captions with which the times begin again, before half of the part above."""
    drops = [i for i in range(1, len(captions)) if captions[i].start < captions[i - 1].start]
    begin = 0
    for index, following in zip(drops, [*drops[1:], len(captions)], strict=False):
        is_long = following - index >= _MIN_PART and index - begin >= _MIN_PART
        if is_long and captions[index].start < captions[(begin + index) // 2].start:
            yield index
            begin = index


def _have_own_voices(parts: Sequence[Sequence[Caption]]) -> bool:
    """Say whether every part has one voice tag for all its captions, and no two parts the same."""
    voices = [{_first_tag(caption) for caption in part} for part in parts]
    return all(len(of_part) == 1 and None not in of_part for of_part in voices) and len(
        {voice for of_part in voices for voice in of_part}
    ) == len(parts)


def _first_tag(caption: Caption) -> str | None:
    first = next((line for line in caption.lines if line.strip()), "")
    return first.partition(">")[0] if first.lstrip().lower().startswith("<v") else caption.voice

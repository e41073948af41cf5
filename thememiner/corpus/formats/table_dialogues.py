"""Recognise tables whose rows are one dialogue (Whisper, Premiere, Zoom), with the times of their rows."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from statistics import median

from thememiner.config import SpeakerSettings, TableSettings
from thememiner.corpus.formats.table_documents import TableDocument
from thememiner.corpus.formats.timed_text import Utterance, document_from_utterances
from thememiner.corpus.formats.transcript_rows import Columns, Row, sort_rows
from thememiner.corpus.speakers import role_of
from thememiner.intake import cell_to_text
from thememiner.language import is_question
from thememiner.phrasing import format_count, list_lines
from thememiner.records import Role, Source, Turn

_WHAT = r"(?:(?:time|timecode|tc|media|audio|clip|segment|cue|caption|sentence|utterance) )?"
_UNITS = (
    r"(?: (?:time|timecode|timestamp|stamp|tc|point|offset|at|in|s|ms|sec|secs|seconds|milliseconds|hh|h|mm|ss|ff))*"
)
_START = re.compile(
    rf"{_WHAT}(?:start|starts|starttime|begin|begins|begintime|beginning|from|in|onset){_UNITS}"
    rf"|(?:time|times|timestamp|time stamp|timecode|time code|tc|offset|media time){_UNITS}"
    "|(?:开始|起始|開始)(?:时间|时刻|時間|時刻|时间码)?|入点|入點|(?:时间|時間)(?:戳|点|點|码|碼)?|时码|時碼"
)
"""Usual names of the column of start times, in lower case, with spaces for other marks."""
_END = re.compile(
    rf"{_WHAT}(?:end|ends|endtime|stop|stops|to|out|finish){_UNITS}"
    "|(?:结束|终止|結束|終止)(?:时间|时刻|時間|時刻|时间码)?|出点|出點"
)
_DURATION = re.compile(rf"{_WHAT}(?:duration|dur|length){_UNITS}|时长|時長|持续时间|持續時間")
_VOICE = re.compile("name|who|voice|role|user|author|person|姓名|角色|人物|讲者|講者")
"""Names of a column of speakers that are believed beside times only."""
_DATE = r"(?P<date>\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?[T ])?"
_CLOCK = re.compile(
    rf"\W*?{_DATE}(?:(?P<h>\d{{1,3}})[:：])?(?P<m>\d{{1,3}})[:：](?P<s>\d{{2}})"
    r"(?:[.,](?P<part>\d{1,9})|[:;](?P<frames>\d{2,3}))?(?:\s*(?:Z|[+-]\d{2}:?\d{2}))?\W*"
)
_NUMBER = re.compile(r"(?P<number>\d{1,12}(?:[.,]\d{1,9})?)\s*(?P<unit>ms|毫秒|s|sec|secs|秒)?", re.IGNORECASE)
_MARKS = re.compile(r"[\W_]+")
_MILLISECONDS = re.compile(r"\bms\b|\bmilliseconds?\b|毫秒", re.IGNORECASE)
_LONG_ROW = 150
"""If the rows of a table last longer than this, by the median, their times are in milliseconds."""
_FRAMES = 25
_CLEAR = 0.9
"""At least this share of the times can be read, and does not go back."""
_FEWEST_ROWS = 3
_MIN_CHANGES = 0.5
"""Speakers take turns if at least this share of the rows has another speaker than the row above."""


@dataclass(frozen=True, slots=True)
class RowTimes:
    """When a row begins and ends, in seconds from the start of the recording, where this is known."""

    start: float | None
    end: float | None


@dataclass(frozen=True, slots=True)
class Dialogue:
    """The rows of a table in the order in which they were spoken, with their times, and how that is known."""

    rows: tuple[Row, ...]
    times: tuple[RowTimes, ...]
    notes: tuple[str, ...]


def find_dialogue(
    rows: Sequence[Row], columns: Columns, names: Sequence[str], *, settings: TableSettings, speakers: SpeakerSettings
) -> Dialogue | None:
    """Return the rows as a dialogue if the table is one, otherwise None.

    A dialogue has a column of start times that do not go back, and a column of end times or of speakers; or a column of
    speakers of whom one is an interviewer. Every row that is a unit, is coded, or has a place in an order that the
    settings name, is left to the rules for tables. ``names`` are all columns of the table.
    """
    is_free = settings.rows == "documents" and columns.order is None and not columns.codes and not columns.paths
    if not is_free or columns.coder is not None or not rows:
        return None
    voiced = [row if columns.speaker else replace(row, speaker=row.participant) for row in rows]
    return _find_timed(voiced, columns, names, speakers) or _find_untimed(voiced, columns, speakers)


def _find_timed(
    rows: Sequence[Row], columns: Columns, names: Sequence[str], speakers: SpeakerSettings
) -> Dialogue | None:
    free = [name for name in names if name != columns.text]
    start, end, duration = (_first_named(free, pattern) for pattern in (_START, _END, _DURATION))
    end, is_length = (duration, True) if end is None else (end, False)
    rows = _with_voices(rows, columns, _first_named(free, _VOICE))
    if start is None or not _can_be_dialogue(rows, speakers, has_end=end is not None):
        return None
    times = _read_times(rows, start, end, is_length=is_length)
    if times is None:
        return None
    starts = _fill_forwards([time.start for time in times])
    order = sorted(range(len(rows)), key=lambda index: (rows[index].document or "", starts[index]))
    ordered, carried = _carry_speakers([rows[index] for index in order])
    columns_named = " and ".join(name for name in (start, end) if name is not None)
    note = f"the column{'s' if end else ''} {columns_named} {'hold' if end else 'holds'} times: "
    return Dialogue(tuple(ordered), tuple(times[index] for index in order), (_describe(note, rows), *carried))


def _find_untimed(rows: Sequence[Row], columns: Columns, speakers: SpeakerSettings) -> Dialogue | None:
    """Find a dialogue by its speakers; its rows are in the order of their ids, or else of the file."""
    if not columns.speaker or len(rows) < _FEWEST_ROWS:
        return None
    in_order = sorted(sort_rows(rows), key=lambda row: row.document or "")
    ordered, carried = _carry_speakers(in_order)
    roles = {role_of(row.speaker, speakers) for row in ordered if row.speaker is not None}
    if {Role.INTERVIEWER, Role.PARTICIPANT} <= roles:
        note = f"an interviewer is named in the column {columns.speaker}: "
    elif not (columns.id or columns.document or columns.participant) and _take_turns(ordered) and _find_asking(ordered):
        note = f"the speakers in the column {columns.speaker} take turns, and one of them asks: "
    else:
        return None
    return Dialogue(tuple(ordered), (RowTimes(None, None),) * len(rows), (_describe(note, rows), *carried))


def _take_turns(rows: Sequence[Row]) -> bool:
    """Say whether a few speakers take turns, rather than one after another giving all their answers."""
    voices = [row.speaker for row in rows]
    changes = sum(before != after for before, after in pairwise(voices))
    return 1 < len(set(voices)) <= len(rows) / 3 and changes >= _MIN_CHANGES * len(rows)


def _find_asking(rows: Sequence[Row]) -> bool:
    """Say whether most of what one speaker says are questions, and little of what the others say."""
    asked, said = Counter[str | None](), Counter[str | None]()
    for row in rows:
        said[row.speaker] += 1
        asked[row.speaker] += is_question(row.text)
    most = max(said, key=lambda voice: asked[voice] / said[voice])
    others = said.total() - said[most]
    return asked[most] >= said[most] / 2 and asked.total() - asked[most] <= others / 4


def note_likely_dialogue(rows: Sequence[Row], columns: Columns) -> list[str]:
    """Return a note if rows that are read as separate documents look like the turns of a conversation."""
    if not columns.speaker or columns.document or columns.order or len(rows) < _FEWEST_ROWS or not _take_turns(rows):
        return []
    count = format_count(len({row.speaker for row in rows}), "speaker")
    what = f"{format_count(len(rows), 'row')} of {count} who take turns are read as separate answers. If they are one "
    remedy = "conversation, name the column that orders them as order under [table], and one that is the same in all "
    return [f"{what}{remedy}of them as document."]


def _describe(note: str, rows: Sequence[Row]) -> str:
    count = len({row.document for row in rows})
    what = "one transcript" if count == 1 else f"{count:,} transcripts"
    return f"{note}its {format_count(len(rows), 'row')} are read as {what}, in the order of the rows."


def _can_be_dialogue(rows: Sequence[Row], speakers: SpeakerSettings, *, has_end: bool) -> bool:
    """Say whether few people speak in many rows; a table of answers has another person in nearly every row."""
    voices = [row.speaker for row in rows if row.speaker is not None]
    if not voices:
        return has_end and not any(row.participant for row in rows)
    if any(role_of(voice, speakers) is Role.INTERVIEWER for voice in voices):
        return True
    distinct = len(set(voices))
    return distinct * 2 <= len(rows) or (has_end and distinct < len(rows) <= 2 * _FEWEST_ROWS)


def _with_voices(rows: Sequence[Row], columns: Columns, voice: str | None) -> Sequence[Row]:
    """Take speakers from a column such as "Name" if the table has no other column of people."""
    if columns.speaker or columns.participant or voice is None:
        return rows
    return [replace(row, speaker=_cell(row, voice) or None) for row in rows]


def _first_named(columns: Sequence[str], wanted: re.Pattern[str]) -> str | None:
    return next((column for column in columns if wanted.fullmatch(_plain_name(column))), None)


def _plain_name(column: str) -> str:
    return _MARKS.sub(" ", unicodedata.normalize("NFKC", column)).strip().casefold()


def _read_times(rows: Sequence[Row], start: str, end: str | None, *, is_length: bool) -> list[RowTimes] | None:
    """Return the times of all rows, or None if they are no times of a recording; an end may be given as a length."""
    written = [(_cell(row, start), _cell(row, end)) for row in rows]
    frames = max((_frames(text) for pair in written for text in pair if text), default=0)
    pairs = [(_seconds(first, frames), _seconds(last, frames)) for first, last in written]
    if is_length:
        pairs = [(begin, begin + last if begin is not None and last is not None else None) for begin, last in pairs]
    known = [first for first, _ in pairs if first is not None]
    if len(known) < max(2, _CLEAR * len(rows)):
        return None
    is_clock = any(_CLOCK.fullmatch(first) for first, _ in written if first)
    has_dates = any(clock["date"] for first, _ in written if first and (clock := _CLOCK.fullmatch(first)))
    if (end is None and not is_clock) or (has_dates and not any(row.speaker for row in rows)):
        return None
    forwards = _count_forwards(rows, pairs)
    if forwards < _CLEAR:
        return None
    by_unit = 1000 if not is_clock and _are_milliseconds(pairs, (start, end), written) else 1
    zero = min(known) if has_dates else 0.0
    return [RowTimes(*(None if time is None else (time - zero) / by_unit for time in pair)) for pair in pairs]


def _cell(row: Row, column: str | None) -> str:
    return (cell_to_text(row.cells[column]) or "").strip() if column else ""


def _frames(text: str) -> int:
    clock = _CLOCK.fullmatch(text)
    return int(clock["frames"] or 0) if clock else 0


def _seconds(text: str, most_frames: int) -> float | None:
    """Read a time: hours, minutes and seconds with fractions or frames, or a number."""
    if clock := _CLOCK.fullmatch(text):
        whole = int(clock["h"] or 0) * 3600 + int(clock["m"]) * 60 + int(clock["s"])
        rate = 30 if most_frames >= _FRAMES else _FRAMES
        return whole + float(f"0.{clock['part'] or 0}") + int(clock["frames"] or 0) / max(rate, most_frames + 1)
    if number := _NUMBER.fullmatch(text):
        return float(number["number"].replace(",", "."))
    return None


def _count_forwards(rows: Sequence[Row], pairs: Sequence[tuple[float | None, float | None]]) -> float:
    """Return the share of neighbouring rows of one document whose start times do not go back, from 0 to 1."""
    by_document: dict[str | None, list[float]] = {}
    for row, (start, _) in zip(rows, pairs, strict=True):
        if start is not None:
            by_document.setdefault(row.document, []).append(start)
    steps = [before <= after for times in by_document.values() for before, after in pairwise(times)]
    ends = [start <= end for start, end in pairs if start is not None and end is not None]
    shares = [sum(kind) / len(kind) for kind in (steps, ends) if kind]
    return min(shares, default=0.0)


def _are_milliseconds(
    pairs: Sequence[tuple[float | None, float | None]],
    columns: tuple[str, str | None],
    written: Sequence[tuple[str, str]],
) -> bool:
    units = {number["unit"] for first, _ in written if (number := _NUMBER.fullmatch(first))}
    if units & {"ms", "毫秒"} or any(_MILLISECONDS.search(name.replace("_", " ")) for name in columns if name):
        return True
    lengths = [end - start for start, end in pairs if start is not None and end is not None]
    return bool(lengths) and median(lengths) > _LONG_ROW


def _fill_forwards(starts: Sequence[float | None]) -> list[float]:
    """Give a row without a time that of the row above it."""
    return list(accumulate(starts, lambda above, own: above if own is None else own, initial=0.0))[1:]


def _carry_speakers(rows: Sequence[Row]) -> tuple[list[Row], list[str]]:
    """Give each row without a speaker that of the row above; a merged cell has its text in its first row only."""
    carried: list[Row] = []
    lines = []
    for row in rows:
        above = carried[-1] if carried and carried[-1].document == row.document else None
        if row.speaker is None and above is not None and above.speaker is not None:
            lines.append(row.line)
            carried.append(replace(row, speaker=above.speaker, participant=row.participant or above.participant))
        else:
            carried.append(row)
    if not lines:
        return carried, []
    return carried, [f"the speaker is empty in {list_lines(lines)}, and is taken from the row above."]


def lay_out_dialogue(
    dialogue: Dialogue, *, place: str, source: Source, speakers: SpeakerSettings
) -> list[TableDocument]:
    """Join the rows of each document into a dialogue with one cue for each row whose times are known.

    Consecutive rows of one speaker are one turn. Without a column of speakers, labels in the text say who speaks.
    """
    by_document: dict[str | None, list[tuple[Row, RowTimes]]] = {}
    for row, times in zip(dialogue.rows, dialogue.times, strict=True):
        by_document.setdefault(row.document, []).append((row, times))
    laid_out = []
    for name, own in sorted(by_document.items(), key=lambda item: item[0] or place):
        utterances = [Utterance(row.text.strip(), row.speaker, times.start, times.end) for row, times in own]
        document = document_from_utterances(utterances, source=source, speakers=speakers)
        if document is None:
            continue
        rows = tuple(row for row, _ in own)
        people = _participants_by_voice(rows)
        turns = tuple(_named(turn, people) for turn in document.turns)
        document = replace(document, doc_id=name or place, turns=turns)
        of_rows = tuple((_named(_turn_of(row, speakers), people),) for row in rows)
        laid_out.append(TableDocument(document, rows, ((0, 0),) * len(rows), of_rows))
    return laid_out


def _participants_by_voice(rows: Sequence[Row]) -> Mapping[str, str]:
    """Return the participant of each speaker of whom the table names one and only one."""
    people: dict[str, set[str]] = {}
    for row in rows:
        if row.speaker is not None and row.participant is not None:
            people.setdefault(row.speaker, set()).add(row.participant)
    return {voice: next(iter(named)) for voice, named in people.items() if len(named) == 1}


def _named(turn: Turn, people: Mapping[str, str]) -> Turn:
    person = people.get(turn.speaker or "")
    return turn if person is None or turn.role is not Role.PARTICIPANT else replace(turn, participant=person)


def _turn_of(row: Row, speakers: SpeakerSettings) -> Turn:
    return Turn(0, 0, row.speaker, role_of(row.speaker, speakers), None)

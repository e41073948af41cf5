"""Read CHAT transcripts (CLAN, TalkBank): main lines are turns, the bullets at their ends are cues."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from thememiner.config import Settings, SpeakerSettings
from thememiner.corpus.file_contents import FileContents, read_plain
from thememiner.corpus.formats.timed_text import Utterance, document_from_utterances
from thememiner.corpus.speakers import role_of
from thememiner.errors import UnreadableFileError
from thememiner.intake import split_lines
from thememiner.phrasing import list_lines
from thememiner.records import Note, Role, Turn

_MAIN = re.compile(r"\*(?P<code>[^\s:*]{1,40}):(?P<said>.*)", re.DOTALL)
_DEPENDENT = re.compile(r"%(?P<kind>[A-Za-z]{1,20})")
_BULLET = re.compile(r' ?\x15(?:[%\w]{0,10}:?"[^"\x15]{0,200}"_)?(?P<start>\d{1,12})_(?P<end>\d{1,12})-?\x15')
_OTHER_BULLET = re.compile(r" ?\x15[^\x15]{0,200}\x15")
_INVESTIGATOR = re.compile(r"INV\d{0,3}")
_INTERVIEWERS = frozenset({"Investigator", "Interviewer"})
_OTHERS = frozenset({"Camera_Operator", "Environment", "Media", "Observer", "Text"})


class _Person(NamedTuple):
    """What the header says of a code: ``CHI Ruth Target_Child``."""

    name: str | None
    role: str


def read_chat(path: Path, *, place: str, settings: Settings) -> FileContents:
    """Read a ``.cha`` file as one document; lines that begin with a tab continue the line above them.

    Codes and marks in the main lines stay as they are; bullets with times become cues. Headers and dependent tiers
    (``%mor``, ``%gra``, ``%wor``) are left out, and the tiers are counted. ``@Participants`` gives the interviewer
    (``Investigator``, ``INV``) and the names. A code without a name is another person in each file.

    Raises ``UnreadableFileError`` if it has no main line with text, ``UndecodableFileError``, and ``OSError``.
    """
    plain = read_plain(path, place=place, settings=settings)
    utterances, people = [], dict[str, _Person]()
    left_out, unknown_lines = Counter[str](), []
    for number, line in _join_continued_lines(plain.text):
        if main := _MAIN.fullmatch(line):
            utterances.append(_utterance(main["code"], main["said"]))
        elif line.startswith("@"):
            people |= _parse_participants(line)
        elif dependent := _DEPENDENT.match(line):
            left_out[dependent.group()] += 1
        else:
            unknown_lines.append(number)
    source = replace(plain.source, format="cha")
    document = document_from_utterances(utterances, source=source, speakers=settings.speakers)
    if document is None:
        what = "is not a CHAT transcript: no line begins with * and a speaker's code, with text after it."
        raise UnreadableFileError(what, place=place, remedy="If it is plain text, name it .txt.")
    turns = tuple(_assign_person(turn, people, settings.speakers) for turn in document.turns)
    notes = (*plain.notes, *_notes(left_out, unknown_lines, place))
    return FileContents((replace(document, turns=turns),), notes=notes)


def _join_continued_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line with its number, joined by spaces with the lines that continue it."""
    number, parts = 0, list[str]()
    for index, line in enumerate(split_lines(text), start=1):
        if line[:1] in {"\t", " "} and parts:
            parts.append(line.strip())
            continue
        if parts:
            yield number, " ".join(parts)
        number, parts = index, [line.rstrip()] if line.strip() else []
    if parts:
        yield number, " ".join(parts)


def _utterance(code: str, said: str) -> Utterance:
    times = [(int(bullet["start"]) / 1000, int(bullet["end"]) / 1000) for bullet in _BULLET.finditer(said)]
    text = _OTHER_BULLET.sub("", _BULLET.sub("", said)).strip()
    start, end = (min(start for start, _ in times), max(end for _, end in times)) if times else (None, None)
    return Utterance(text, code, start, None if start is None or end is None or end < start else end)


def _parse_participants(header: str) -> Mapping[str, _Person]:
    """Return the people by code if the header lists them, or an empty mapping."""
    name, _, listed = header.partition(":")
    if name != "@Participants":
        return MappingProxyType({})
    people = {}
    for entry in listed.split(","):
        match entry.split():
            case [code, *names, role]:
                people[code] = _Person(" ".join(names).replace("_", " ") or None, role)
            case _:
                continue
    return people


def _assign_person(turn: Turn, people: Mapping[str, _Person], speakers: SpeakerSettings) -> Turn:
    code = turn.speaker or ""
    name, chat_role = people.get(code, _Person(None, ""))
    role = turn.role
    if role is Role.PARTICIPANT:
        if _INVESTIGATOR.fullmatch(code) or chat_role in _INTERVIEWERS:
            role = Role.INTERVIEWER
        else:
            role = Role.OTHER if chat_role in _OTHERS else role_of(chat_role.replace("_", " "), speakers)
    return replace(turn, role=role, participant=name if role is Role.PARTICIPANT else None)


def _notes(left_out: Counter[str], unknown_lines: list[int], place: str) -> Iterator[Note]:
    if left_out:
        counted = ", ".join(f"{count} {kind}" for kind, count in sorted(left_out.items()))
        yield Note(place, f"dependent lines of CHAT, left out: {counted}.")
    if unknown_lines:
        yield Note(place, f"{list_lines(unknown_lines)} begin with none of CHAT's marks (* % @) and are not read.")

"""Many short transcripts in the usual forms, put together from the turns of longer ones."""

import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from benchmarks.coded_sets import DATA
from thememiner import read_corpus
from thememiner.records import Role

CORPORA = Path(__file__).resolve().parents[2] / "corpora"
TRANSCRIPTS = DATA / "en_serdif_usability" / "transcripts"
SENTENCES = 11
"""A transcript has so many sentences, or a few more, which are about nine units."""
_MOST_SENTENCES = 4
"""Longer turns are not taken."""
_SENTENCE_END = re.compile(r"[.?!…。？！]+")
_SECONDS = 7
"""Between two turns, in the forms with times."""


class SpokenTurn(NamedTuple):
    """What somebody says in one turn."""

    is_question: bool
    """Whether an interviewer says it."""
    text: str

    @property
    def sentences(self) -> int:
        """The number of sentences, which is about that of the units."""
        return max(1, sum(1 for _ in _SENTENCE_END.finditer(self.text)))

    def speaker(self, index: int) -> str:
        """Return the label of the speaker in a transcript, by the number of the transcript."""
        return "Interviewer" if self.is_question else f"P{index:04}"


Turns = Sequence[SpokenTurn]
Form = Callable[[Turns, int], str]
"""Makes the text of a transcript from its turns and its number."""


def write_transcripts(number: int, folder: Path) -> None:
    """Write transcripts, numbered from 0, each in the next form; the same ones every time.

    The turns are those of the corpora of this project and, if they are there, of the interviews in ``../shared/data``.
    """
    chance = random.Random(0)  # noqa: S311 - not for secrets
    english = _read_turns(
        folder for folder in (CORPORA / "peerworkers-en" / "transcripts", TRANSCRIPTS) if folder.exists()
    )
    chinese = _read_turns([CORPORA / "daycare-zh" / "transcripts"])
    for index in range(number):
        form = _ORDER[index % len(_ORDER)]
        turns = _choose_turns(chinese if form.startswith("Chinese") else english, chance)
        _write(FORMS[form](turns, index), folder / f"{index:04}{_SUFFIXES.get(form, '.txt')}")


def _read_turns(folders: Iterable[Path]) -> list[SpokenTurn]:
    """Return the turns of transcripts, in order, each on one line and without those of many sentences."""
    spoken = (
        SpokenTurn(turn.role is Role.INTERVIEWER, " ".join(one.text[turn.start : turn.end].split()))
        for one in read_corpus([*folders]).documents
        for turn in one.turns
    )
    return [turn for turn in dict.fromkeys(spoken) if turn.sentences <= _MOST_SENTENCES]


def _choose_turns(turns: Turns, chance: random.Random) -> list[SpokenTurn]:
    """Choose questions and answers in turn, of ``SENTENCES`` sentences or a few more."""
    asked = [turn for turn in turns if turn.is_question]
    answers = [turn for turn in turns if not turn.is_question]
    chosen: list[SpokenTurn] = []
    while sum(turn.sentences for turn in chosen) < SENTENCES:
        chosen.append(chance.choice(answers if len(chosen) % 2 else asked))
    return chosen


def _write(text: str, path: Path) -> None:
    if path.suffix != ".docx":
        path.write_text(text, "utf-8")
        return
    import docx  # noqa: PLC0415 - heavy, and needed for Word files only

    file = docx.Document()
    for line in text.splitlines():
        file.add_paragraph(line)
    file.save(str(path))


def _clock(seconds: int, mark: str = ".") -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{mark}000"


def _label_turns(turns: Turns, index: int) -> str:
    return _join(turns, "Interviewer: ", f"P{index:04}: ")


def _label_chinese_turns(turns: Turns, _: int) -> str:
    return _join(turns, "访谈者：", "受访者：")


def _stamp_turns(turns: Turns, index: int) -> str:
    return "".join(f"[{_clock(at)[:8]}] {turn.speaker(index)}: {turn.text}\n" for at, turn in _timed(turns))


def _stamp_chinese_turns(turns: Turns, _: int) -> str:
    return "".join(
        f"{'主持人' if turn.is_question else '说话人2'} {_clock(at)[:8]}\n{turn.text}\n\n" for at, turn in _timed(turns)
    )


def _write_names_apart(turns: Turns, _: int) -> str:
    return "".join(
        f"{'Mia Holm' if turn.is_question else 'Anna Berg'}  {at // 60}:{at % 60:02}\n{turn.text}\n\n"
        for at, turn in _timed(turns)
    )


def _write_dashes(turns: Turns, index: int) -> str:
    return _join(turns, "Interviewer – ", f"P{index:04} – ")


def _write_prose(turns: Turns, _: int) -> str:
    return "\n".join(turn.text for turn in turns if not turn.is_question) + "\n"


def _write_webvtt(turns: Turns, index: int) -> str:
    captions = (
        f"{_clock(at)} --> {_clock(at + _SECONDS)}\n<v {turn.speaker(index)}>{turn.text}\n"
        for at, turn in _timed(turns)
    )
    return "WEBVTT\n\n" + "\n".join(captions)


def _write_subrip(turns: Turns, index: int) -> str:
    captions = (
        f"{number}\n{_clock(at, ',')} --> {_clock(at + _SECONDS, ',')}\n{turn.speaker(index)}: {turn.text}\n"
        for number, (at, turn) in enumerate(_timed(turns), start=1)
    )
    return "\n".join(captions)


def _join(turns: Turns, question: str, answer: str) -> str:
    return "".join(f"{question if turn.is_question else answer}{turn.text}\n" for turn in turns)


def _timed(turns: Turns) -> Iterator[tuple[int, SpokenTurn]]:
    return zip(count(3, _SECONDS), turns, strict=False)


FORMS: Mapping[str, Form] = MappingProxyType(
    {
        "labels": _label_turns,
        "Chinese labels": _label_chinese_turns,
        "times and labels": _stamp_turns,
        "Chinese times and labels": _stamp_chinese_turns,
        "names on lines of their own": _write_names_apart,
        "labels and dashes": _write_dashes,
        "no labels": _write_prose,
        "Chinese, no labels": _write_prose,
        "Word": _label_turns,
        "WebVTT": _write_webvtt,
        "SubRip": _write_subrip,
    }
)
"""How a transcript is written, by name; plain text unless the name says otherwise."""
_SUFFIXES = MappingProxyType({"Word": ".docx", "WebVTT": ".vtt", "SubRip": ".srt"})
_ORDER = (
    *("labels", "Chinese labels", "times and labels", "labels", "Chinese labels", "no labels", "labels"),
    *("Chinese times and labels", "labels", "Chinese labels", "names on lines of their own", "labels"),
    *("Chinese labels", "labels and dashes", "labels", "Chinese, no labels", "Word", "labels", "WebVTT", "SubRip"),
)
"""The forms of 20 transcripts: most have a label before each turn."""

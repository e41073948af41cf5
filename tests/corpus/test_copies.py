"""Files that hold the same talk are noticed: the same bytes, or nearly the same words in two formats."""

import random
from pathlib import Path

import pytest

from thememiner.corpus import read_corpus
from thememiner.corpus.copies import note_same_talks
from thememiner.records import Document, Form, Role, Source, Turn

GUIDE = ["How did you hear about the place and what did you think of it then?", "What would you like to change there?"]


def talk(seed: int, turns: int = 6) -> list[tuple[str, str]]:
    """Return a talk in which the questions of a guide are asked and other words answer each time."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    words = [f"{first}{second}" for first in ("ba", "ko", "mi", "tu", "re") for second in ("lan", "sor", "vin", "pek")]
    answers = (" ".join(chance.choices(words, k=9)) + "." for _ in range(turns))
    return [pair for index, answer in enumerate(answers) for pair in (("Anna", GUIDE[index % 2]), ("Mia", answer))]


def as_text(pairs: list[tuple[str, str]]) -> str:
    """Return a talk as plain text."""
    return "".join(f"{speaker}: {words}\n\n" for speaker, words in pairs)


def as_vtt(pairs: list[tuple[str, str]]) -> str:
    """Return a talk as WebVTT."""
    times = (f"00:{index:02}:00.000 --> 00:{index:02}:30.000" for index in range(len(pairs)))
    cues = (f"{time}\n<v {who}>{words.lower()}</v>\n\n" for time, (who, words) in zip(times, pairs, strict=True))
    return "WEBVTT\n\n" + "".join(cues)


def same_talks(folder: Path, **files: str) -> list[tuple[str, str]]:
    """Write files and return the place and text of the notes about equal talks."""
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, "utf-8")
    return [(note.place, note.text) for note in read_corpus(folder).notes if "nearly the same words" in note.text]


def test_one_talk_in_two_formats(tmp_path: Path) -> None:
    """Two exports of one talk get one note, with both names and what to do."""
    notes = same_talks(tmp_path, a_txt=as_text(talk(1)), b_vtt=as_vtt(talk(1)), c_txt=as_text(talk(2)))
    what = "nearly the same words stand in a.txt (of its phrases, 100% are shared)."
    advice = "If these files hold the same talk, keep one of them: otherwise it counts several times."
    assert notes == [("b.vtt", f"{what} {advice}")]


def test_a_corrected_copy(tmp_path: Path) -> None:
    """A copy in which some words were corrected is noticed, and so is one that holds more than the other."""
    corrected = as_text(talk(1)).replace("balan", "ballan", 2)
    notes = same_talks(tmp_path, a_txt=as_text(talk(1)), b_txt=corrected, c_txt=as_text([*talk(1), *talk(3)]))
    assert [place for place, _ in notes] == ["b.txt", "c.txt"]


def test_chinese(tmp_path: Path) -> None:
    """Chinese words need no spaces between them."""
    talk = "访谈者：您是怎么知道这里的？\n小林：是一个朋友告诉我的，我搬家以后一个人在家很孤单，就想出来走走。\n"
    notes = same_talks(tmp_path, a_txt=talk * 2 + "访谈者：谢谢。\n", b_txt=talk.replace("\n", "\n\n") * 2)
    assert [place for place, _ in notes] == ["b.txt"]


def test_one_guide_for_all(tmp_path: Path) -> None:
    """Interviews that share their questions, and files of the same bytes, get no such note."""
    texts = {f"i{number}_txt": as_text(talk(number)).replace("Anna:", "Interviewer:") for number in range(4)}
    assert same_talks(tmp_path, **texts, copy_txt=texts["i0_txt"]) == []


def test_rows_of_a_table(tmp_path: Path) -> None:
    """Answers in the rows of a table are independent, even if they are equal."""
    answer = " ".join(words for _, words in talk(1))
    rows = "".join(f'p{number},"{answer}"\n' for number in range(3))
    assert same_talks(tmp_path, a_csv=f"id,text\n{rows}") == []


@pytest.mark.parametrize("number", [300])
def test_many_copies(number: int) -> None:
    """Many copies of one long talk are compared in linear time: each is named with the first."""
    words = " ".join(words for seed in range(40) for _, words in talk(seed))
    turn = Turn(0, len(words), None, Role.PARTICIPANT, "p")
    documents = [
        Document(f"{index:03}", words, Form.PROSE, (turn,), Source(f"{index:03}.txt", str(index), "txt", None))
        for index in range(number)
    ]
    notes = note_same_talks(documents)
    assert len(notes) == number - 1
    assert {"000.txt" in note.text for note in notes} == {True}

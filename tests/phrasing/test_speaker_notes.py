"""Every suspicion about speakers says what was seen and what to do, and the documentation explains it."""

import re
import shlex
from pathlib import Path

import pytest

from thememiner.phrasing import (
    note_asking_participant,
    note_closing_tags,
    note_likely_interviewer,
    note_local_letters,
    note_lone_speaker,
    note_name_variants,
    note_no_speakers,
    note_questions_in_prose,
    note_reversed_roles,
    note_running_numbers,
    note_same_participant,
    note_silent_interviewer,
    note_similar_label,
    note_single_turns,
    note_unknown_names,
)

PAGE = (Path(__file__).parents[2] / "docs" / "speakers-not-recognised.md").read_text("utf-8")
HEADINGS = [
    [part.strip() for part in phrase.split("…")]
    for phrase in re.findall("“([^”]+)”", "\n".join(re.findall("^## .*", PAGE, re.MULTILINE)))
]
FILES = ["a.txt", "b.txt", "c.txt", "d.txt"]
NOTES = {
    "likely interviewer": note_likely_interviewer("Jane", FILES, ()),
    "likely interviewer with a number": note_likely_interviewer("Speaker 1", FILES[:2], FILES[2:]),
    "reversed roles": note_reversed_roles(("I", 0, 6), ("R", 6, 6), FILES[:1]),
    "silent interviewer": note_silent_interviewer("Host", 7, FILES),
    "asking participant": note_asking_participant("Ben", 6, 7, FILES[:2]),
    "similar to a usual label": note_similar_label("Interveiwer", 2, "Interviewer", None, FILES[:1]),
    "similar to another label": note_similar_label("Anabel", 1, "Annabel", 12, FILES[:1]),
    "one single turn": note_single_turns(["Weather"], FILES[:1]),
    "single turns": note_single_turns(["Weather", "Room"], FILES[:2]),
    "names in several ways": note_name_variants([{"Ida Moe": 6, "Moe, Ida": 4}], FILES[:2]),
    "letters in each file": note_local_letters({"J": 2}, FILES[:2]),
    "running numbers": note_running_numbers(["1", "2", "3", "4"], FILES[:2]),
    "closing tags": note_closing_tags(["</i>"], FILES[:1]),
    "same participant": note_same_participant("Teacher", 10),
    "only a participant": note_lone_speaker("Mia", FILES[:1], is_participant=True),
    "only an interviewer": note_lone_speaker("Moderator", FILES, is_participant=False),
    "no speakers": note_no_speakers(FILES[:1], 3),
    "no speakers in several": note_no_speakers(FILES, 1),
    "questions in prose": note_questions_in_prose(6, 12),
}


@pytest.mark.parametrize("name", NOTES)
def test_every_note_has_a_heading_of_its_words(name: str) -> None:
    """Whoever searches the page for words of a note finds what to do."""
    assert [parts for parts in HEADINGS if all(part in NOTES[name] for part in parts)]


@pytest.mark.parametrize("name", NOTES)
def test_every_note_ends_with_what_to_do(name: str) -> None:
    """A note is one line, ends a sentence, and names an option, a setting or something to check."""
    assert NOTES[name].endswith(".")
    assert "\n" not in NOTES[name]
    assert re.search(r"--\w|setting|[Cc]heck|correct|write ", NOTES[name])


def test_files_are_counted_and_the_first_named() -> None:
    """One file is the place of the note; of many, three are named."""
    assert "in 4 files (a.txt, b.txt, c.txt and 1 more)" in NOTES["likely interviewer"]
    assert "file" not in NOTES["only a participant"]
    assert "but in 1 other file: the whole text of each counts" in NOTES["no speakers in several"]


def test_a_long_label_is_not_shown() -> None:
    """A label of more than 40 characters may be text of a transcript."""
    assert "x" * 41 not in note_asking_participant("x" * 41, 6, 7, FILES)


def test_options_of_a_note_can_be_copied() -> None:
    """A quote in a name does not end the word of the command."""
    name = 'Mia "阿妹" O\'Neill'
    notes = [
        note_likely_interviewer(name, FILES, ()).partition(", or add")[0],
        note_reversed_roles((name, 0, 6), (name, 6, 6), FILES),
        note_silent_interviewer(name, 7, FILES).partition(";")[0],
        note_asking_participant(name, 6, 7, FILES),
        note_similar_label(name, 2, "Interviewer", None, FILES, is_corrected=True),
        note_unknown_names([name], ["--participant"], ["Anna"]).partition(". Check")[0],
    ]
    for note in notes:
        words = note[note.index(" --") :].removesuffix(".")
        assert name in shlex.split(words)

"""An interview guide is read from a text or a Word document, one question a line."""

from pathlib import Path

import docx
import pytest

from thememiner.errors import ConfigurationError, UnreadableFileError
from thememiner.questions import read_guide_questions


def test_numbers_and_bullets_are_taken_off(tmp_path: Path) -> None:
    """The questions keep their order and their words."""
    path = tmp_path / "guide.txt"
    path.write_text(
        "1. How did you start?\n"
        "  2) What do you do all day?\n"
        "a) Who helps you?\n"
        "- What is hard?\n"
        "• 3.2 What would you change?\n"
        "Q7: Is 24 hours enough?\n"
        "\n"
        "一、您怎么看学校？\n"
        "（2）请谈谈工作。\n"
        "**Where were you in 1990?**\n",
        "utf-8",
    )
    assert read_guide_questions(path).questions == (
        "How did you start?",
        "What do you do all day?",
        "Who helps you?",
        "What is hard?",
        "What would you change?",
        "Is 24 hours enough?",
        "您怎么看学校？",
        "请谈谈工作。",
        "Where were you in 1990?",
    )
    assert read_guide_questions(path).notes == ()


def test_headings_and_repeated_questions_are_left_out_with_a_note(tmp_path: Path) -> None:
    """Lines that ask nothing among questions are headings."""
    path = tmp_path / "guide.md"
    path.write_text("# Interview guide\nPart one\n- Who are you?\n- Why?\n- What now?\n- WHO are you?\n", "utf-8")
    read = read_guide_questions(path)
    assert read.questions == ("Who are you?", "Why?", "What now?")
    assert read.notes == (
        "2 lines ask nothing and are left out, as headings: Interview guide, Part one.",
        "1 repeated question counts once.",
    )


def test_a_list_of_topics_is_a_guide(tmp_path: Path) -> None:
    """If most lines ask nothing, each is a topic."""
    path = tmp_path / "topics.txt"
    path.write_text("Family\nWork\nHealth\nAnything else?\n", "utf-16")
    read = read_guide_questions(path)
    assert read.questions == ("Family", "Work", "Health", "Anything else?")
    assert read.notes == (
        "most lines ask nothing, so all count as topics of the guide, also the 3 lines without a question.",
    )


def test_lists_and_tables_of_a_word_document_are_read(tmp_path: Path) -> None:
    """Numbers that Word adds are not text, and the cells of a table are lines."""
    document = docx.Document()
    document.add_heading("Interview guide")
    document.add_paragraph("How did you start?", style="List Number")
    document.add_paragraph("What is hard?\nWhat is easy?", style="List Bullet")
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "Who helps you?"
    table.cell(0, 1).text = "Where do you go?"
    path = tmp_path / "guide.docx"
    document.save(str(path))
    assert read_guide_questions(path).questions == (
        "How did you start?",
        "What is hard?",
        "What is easy?",
        "Who helps you?",
        "Where do you go?",
    )


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("guide.txt", "\n\n", "has no question; write one question a line"),
        ("guide.txt", "\n".join(f"What is {n}?" for n in range(300)), "has 300 questions, more than 200"),
        ("guide.pdf", "What?", "is no interview guide; give a .txt, .md or .docx file"),
        (None, "", "cannot be read"),
    ],
)
def test_a_file_that_is_no_guide_is_refused(tmp_path: Path, name: str | None, content: str, message: str) -> None:
    """The message says what is wrong with which file."""
    path = tmp_path / (name or "missing.txt")
    if name:
        path.write_text(content, "utf-8")
    with pytest.raises(ConfigurationError, match=message) as caught:
        read_guide_questions(path)
    assert path.name in str(caught.value)


def test_a_broken_word_document_is_refused(tmp_path: Path) -> None:
    """A file that only has the name of one is unreadable."""
    path = tmp_path / "guide.docx"
    path.write_text("What?", "utf-8")
    with pytest.raises(UnreadableFileError):
        read_guide_questions(path)


def test_a_transcript_is_no_guide(tmp_path: Path) -> None:
    """A file in which two labels recur on most lines is refused with one of them; a list of questions is not."""
    said = "".join(f"Interviewer: How was day {day}?\nP3: It was long and I was tired of it.\n" for day in range(4))
    transcript, guide = tmp_path / "P3.txt", tmp_path / "guide.txt"
    transcript.write_text(said, "utf-8")
    guide.write_text("Beginning: how did you come here?\nProbe: why then?\nProbe: who decided?\nWhat now?\n", "utf-8")
    with pytest.raises(ConfigurationError, match=r"looks like a transcript, in which (Interviewer|P3) speaks"):
        read_guide_questions(transcript)
    assert len(read_guide_questions(guide).questions) == 4


def test_a_number_that_belongs_to_the_question_stays(tmp_path: Path) -> None:
    """Only a number before a capital or a Chinese character numbers the line."""
    path = tmp_path / "guide.txt"
    path.write_text("10 years from now, where do you see yourself?\n3 Who helps you?\n4 您怎么看？\n", "utf-8")
    assert read_guide_questions(path).questions == (
        "10 years from now, where do you see yourself?",
        "Who helps you?",
        "您怎么看？",
    )

"""Tests of what line breaks, time stamps and pauses mean."""

import pytest
from sample_documents import texts

from thememiner.records import Cue

WRAPPED = "I went to the\nday centre. It was\nvery good for me\nand I stayed. Then\nI left again."


def test_wrapped_lines_part_nothing() -> None:
    """In punctuated text a line break inside a paragraph ends no sentence."""
    assert texts(WRAPPED) == [
        "I went to the\nday centre.",
        "It was\nvery good for me\nand I stayed.",
        "Then\nI left again.",
    ]


@pytest.mark.parametrize("gap", ["\n\n", "\r\n\r\n", "\n \t\n", "\u2028\u2028", "\x85\x85"])
def test_a_blank_line_always_parts(gap: str) -> None:
    """Blank lines of any kind of line end end a paragraph."""
    assert texts(f"I went to the\nday centre{gap}and came back. It\nwas good.")[:2] == [
        "I went to the\nday centre",
        "and came back.",
    ]


def test_lines_part_where_most_of_them_end_a_sentence() -> None:
    """A heading without a full stop is then a separate unit."""
    said = "Task one\nOkay, I read this.\nIt is clear.\nI am not sure about it.\nFull view\nThis is a lot."
    assert texts(said) == said.split("\n")


def test_lines_part_in_text_without_punctuation() -> None:
    """Without full stops, each line is a unit."""
    assert texts("yes I went there\nit was good\r\nI stayed for long") == [
        "yes I went there",
        "it was good",
        "I stayed for long",
    ]


def test_time_stamps_part_text_without_punctuation() -> None:
    """Speech recognition puts them between sentences."""
    assert texts("[00:01] so we went there [00:07] and it was good 00:00:12 then we left") == [
        "[00:01] so we went there",
        "[00:07] and it was good",
        "00:00:12 then we left",
    ]


def cues_of(said: str, *times: tuple[float, float]) -> tuple[Cue, ...]:
    """Return a cue for each line, with its media times."""
    starts, place = [], 0
    for line in said.split("\n"):
        starts.append((place, place + len(line)))
        place += len(line) + 1
    return tuple(Cue(start, end, *time) for (start, end), time in zip(starts, times, strict=True))


def test_pauses_part_text_without_punctuation_and_cues_alone_do_not() -> None:
    """Subtitles break a sentence where the line is full; only silence ends it."""
    said = "so we went\nto the centre\nit was good"
    cues = cues_of(said, (0.0, 2.0), (2.0, 4.0), (5.0, 7.0))
    assert texts(said, cues=cues) == ["so we went\nto the centre", "it was good"]


def test_pauses_part_no_punctuated_sentence() -> None:
    """A pause in the middle of a punctuated sentence does not end it."""
    said = "So we went\nto the centre.\nIt was good."
    cues = cues_of(said, (0.0, 2.0), (9.0, 10.0), (10.0, 12.0))
    assert texts(said, cues=cues) == ["So we went\nto the centre.", "It was good."]

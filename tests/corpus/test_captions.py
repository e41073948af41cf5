"""Subtitle files: plain text, turns, media times, rolling captions and broken cues."""

from pathlib import Path

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from thememiner.config import Settings
from thememiner.corpus.file_contents import FileContents
from thememiner.corpus.formats.subtitles import read_captions
from thememiner.errors import UnreadableFileError
from thememiner.records import Document, Form, Role

SETTINGS = Settings()


def read(folder: Path, text: str, name: str = "a.vtt") -> FileContents:
    """Write a subtitle file and read it."""
    path = folder / name
    path.write_bytes(text.encode())
    return read_captions(path, place=name, settings=SETTINGS)


def vtt(*cues: str) -> str:
    """Return a WebVTT file with a cue a second."""
    return "WEBVTT\n\n" + "".join(f"00:00:{i:02}.000 --> 00:00:{i + 1:02}.500\n{cue}\n\n" for i, cue in enumerate(cues))


def srt(*cues: str) -> str:
    """Return a SubRip file with a cue a second."""
    times = [f"00:00:{i:02},000 --> 00:00:{i + 1:02},500" for i in range(len(cues))]
    return "".join(f"{i + 1}\n{times[i]}\n{cue}\n\n" for i, cue in enumerate(cues))


def said(document: Document) -> list[tuple[str | None, str]]:
    """Return who says what."""
    return [(turn.speaker, document.text[turn.start : turn.end]) for turn in document.turns]


def test_voices(tmp_path: Path) -> None:
    """Consecutive cues with one voice are one turn; tags and entities are removed, transcriber's marks stay."""
    text = vtt("<v Anna>So &amp; so", "<v.loud Anna>and <i>on</i> <laughs></v>", "<v 受访者 02>好。\n很好。</v>")
    document = read(tmp_path, text).documents[0]
    assert document.form is Form.DIALOGUE
    assert said(document) == [("Anna", "So & so\nand on <laughs>"), ("受访者 02", "好。\n很好。")]


def test_two_voices_in_one_cue(tmp_path: Path) -> None:
    """A cue in which two people speak is two turns with the times of the cue."""
    document = read(tmp_path, vtt("<v Interviewer>And?</v> <v P1>Well.</v>")).documents[0]
    assert said(document) == [("Interviewer", "And?"), ("P1", "Well.")]
    assert {(cue.media_start, cue.media_end) for cue in document.cues} == {(0.0, 1.5)}


@pytest.mark.parametrize("name", ["a.vtt", "a.srt"])
def test_labels_in_cues(tmp_path: Path, name: str) -> None:
    """Labels in the text of cues say who speaks until the next label, and are removed."""
    cues = ("Interviewer: Hello.", "P3: Well,", "that is", "P3: all.\nInterviewer: Good.")
    document = read(tmp_path, (vtt if name == "a.vtt" else srt)(*cues), name).documents[0]
    assert said(document) == [("Interviewer", "Hello."), ("P3", "Well,\nthat is\nall."), ("Interviewer", "Good.")]
    assert [turn.role for turn in document.turns] == [Role.INTERVIEWER, Role.PARTICIPANT, Role.INTERVIEWER]


@pytest.mark.parametrize("name", ["a.vtt", "a.srt"])
def test_media_times(tmp_path: Path, name: str) -> None:
    """Every cue keeps its place in the text and its times in seconds."""
    document = read(tmp_path, (vtt if name == "a.vtt" else srt)("one", "two\nthree"), name).documents[0]
    found = [(document.text[cue.start : cue.end], cue.media_start, cue.media_end) for cue in document.cues]
    assert found == [("one", 0.0, 1.5), ("two\nthree", 1.0, 2.5)]
    assert document.form is Form.PROSE
    assert said(document) == [(None, "one\ntwo\nthree")]


@pytest.mark.parametrize(
    ("cues", "expected"),
    [
        pytest.param(["a", "a\nb", "b\nc", "c\nd"], "a\nb\nc\nd", id="line by line"),
        pytest.param(["a", "a\nb", "b", "b\nc", "c"], "a\nb\nc", id="with cues that show one line"),
        pytest.param(["a b", "a b\nc d"], "a b\nc d", id="two cues"),
        pytest.param(["yes", "yes", "I do"], "yes\nyes\nI do", id="said twice"),
        pytest.param(["a", "b", "c", "d", "d\ne", "f", "g"], "a\nb\nc\nd\nd\ne\nf\ng", id="repeated once in many"),
    ],
)
def test_rolling(tmp_path: Path, cues: list[str], expected: str) -> None:
    """Repeats of rolling captions are removed; a sentence that is said twice stays."""
    assert read(tmp_path, vtt(*cues)).documents[0].text == expected


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("00:00:07.000 --> 00:00:1d.890", id="letter in the time"),
        pytest.param("00:00:07.000 --> ", id="no end"),
        pytest.param("--> 00:00:07.000", id="no start"),
        pytest.param("00:00:77.000 --> 00:00:78.000", id="too many seconds"),
    ],
)
def test_unreadable_time(tmp_path: Path, line: str) -> None:
    """A cue whose time line cannot be read is left out, and is a problem with the number of the line."""
    contents = read(tmp_path, vtt("one") + f"{line}\nlost\n\n" + "00:01:00.000 --> 00:01:01.000\ntwo\n")
    assert contents.documents[0].text == "one\ntwo"
    assert [problem.place for problem in contents.problems] == ["a.vtt:6"]


def test_unreadable_time_in_srt(tmp_path: Path) -> None:
    """In SubRip, too, only the cue whose time line cannot be read is left out."""
    contents = read(tmp_path, srt("one") + "2\n00:00:0x,000 --> 00:00:03,000\nlost\n\n" + srt("two"), "a.srt")
    assert contents.documents[0].text == "one\ntwo"
    assert [problem.place for problem in contents.problems] == ["a.srt:6"]


def test_cues_without_text(tmp_path: Path) -> None:
    """Cues without text are left out and counted."""
    contents = read(tmp_path, vtt("one", "", "two"))
    assert contents.documents[0].text == "one\ntwo"
    assert [note.text for note in contents.notes] == ["cues without text, left out: 1."]


def test_numbers_stay(tmp_path: Path) -> None:
    """A last line that is only a number, braces and arrows are text; the number of the next cue is not."""
    text = srt("I was born in\n1990", "{laughs} a --> b", "in\n1991")
    assert read(tmp_path, text, "a.srt").documents[0].text == "I was born in\n1990\n{laughs} a --> b\nin\n1991"


@pytest.mark.parametrize("name", ["a.vtt", "a.srt"])
def test_entities(tmp_path: Path, name: str) -> None:
    """Entities are characters in both formats; one that stands for no character stays as written."""
    text = "R&amp;D: a&lt;b &#0; &#xD800; &#x110000; &#1; &bogus; &#x597d;"
    document = read(tmp_path, (vtt if name == "a.vtt" else srt)(text), name).documents[0]
    assert document.text == "R&D: a<b &#0; &#xD800; &#x110000; &#1; &bogus; 好"
    assert said(document) == [(None, document.text)]


def test_srt_formatting(tmp_path: Path) -> None:
    """Formatting tags of SubRip are left out."""
    text = srt('<font color="#fff">one</font> <b>two</b>', "{\\an8}three", "1 < 2 > 1 <i think")
    assert read(tmp_path, text, "a.srt").documents[0].text == "one two\nthree\n1 < 2 > 1 <i think"


def test_comments_and_headers(tmp_path: Path) -> None:
    """Headers, styles, comments and cue identifiers are not text."""
    text = "WEBVTT - a title\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nNOTE a --> b\nmore\n\nid 1\n"
    contents = read(tmp_path, text + "00:00.000 --> 00:01.000\none\n")
    assert contents.documents[0].text == "one"
    assert contents.problems == ()
    assert [note.text for note in contents.notes] == [
        "lines of comments and of the head of the file, left out: 5 (such as 'Kind: captions').",
        "identifiers of captions, left out: 1 (such as 'id 1').",
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("a.vtt", "WEBVTT\n\n", id="no cues"),
        pytest.param("a.vtt", vtt("", ""), id="no text"),
        pytest.param("a.vtt", "  \n", id="only white space"),
        pytest.param("a.srt", "just text\n", id="no times"),
        pytest.param("a.srt", srt(""), id="no text in SubRip"),
        pytest.param("a.srt", "", id="empty"),
    ],
)
def test_no_text(tmp_path: Path, name: str, text: str) -> None:
    """A file in which no cue has text is refused, with its place."""
    with pytest.raises(UnreadableFileError) as caught:
        read(tmp_path, text, name)
    assert caught.value.place == name


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
@pytest.mark.parametrize("name", ["a.vtt", "a.srt"])
def test_line_ends(tmp_path: Path, name: str, ending: str) -> None:
    """Files with other line ends are read alike."""
    text = (vtt if name == "a.vtt" else srt)("P1: one\ntwo", "I: three").replace("\n", ending)
    assert said(read(tmp_path, text, name).documents[0]) == [("P1", "one\ntwo"), ("I", "three")]


UTTERANCES = st.lists(
    st.lists(
        st.sampled_from(["I went", "嗯，好的。", "👩‍⚕️", "cafe\u0301?", "（笑）", "12:30", "5", "a\u200bb", "{x}"]),
        min_size=1,
    )
    .map(" ".join)
    .filter(lambda text: not text[0].isdigit()),
    min_size=1,
    max_size=6,
)


@settings(max_examples=examples(25))
@given(utterances=UTTERANCES, form=st.sampled_from(["vtt", "labelled.vtt", "srt"]))
def test_letter_for_letter(tmp_path_factory: pytest.TempPathFactory, utterances: list[str], form: str) -> None:
    """Whatever is said, a turn's range of the text is the utterance, letter for letter."""
    expected = [("P1" if index % 2 else "Interviewer", text) for index, text in enumerate(utterances)]
    style = "<v {}>{}</v>" if form == "vtt" else "{}: {}"
    cues = [style.format(*pair) for pair in expected]
    text = srt(*cues) if form == "srt" else vtt(*cues)
    assert said(read(tmp_path_factory.mktemp("cues"), text, f"a.{form}").documents[0]) == expected

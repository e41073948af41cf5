"""The cue grammar of WebVTT and SubRip: which lines are times, identifiers, comments and text."""

from pathlib import Path

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from thememiner.corpus import read_corpus
from thememiner.corpus.formats.subtitle_cues import Caption, parse_cues
from thememiner.corpus.formats.subtitles import sort_captions


def texts(text: str) -> list[tuple[float, float, str]]:
    """Return start, end and text of each cue."""
    return [(cue.start, cue.end, "/".join(cue.lines)) for cue in parse_cues(text).captions]


@pytest.mark.parametrize(
    ("line", "times"),
    [
        pytest.param("00:00:03.250 --> 00:00:11.000", (3.25, 11.0), id="WebVTT"),
        pytest.param("00:03.250 --> 00:11.000", (3.25, 11.0), id="without hours"),
        pytest.param("00:00:03,250 --> 00:00:11,000", (3.25, 11.0), id="a comma"),
        pytest.param("00:03 --> 00:11", (3.0, 11.0), id="without milliseconds"),
        pytest.param("1:2:3,5 --> 1:2:4", (3723.5, 3724.0), id="single digits"),
        pytest.param("75:03 --> 75:11", (4503.0, 4511.0), id="more than 59 minutes"),
        pytest.param("3.25 --> 11.0", (3.25, 11.0), id="seconds"),
        pytest.param("00:00:03:12 --> 00:00:11:24", (3.0, 11.0), id="frames"),
        pytest.param("00:00:03.25-->00:00:11", (3.25, 11.0), id="without spaces"),
        pytest.param("00:00:03,250 –> 00:00:11,000", (3.25, 11.0), id="an arrow that a word processor changed"),
        pytest.param("00:00:03.250 → 00:00:11.000", (3.25, 11.0), id="an arrow of one character"),
        pytest.param("00：00：03，250 --> 00：00：11，000", (3.25, 11.0), id="full width"),
        pytest.param("\ufeff00:00:03.250 --> 00:00:11.000  align:start position:0%", (3.25, 11.0), id="settings"),
        pytest.param("00:00:03,250 --> 00:00:11,000 X1:40 X2:600 Y1:20 Y2:50", (3.25, 11.0), id="SubRip's places"),
    ],
)
@pytest.mark.parametrize("head", ["WEBVTT\n\n", "1\n"], ids=["WebVTT", "SubRip"])
def test_times(head: str, line: str, times: tuple[float, float]) -> None:
    """Times are read as programs write them, in both formats."""
    assert texts(f"{head}{line}\nI walked home.\n") == [(*times, "I walked home.")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("1\n00:01 --> 00:02\n\na\n\n2\n00:03 --> 00:04\n\nb\n", ["a", "b"], id="below the times"),
        pytest.param("1\n00:01 --> 00:02\na\n\nb\n\n2\n00:03 --> 00:04\nc\n", ["a/b", "c"], id="inside the text"),
        pytest.param("1\n\n00:01 --> 00:02\n\na\n\n2\n\n00:03 --> 00:04\n\nb", ["a", "b"], id="everywhere"),
        pytest.param("1\n\n00:01 --> 00:02\nin\n\n1990\n\n2\n\n00:03 --> 00:04\nb", ["in/1990", "b"], id="a year"),
        pytest.param("00:01 --> 00:02\nin\n1990\n00:03 --> 00:04\nb", ["in/1990", "b"], id="a year, no numbers"),
        pytest.param("1\n00:01 --> 00:02\na\n2\n00:03 --> 00:04\nb", ["a", "b"], id="no empty lines"),
        pytest.param("00:01 --> 00:02 I: a\n\n00:03 --> 00:04 P: b\n", ["I: a", "P: b"], id="text beside the times"),
    ],
)
@pytest.mark.parametrize("head", ["WEBVTT\n\n", ""], ids=["WebVTT", "SubRip"])
def test_empty_lines(head: str, text: str, expected: list[str]) -> None:
    """A cue goes on until the next one; empty lines and numbers do not end it."""
    assert [found for _, _, found in texts(head + text)] == expected


def test_identifiers() -> None:
    """A line above the times is an identifier unless it is a sentence; what holds words is recorded."""
    parsed = parse_cues(
        "WEBVTT\n\n0f3c-12/1\n00:01 --> 00:02\none\n\nsecond part\n00:03 --> 00:04\ntwo\n\n"
        "And then it rained.\n00:05 --> 00:06\n\nthat is all\n00:07 --> 00:08\nfour\n"
    )
    assert ["/".join(cue.lines) for cue in parsed.captions] == ["one", "two/And then it rained.", "that is all", "four"]
    assert parsed.identifiers == ["second part"]
    assert parsed.after_gap == ["And then it rained.", "that is all"]


def test_speaker_in_the_identifier() -> None:
    """The name in an identifier, as Webex writes it, is the speaker."""
    parsed = parse_cues('WEBVTT\n\n1 "Mia Holm" (20948)\n00:01 --> 00:02\none\n\n2 "Bo"\n00:03 --> 00:04\ntwo\n')
    assert [cue.voice for cue in parsed.captions] == ["Mia Holm", "Bo"]


def test_comments() -> None:
    """Comments are no text, wherever they stand, and do not hide the cue below them."""
    parsed = parse_cues(
        "WEBVTT a title\nKind: captions\n\nSTYLE\n::cue {}\n\nNOTE first\n00:01 --> 00:02\none\n\n"
        "NOTE\nof mine\n\nNOTES are text\n\n00:03 --> 00:04\nNOTE is text here\n"
    )
    assert ["/".join(cue.lines) for cue in parsed.captions] == ["one/NOTES are text", "NOTE is text here"]
    assert parsed.comments == ["Kind: captions", "STYLE", "::cue {}", "NOTE first", "NOTE", "of mine"]


LINES = st.lists(
    st.sampled_from(
        [
            "",
            "",
            "1",
            "2",
            "1990",
            "WEBVTT",
            "NOTE x",
            "00:01 --> 00:02",
            "00:0x --> 00:02",
            "so it goes.",
            "an id",
            "-->",
        ]
    ),
    max_size=14,
)


@settings(max_examples=examples(200))
@given(lines=LINES, head=st.sampled_from(["WEBVTT\n\n", ""]))
def test_every_line_is_accounted_for(lines: list[str], head: str) -> None:
    """Whatever the lines, each that holds words is text, an identifier, a comment, or in a cue that is a problem."""
    parsed = parse_cues(head + "\n".join(lines))
    found = [line for cue in parsed.captions for line in cue.lines] + parsed.identifiers + parsed.comments
    for line in ("so it goes.", "an id", "NOTE x"):
        assert found.count(line) == lines.count(line) or (parsed.broken and found.count(line) < lines.count(line))


def test_linear_time() -> None:
    """A file of many odd lines is parsed in little time."""
    odd = "WEBVTT\n\n" + "1\n\n\n" * 20_000 + "--> 00:01 " * 5_000 + "\n" + "00:01 --> 00:02\n\n" * 20_000
    assert len(parse_cues(odd).captions) == 20_000


def captions(*pairs: tuple[float, str]) -> list[Caption]:
    """Return captions of a line each that begin at these times."""
    return [Caption((line,), start, start + 1) for start, line in pairs]


def order(*pairs: tuple[float, str]) -> tuple[str, list[str]]:
    """Return the lines in the order in which they are read, and the notes about it."""
    in_order, notes = sort_captions(captions(*pairs), "a.vtt")
    return "".join(caption.lines[0] for caption in in_order), [note.text for note in notes]


def test_captions_out_of_order() -> None:
    """Captions that are out of order are read in the order of their times, with a note."""
    moved = ["captions out of order, read in the order of their times: 2."]
    assert order((1, "a"), (3, "c"), (2, "b"), (4, "d")) == ("abcd", moved)
    assert order((1, "a"), (1, "b"), (2, "c")) == ("abc", [])


def test_parts_of_a_recording() -> None:
    """Where the times begin again, the second part of the recording stays behind the first."""
    lines, notes = order((1, "a"), (5, "b"), (9, "c"), (1, "d"), (4, "e"), (8, "f"))
    assert lines == "abcdef"
    assert notes == ["the times begin again: read as 2 parts of a recording, in the order of the file."]


def test_one_track_for_each_speaker() -> None:
    """Speakers that are listed one after the other are read in the order in which they spoke."""
    tracks = [(float(n), f"<v Anna>{n}") for n in (1, 3, 5)] + [(float(n), f"<v Mia>{n}") for n in (2, 4, 6)]
    in_order, _ = sort_captions(captions(*tracks), "a.vtt")
    assert [caption.start for caption in in_order] == [1, 2, 3, 4, 5, 6]


CUES = "1\n00:00:01,000 --> 00:00:02,000\nInterviewer: How was it?\n\n2\n00:00:03,000 --> 00:00:04,000\nP1: Well.\n"
VTT = "WEBVTT\n\n" + CUES.replace(",000", ".000")


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        pytest.param("a.txt", CUES, ".srt", id="SubRip called .txt"),
        pytest.param("a.md", "My talk\r\n\r\n" + CUES.replace("\n", "\r\n"), ".srt", id="below a title"),
        pytest.param("a.txt", VTT, ".vtt", id="WebVTT called .txt"),
        pytest.param("a.srt", VTT, ".vtt", id="WebVTT called .srt"),
        pytest.param("a.vtt", CUES, ".srt", id="SubRip called .vtt"),
        pytest.param("a.vtt", VTT.removeprefix("WEBVTT"), ".srt", id="WebVTT without its first line"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_another_suffix(tmp_path: Path, name: str, text: str, kind: str, encoding: str) -> None:
    """Subtitles are recognised by their content, with a note."""
    (tmp_path / name).write_bytes(text.encode(encoding))
    corpus = read_corpus(tmp_path / name)
    (document,) = corpus.documents
    assert [(turn.speaker, document.text[turn.start : turn.end]) for turn in document.turns] == [
        ("Interviewer", "How was it?"),
        ("P1", "Well."),
    ]
    assert [cue.media_start for cue in document.cues] == [1.0, 3.0]
    assert f"has the content of a {kind} file" in " ".join(note.text for note in corpus.notes)


def test_times_beside_speech_in_plain_text(tmp_path: Path) -> None:
    """A line with times and speech, as some recognisers print, is plain text and not SubRip."""
    (tmp_path / "a.txt").write_text("[00:01.000 --> 00:02.000] Anna: How?\n[00:03.000 --> 00:04.000] Mia: So.\n" * 2)
    (document,) = read_corpus(tmp_path).documents
    assert "-->" in document.text

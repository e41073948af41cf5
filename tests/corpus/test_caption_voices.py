"""Who speaks in captions: missing and empty voices, labels beside voices, dashes, and remarks of programs."""

from pathlib import Path

import pytest

from thememiner.config import Settings
from thememiner.corpus.formats.subtitles import read_captions
from thememiner.records import Form

Said = list[tuple[str | None, str]]


def read(folder: Path, *cues: str) -> tuple[Said, list[str], Form]:
    """Return who says what in a WebVTT file of these cues, the notes, and the form."""
    times = [f"00:{index:02}:00.000 --> 00:{index:02}:30.000" for index in range(len(cues))]
    path = folder / "a.vtt"
    path.write_text(
        "WEBVTT\n\n" + "".join(f"{time}\n{cue}\n\n" for time, cue in zip(times, cues, strict=True)), "utf-8"
    )
    contents = read_captions(path, place="a.vtt", settings=Settings())
    (document,) = contents.documents
    said = [(turn.speaker, document.text[turn.start : turn.end]) for turn in document.turns]
    return said, [note.text for note in contents.notes], document.form


def test_voice_only_at_a_change(tmp_path: Path) -> None:
    """A cue without a voice goes on with the speaker before, and is counted."""
    said, notes, _ = read(tmp_path, "<v Anna>Why did", "you come?", "<v Mia>I was", "alone.", "<v Anna>And now?")
    assert said == [("Anna", "Why did\nyou come?"), ("Mia", "I was\nalone."), ("Anna", "And now?")]
    assert notes == ["captions without a voice, read as a continuation of the speaker before: 2 (such as 'you come?')."]


def test_a_missing_voice_among_repeated_ones(tmp_path: Path) -> None:
    """If cues repeat their voice, a cue without one may be somebody else's, and the note says so."""
    said, notes, _ = read(tmp_path, "<v Anna>Why?", "<v Anna>Tell me.", "Well.", "<v Mia>So.")
    assert said == [("Anna", "Why?\nTell me.\nWell."), ("Mia", "So.")]
    assert "these may be somebody else's: check them: 1 (such as 'Well.')." in notes[0]


@pytest.mark.parametrize("tag", ["<v >", "<v>", "<v.loud>", "<v.loud >"])
def test_empty_voices(tmp_path: Path, tag: str) -> None:
    """A voice tag that names nobody makes its text nobody's, and is counted."""
    said, notes, _ = read(tmp_path, f"{tag}(3 seconds pause)", "<v Anna>Why?", "<v Mia>So.")
    assert said == [("Anna", "Why?"), ("Mia", "So.")]
    assert notes == [
        "captions with an empty voice, left out because nothing says who speaks: 1 (such as '(3 seconds pause)')."
    ]


def test_only_empty_voices(tmp_path: Path) -> None:
    """If no tag names anybody, the text is read as if there were no tags."""
    said, notes, form = read(tmp_path, "<v >I was there.", "<v >It rained.")
    assert (said, notes, form) == ([(None, "I was there.\nIt rained.")], [], Form.PROSE)


def test_before_the_first_voice(tmp_path: Path) -> None:
    """What is said before the first voice is nobody's, and is counted."""
    said, notes, _ = read(tmp_path, "Welcome.", "<v Anna>Why?", "<v Mia>So.")
    assert said == [("Anna", "Why?"), ("Mia", "So.")]
    assert "before the first speaker, left out because nothing says who speaks: 1 (such as 'Welcome.')." in notes[0]


@pytest.mark.parametrize(
    "cues",
    [
        pytest.param(["<v S00>S00: ", "<v S00>[00:00:03]", "<v S00>Why?", "<v S01>S01:", "<v S01>So."], id="own cues"),
        pytest.param(["<v S00>S00: [00:00:03] Why?", "<v S01>[00:00:09] S01： So."], id="before the text"),
        pytest.param(["<v S00>[S00]\nWhy?", "<v S01>(S01) (00:09)\nSo."], id="a line above the text"),
    ],
)
def test_labels_and_times_beside_voices(tmp_path: Path, cues: list[str]) -> None:
    """Labels and times that the text repeats although a tag gives them are no speech."""
    said, notes, _ = read(tmp_path, *cues)
    assert said == [("S00", "Why?"), ("S01", "So.")]
    assert "labels and times that repeat the voice of their caption, left out: " in notes[0]


@pytest.mark.parametrize("text", ["S02: told me so.", "12:30", "Well: yes.", "[laughs] yes"])
def test_what_only_looks_like_a_label_stays(tmp_path: Path, text: str) -> None:
    """Words before a colon that are not the voice, a time that is said, and marks stay as they are."""
    assert read(tmp_path, "<v S00>Why?", f"<v S01>{text}")[0] == [("S00", "Why?"), ("S01", text)]


def test_labels_of_cues_without_a_tag(tmp_path: Path) -> None:
    """In a file with tags and labels, both say who speaks."""
    cues = ("<v Interviewer>Why?", "Mia: I was", "alone.", "<v Interviewer>And?", "Mia: So.")
    assert read(tmp_path, *cues)[0] == [
        ("Interviewer", "Why?"),
        ("Mia", "I was\nalone."),
        ("Interviewer", "And?"),
        ("Mia", "So."),
    ]


def test_labels_below_one_voice_for_all(tmp_path: Path) -> None:
    """If a program gives everybody the same voice, the labels in the text say who speaks."""
    cues = ("<v Room>Interviewer: Why?", "<v Room>P1: So.", "<v Room>Interviewer: And?", "<v Room>P1: Yes.")
    assert {speaker for speaker, _ in read(tmp_path, *cues)[0]} == {"Interviewer", "P1"}


def test_escaped_tags(tmp_path: Path) -> None:
    """A voice tag that was escaped like text is a voice tag."""
    assert read(tmp_path, "&lt;v Anna&gt;Why?&lt;/v&gt;", "&lt;v Mia&gt;So.&lt;/v&gt;")[0] == [
        ("Anna", "Why?"),
        ("Mia", "So."),
    ]


@pytest.mark.parametrize(
    ("cues", "expected"),
    [
        pytest.param(
            ["<v Anna>- Really?\n- Yes.", "<v Mia>So."], [("Anna", "Really?"), ("Mia", "Yes.\nSo.")], id="two lines"
        ),
        pytest.param(
            ["<v Anna>Really?\n–Yes.", "<v Mia>So."], [("Anna", "Really?"), ("Mia", "Yes.\nSo.")], id="one dash"
        ),
        pytest.param(
            ["<v Anna>- Really? - Yes.", "<v Mia>So."], [("Anna", "Really?"), ("Mia", "Yes.\nSo.")], id="one line"
        ),
        pytest.param(
            ["<v Anna>Really?", "&gt;&gt; Yes.", "It was.", "<v Mia>So."],
            [("Anna", "Really?"), ("Mia", "Yes.\nIt was.\nSo.")],
            id="arrows",
        ),
        pytest.param(
            ["<v Anna>Is it\n- well - so?", "<v Mia>So."],
            [("Anna", "Is it\n- well - so?"), ("Mia", "So.")],
            id="no change",
        ),
        pytest.param(
            ["<v Anna>It was\n-5 degrees.", "<v Mia>So."],
            [("Anna", "It was\n-5 degrees."), ("Mia", "So.")],
            id="a minus",
        ),
    ],
)
def test_dashes_of_two_speakers(tmp_path: Path, cues: list[str], expected: Said) -> None:
    """A dash after a named speaker is the other one of two."""
    assert read(tmp_path, *cues)[0] == expected


def test_dashes_that_cannot_be_told(tmp_path: Path) -> None:
    """With three speakers, nothing says who answers: the answer is nobody's, and is counted."""
    said, notes, _ = read(tmp_path, "<v Anna>Hello.", "<v Mia>Hi.", "<v Bo>- Why?\n- So.", "<v Mia>Yes.")
    assert said == [("Anna", "Hello."), ("Mia", "Hi."), ("Bo", "Why?"), ("Mia", "Yes.")]
    what = "captions in which dashes or >> mark a change of speaker without a name, "
    assert notes == [what + "left out because nothing says who speaks: 1 (such as '- Why? - So.')."]


def test_dashes_without_any_name(tmp_path: Path) -> None:
    """If nobody has a name, the text is one person's, and a note says that several speak."""
    said, notes, _ = read(tmp_path, "- Why?\n- So.", "- And now?")
    assert said == [(None, "- Why?\n- So.\n- And now?")]
    assert "read as the words of one person" in notes[0]
    assert "2 (such as '- Why? - So.')" in notes[0]


@pytest.mark.parametrize("style", ["<v {}>{}", "{}: {}"], ids=["voices", "labels"])
def test_remarks_of_programs(tmp_path: Path, style: str) -> None:
    """What the program that made the file writes in the first or last cue is nobody's."""
    talk = [style.format(*pair) for pair in (("Anna", "Why?"), ("Mia", "So."), ("Anna", "And?"), ("Mia", "Yes."))]
    said, notes, _ = read(tmp_path, "Recording in progress.", *talk, "Transcribed by https://otter.ai")
    assert said == [("Anna", "Why?"), ("Mia", "So."), ("Anna", "And?"), ("Mia", "Yes.")]
    assert notes == [
        "lines by the program or person who made the file, left out: 2 (such as 'Recording in progress.')."
    ]


def test_rolled_lines_are_counted(tmp_path: Path) -> None:
    """Lines that rolling captions show again are left out and counted."""
    said, notes, _ = read(tmp_path, "one", "one\ntwo", "two\nthree")
    assert said == [(None, "one\ntwo\nthree")]
    assert notes == ["lines repeated by rolling captions, left out: 2."]

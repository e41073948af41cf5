"""Praat TextGrids: both text formats, encodings, tiers without speech, and files that are refused."""

from pathlib import Path

import pytest
from sample_transcripts import SHORT_GRID, said, timed

from thememiner.config import Settings
from thememiner.corpus.file_contents import FileContents
from thememiner.corpus.formats.textgrid import read_textgrid
from thememiner.errors import UnreadableFileError
from thememiner.records import Role

SETTINGS = Settings()

LONG_GRID = """File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0
xmax = 3.5
tiers? <exists>
size = 3
item []:
    item [1]:
        class = "IntervalTier"
        name = "Interviewer"
        xmin = 0
        xmax = 3.5
        intervals: size = 2
        intervals [1]:
            xmin = 0
            xmax = 1
            text = "How?"
        intervals [2]:
            xmin = 1
            xmax = 3.5
            text = ""
    item [2]:
        class = "IntervalTier"
        name = "Anna"
        xmin = 0
        xmax = 3.5
        intervals: size = 2
        intervals [1]:
            xmin = 0
            xmax = 1
            text = ""
        intervals [2]:
            xmin = 1
            xmax = 3.5
            text = "He said ""no"" 12 ! 好."
    item [3]:
        class = "TextTier"
        name = "clicks"
        xmin = 0
        xmax = 3.5
        points: size = 1
        points [1]:
            number = 2
            mark = "x"
"""


def read(folder: Path, text: str, encoding: str = "utf-8") -> FileContents:
    """Write a TextGrid and read it."""
    path = folder / "a.TextGrid"
    path.write_bytes(text.encode(encoding))
    return read_textgrid(path, place="a.TextGrid", settings=SETTINGS)


@pytest.mark.parametrize("grid", [pytest.param(LONG_GRID, id="long"), pytest.param(SHORT_GRID, id="short")])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_both_formats_say_the_same(tmp_path: Path, grid: str, encoding: str) -> None:
    """Tiers are speakers and intervals cues, in the long format and the short, in UTF-8 and UTF-16."""
    document = read(tmp_path, grid, encoding).documents[0]
    assert said(document) == [("Interviewer", "How?"), ("Anna", 'He said "no" 12 ! 好.')]
    assert [turn.role for turn in document.turns] == [Role.INTERVIEWER, Role.PARTICIPANT]
    assert timed(document) == [("How?", 0.0, 1.0), ('He said "no" 12 ! 好.', 1.0, 3.5)]


def test_points_are_left_out_and_noted(tmp_path: Path) -> None:
    """A tier of points holds no speech, and is noted."""
    notes = [note.text for note in read(tmp_path, SHORT_GRID).notes]
    assert notes[1:] == ["tiers left out (points, sounds or single words): clicks."]


@pytest.mark.parametrize(
    ("names", "speakers"),
    [
        pytest.param(("Anna - phones", "Anna"), {"Anna"}, id="sounds"),
        pytest.param(("words", "Anna"), {"Anna"}, id="words beside sentences"),
        pytest.param(("words", "phones"), {"words"}, id="nothing but words"),
        pytest.param(("phones", "phones"), {"phones"}, id="nothing but sounds"),
        pytest.param(("Wordsworth", "Anna"), {"Wordsworth", "Anna"}, id="a person"),
    ],
)
def test_sounds_and_words(tmp_path: Path, names: tuple[str, str], speakers: set[str]) -> None:
    """Tiers of sounds, and of words beside sentences, repeat the speech and are left out."""
    grid = SHORT_GRID.replace("Interviewer", names[0]).replace("Anna", names[1])
    assert {speaker for speaker, _ in said(read(tmp_path, grid).documents[0])} == speakers


@pytest.mark.parametrize(
    ("grid", "message"),
    [
        pytest.param("ooBinaryFile\x08TextGrid", "binary TextGrid", id="binary"),
        pytest.param('"Praat chronological TextGrid text file"\n0 1', "not a TextGrid in one of", id="chronological"),
        pytest.param("Interviewer: Hello.", "cut off", id="plain text"),
        pytest.param(SHORT_GRID[:200], r"never closed \(line \d+\)", id="torn in a text"),
        pytest.param(SHORT_GRID[: SHORT_GRID.index('"Anna"')], r"cut off \(line \d+\)", id="torn"),
        pytest.param(SHORT_GRID.replace('"How?"', '"Ho"w?"'), r"is expected \(line \d+\)", id="an odd quotation mark"),
        pytest.param(SHORT_GRID.replace('"How?"', "How?"), "in quotation marks is expected", id="no text"),
        pytest.param(
            SHORT_GRID.replace('"How?"', '""').replace('"He said ""no"" 12 ! 好."', '""'), "no tier", id="empty"
        ),
    ],
)
def test_what_is_refused(tmp_path: Path, grid: str, message: str) -> None:
    """A file that is not a TextGrid, or is broken, is refused with the number of the line."""
    with pytest.raises(UnreadableFileError, match=message):
        read(tmp_path, grid)


def test_a_real_file(shared: Path) -> None:
    """A real TextGrid gives its two speakers in the order in which they spoke."""
    path = shared / "formats/textgrid/batchalign_utterance.TextGrid"
    document = read_textgrid(path, place="a", settings=SETTINGS).documents[0]
    assert said(document)[:2] == [("PAR0", "hello."), ("PAR1", "this is a test of batchline.")]
    assert timed(document)[2][1:] == (2.5, 6.48)

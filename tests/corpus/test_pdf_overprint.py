"""Text that a PDF draws twice for bold is read once; doubled words and letters stay."""

from pathlib import Path

import pytest
from pdf_files import pdf_of

from thememiner.config import Settings
from thememiner.corpus.formats.pdf import read_pdf
from thememiner.corpus.formats.pdf_overprint import remove_overprint

WIDTH = 7
"""Of every letter, in points; wide enough for each letter of the font."""


def place(x: float, y: float, text: str) -> str:
    """Return the instructions that draw text at a place."""
    return f"1 0 0 1 {x:.1f} {y:.1f} Tm ({text}) Tj\n"


def draw_words(line: str, y: float, *, offsets: tuple[float, ...] = (0.0,)) -> str:
    """Return the instructions that draw each word of a line at each of the offsets."""
    drawn, x = "", 50.0
    for word in line.split():
        drawn += "".join(place(x + offset, y, word) for offset in offsets)
        x += WIDTH * (len(word) + 1)
    return drawn


def draw_letters(line: str, y: float, *, offsets: tuple[float, ...]) -> str:
    """Return the instructions that draw each letter of a line at each of the offsets, as wide as Helvetica has it."""
    widths = {"I": 2.8, "t": 2.8, "r": 3.3, "v": 5.0, "i": 2.2, "w": 7.2, "H": 7.2, "s": 5.0, ":": 2.8, " ": 2.8}
    drawn, x = "", 50.0
    for letter in line:
        drawn += "".join(place(x + offset, y, letter) for offset in offsets if letter != " ")
        x += widths.get(letter, 5.6)
    return drawn


def read_drawn(folder: Path, instructions: str) -> tuple[str, list[str]]:
    """Return the text of a page that is drawn so, and the notes after the first."""
    drawn = f"BT /F1 10 Tf\n{instructions}ET".encode("ascii")
    content = b"<< /Length %d >>\nstream\n%b\nendstream" % (len(drawn), drawn)
    path = folder / "a.pdf"
    path.write_bytes(pdf_of([[]], content=content))
    contents = read_pdf(path, place="a.pdf", settings=Settings())
    return contents.documents[0].text, [note.text for note in contents.notes[1:]]


BOLD, TALK = "Interviewer: How was it?", "P1: Very very good, all all of it."


@pytest.mark.parametrize(
    ("instructions", "repeated"),
    [
        pytest.param(draw_words(BOLD, 800, offsets=(0, 0.3)), 4, id="word by word"),
        pytest.param(draw_words(BOLD, 800, offsets=(0, 0.2, 0.4)), 8, id="three times"),
        pytest.param(draw_words(BOLD, 800) + draw_words(BOLD, 800.3), 4, id="the line again"),
        pytest.param(place(50, 800, BOLD) + place(50.4, 800, BOLD), 1, id="a line at once"),
        pytest.param(draw_letters(BOLD, 800, offsets=(0, 0.3)), 21, id="letter by letter"),
        pytest.param(f"50 800 Td ({BOLD}) Tj 0.3 0 Td ({BOLD}) Tj\n", 1, id="by relative moves"),
        pytest.param(
            f"50 800 Td [({BOLD[:5]}) 20 ({BOLD[5:]})] TJ 0.3 0 Td [({BOLD[:5]}) 20 ({BOLD[5:]})] TJ\n", 1, id="TJ"
        ),
    ],
)
def test_overprinted_text_is_read_once(tmp_path: Path, instructions: str, repeated: int) -> None:
    """However bold is drawn, each word is read once, with the gaps between words, and the note counts the pieces."""
    text, notes = read_drawn(tmp_path, instructions + draw_words(TALK, 780))
    assert text == f"{BOLD}\n{TALK}"
    pieces = "1 piece" if repeated == 1 else f"{repeated} pieces"
    assert notes == [f"{pieces} of text drawn twice at the same place, as for bold, read once."]


@pytest.mark.parametrize(
    "instructions",
    [
        pytest.param(draw_words(f"{BOLD} very very very", 800), id="doubled words"),
        pytest.param(place(50, 800, "P1: we") + "(ll) Tj (l) Tj\n", id="letters without a move"),
        pytest.param("".join(place(50 + 2.3 * at, 800, "l") for at in range(5)), id="narrow letters"),
        pytest.param(place(50, 800, "Yes.") + place(50, 788, "Yes."), id="lines"),
    ],
)
def test_doubled_words_stay(tmp_path: Path, instructions: str) -> None:
    """What stands side by side or on another line is text that is said twice."""
    _, notes = read_drawn(tmp_path, instructions)
    assert notes == []


def test_instructions_without_overprint_stay_as_they_are() -> None:
    """Nothing is moved or joined where nothing is left out."""
    operations = [([], b"BT"), ([50, 800], b"Td"), ([b"a"], b"Tj"), ([7, 0], b"Td"), ([b"a"], b"Tj"), ([], b"ET")]
    assert remove_overprint(operations) == (operations, 0)


@pytest.mark.parametrize(
    "operations",
    [
        pytest.param([([], b"Q"), ([1], b"cm"), ([], b"Tm"), ([None], b"Tj"), ([], b"TJ"), ([], b"Tf")], id="torn"),
        pytest.param([({"a": 1}, b"INLINE IMAGE"), ([b"a"], b"Tj"), ([b"a", b"b"], b'"')], id="other operands"),
    ],
)
def test_faulty_instructions_are_kept(operations: list[tuple[object, bytes]]) -> None:
    """Instructions with wrong operands are left to the reader of the file."""
    assert remove_overprint(operations) == (operations, 0)

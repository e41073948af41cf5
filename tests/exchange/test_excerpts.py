"""A table of coded segments without its texts keeps every row apart that is of another passage."""

import csv
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from thememiner.exchange import read_project
from thememiner.exchange.writers import write_project
from thememiner.intake import CodedSpan, coding_from_spans
from thememiner.records import Document, Form, Project, Source, StatedPlace

HEADER = ("id", "document", "start", "end", "quote", "code", "coder", "participant")


def write(path: Path, *rows: Sequence[str]) -> Path:
    """Write rows under the header."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])
    return path


SAME_WORDS = [
    pytest.param([("", "", "yes", "a"), ("", "", "yes", "b")], 1, id="two codes of one passage"),
    pytest.param([("", "", "yes", "a"), ("", "", "yes", "a")], 2, id="said again"),
    pytest.param(
        [("", "", "yes", "a"), ("", "", "yes", "b"), ("", "", "yes", "a")], 2, id="said again, another between"
    ),
    pytest.param([("0", "3", "yes", "a"), ("9", "12", "yes", "b")], 2, id="other places"),
    pytest.param([("0", "3", "yes", "a"), ("0", "3", "yes", "b")], 1, id="one place"),
]


@pytest.mark.parametrize(("rows", "passages"), SAME_WORDS)
def test_the_same_words_are_one_passage_or_several(tmp_path: Path, rows: list[Sequence[str]], passages: int) -> None:
    """No coding is dropped, however often a document says the same."""
    read = read_project(write(tmp_path / "x.csv", *(("", "P1", *row, "Bo", "") for row in rows)))
    (coding,) = read.codings
    assert len(coding.segments) == len(rows)
    assert len(coding.segments[["start", "end"]].drop_duplicates()) == passages
    assert read.documents[0].text == "\n\n".join(["yes"] * passages)


def test_ids_tell_passages_apart(tmp_path: Path) -> None:
    """As in Taguette's export, where each highlight has one."""
    rows = [(number, "P1", "", "", "yes", code, "Bo", "") for number, code in (("1", "a"), ("1", "b"), ("2", "c"))]
    (coding,) = read_project(write(tmp_path / "x.csv", *rows)).codings
    assert coding.segments["start"].tolist() == [0, 0, 5]


def test_what_falls_together_is_said(tmp_path: Path) -> None:
    """Rows that are taken for one passage, and rows that say the same twice, are counted."""
    rows = [
        *(("", "P1", "", "", "yes", code, "Bo", "") for code in "ab"),
        *(("", "P1", "5", "8", "yes", "a", "Bo", "") for _ in range(3)),
    ]
    notes = [note.text for note in read_project(write(tmp_path / "x.csv", *rows)).notes]
    assert any(
        note.startswith("rows that quote the same words as another row") and note.endswith(": 1.") for note in notes
    )
    assert "rows that repeat another row; they are counted once: 2." in notes


def test_what_the_table_says_of_a_passage_is_kept(tmp_path: Path) -> None:
    """Its place in the whole text, and who said it."""
    read = read_project(write(tmp_path / "x.csv", ("", "P1", "40", "43", "yes", "a", "Bo", "Ana")))
    assert read.stated == {("P1", 0, 3): StatedPlace(40, 43)}
    assert [turn.participant for turn in read.documents[0].turns] == ["Ana"]


TEXTS = st.text(alphabet="ab, \n\r=-;'\"我𠮷😀e\u0301\ufeff\x07", min_size=2, max_size=30)


@settings(max_examples=examples(60), deadline=None)
@given(text=TEXTS, data=st.data(), endings=st.permutations([".csv", ".xlsx"]))
def test_a_table_made_of_a_table_says_the_same(text: str, data: st.DataObject, endings: list[str]) -> None:
    """Whatever is quoted, and however quotes overlap: places, lines and words of every row are those of the first."""
    places = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).filter(
        lambda place: bool(text[place[0] : place[1]].strip())
    )
    if not text.strip():
        return
    found = data.draw(st.lists(st.tuples(places, st.sampled_from(["a", "b"])), min_size=1, max_size=6))
    document = Document("P1", text, Form.PROSE, (), Source("P1", "", "txt", None))
    coding = coding_from_spans("Bo", [CodedSpan("P1", *place, ((code,),)) for place, code in found])
    with tempfile.TemporaryDirectory() as folder:
        first, *others = (
            Path(folder) / f"{number}{ending}" for number, ending in enumerate([".csv", *endings, ".csv"])
        )
        write_project(Project((document,), (coding,)), first)
        for before, after in zip([first, *others], others, strict=False):
            write_project(read_project(before), after)
        assert others[-1].read_bytes() == first.read_bytes()

"""Tables of coded segments without their texts: rows are merged only if they quote the same passage."""

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
    """No coding is lost, however often the same words are said in a document."""
    read = read_project(write(tmp_path / "x.csv", *(("", "P1", *row, "Bo", "") for row in rows)))
    (coding,) = read.codings
    assert len(coding.segments) == len(rows)
    assert len(coding.segments[["start", "end"]].drop_duplicates()) == passages
    assert read.documents[0].text == "\n\n".join(["yes"] * passages)


def test_ids_distinguish_passages(tmp_path: Path) -> None:
    """This is how Taguette exports highlights."""
    rows = [(number, "P1", "", "", "yes", code, "Bo", "") for number, code in (("1", "a"), ("1", "b"), ("2", "c"))]
    (coding,) = read_project(write(tmp_path / "x.csv", *rows)).codings
    assert coding.segments["start"].tolist() == [0, 0, 5]


def test_merged_rows_are_counted(tmp_path: Path) -> None:
    """Rows that are taken for one passage, and repeated rows, are counted in notes."""
    rows = [
        *(("", "P1", "", "", "yes", code, "Bo", "") for code in "ab"),
        *(("", "P1", "5", "8", "yes", "a", "Bo", "") for _ in range(3)),
    ]
    notes = [note.text for note in read_project(write(tmp_path / "x.csv", *rows)).notes]
    assert any(
        note.startswith("rows that quote the same words as another row") and note.endswith(": 1.") for note in notes
    )
    assert "rows that repeat another row; they are counted once: 2." in notes


def test_the_stated_place_and_speaker_are_kept(tmp_path: Path) -> None:
    """A passage keeps its place in the full text and its participant."""
    read = read_project(write(tmp_path / "x.csv", ("", "P1", "40", "43", "yes", "a", "Bo", "Ana")))
    assert read.stated == {("P1", 0, 3): StatedPlace(40, 43)}
    assert [turn.participant for turn in read.documents[0].turns] == ["Ana"]


TEXTS = st.text(alphabet="ab, \n\r=-;'\"我𠮷😀e\u0301\ufeff\x07", min_size=2, max_size=30)


@settings(max_examples=examples(60), deadline=None)
@given(text=TEXTS, data=st.data(), endings=st.permutations([".csv", ".xlsx"]))
def test_a_table_written_from_a_table_has_the_same_rows(text: str, data: st.DataObject, endings: list[str]) -> None:
    """Places, lines and words of all rows are equal, however quotes overlap."""
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

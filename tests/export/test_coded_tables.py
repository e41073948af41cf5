"""Coded segments as CSV, which ``--gold`` reads again, and what such a table cannot hold."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thememiner.exchange import read_codings
from thememiner.exchange.coded_table import count_table_losses, make_cell_paths, write_coded_csv
from thememiner.intake import CodedSpan, coding_from_spans
from thememiner.records import Code, Codebook, Coding, Document, Form, Loss, Project, Source, code_path

LONG = "长=" * 20_000
WORDS = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("=+-@'\t_x0007_𠮷👍\r\n")), min_size=1
)
NAMES = st.lists(st.text("ab><;=+ 7é𠮷", min_size=1).filter(str.strip), min_size=1, max_size=3).map(tuple)


def as_read(coding: Coding) -> list[tuple[object, ...]]:
    """Return places and paths of codes of a coding, as a table holds them."""
    paths = make_cell_paths(coding.codebook)
    segments = coding.segments[["doc_id", "start", "end", "code_id", "rank"]].itertuples(index=False, name=None)
    return [(doc_id, start, end, paths[code], rank) for doc_id, start, end, code, rank in segments]


def document(text: str, doc_id: str = "=1.txt") -> Document:
    """Return a document without turns."""
    return Document(doc_id, text, Form.PROSE, (), Source(doc_id, "", "txt", "utf-8"))


def test_a_run_is_restored_as_manual_codings(project: Project, tmp_path: Path) -> None:
    """Coders, places and paths of codes are the same after writing and reading."""
    write_coded_csv(project, tmp_path / "coded.csv")
    read = read_codings(tmp_path / "coded.csv", project.documents)
    assert (read.problems, [note.text.split(":")[1].split(".")[0] for note in read.notes]) == ((), [" membership"])
    written = sorted(project.codings, key=lambda coding: coding.coder)
    assert [coding.coder for coding in read.codings] == [coding.coder for coding in written]
    assert list(map(as_read, read.codings)) == list(map(as_read, written))


@given(text=WORDS, names=st.lists(NAMES, min_size=1, max_size=4), data=st.data())
def test_any_coding_is_restored(
    text: str, names: list[tuple[str, ...]], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Any text and any names: each segment is read at its place with its codes."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    coding = coding_from_spans("007", [CodedSpan("=1.txt", start, end, tuple(names))])
    path = tmp_path_factory.mktemp("coded") / "coded.csv"
    write_coded_csv(Project((document(text),), (coding,)), path)
    read = read_codings(path, [document(text)])
    assert read.problems == ()
    assert [as_read(one) for one in read.codings] == [as_read(coding)]


def test_long_quotes_are_restored(tmp_path: Path) -> None:
    """A segment that is longer than a cell is continued in a further column, and joined when read."""
    coding = coding_from_spans("A", [CodedSpan("=1.txt", 0, len(LONG), (("x",),))])
    write_coded_csv(Project((document(LONG),), (coding,)), tmp_path / "long.csv")
    with (tmp_path / "long.csv").open(encoding="utf-8-sig", newline="") as file:
        assert "text (continued 2)" in next(csv.reader(file))
    read = read_codings(tmp_path / "long.csv", [document(LONG)])
    assert (read.problems, as_read(read.codings[0])) == ((), as_read(coding))


def test_levels_have_columns(project: Project, tmp_path: Path) -> None:
    """A row says who coded what, who said it where, and has each level of the codebook in a column."""
    write_coded_csv(project, tmp_path / "coded.csv")
    with (tmp_path / "coded.csv").open(encoding="utf-8-sig", newline="") as file:
        row = next(csv.DictReader(file))
    wanted = {"coder": "ThemeMiner", "participant": "P2", "document": "b.txt", "line": "2", "turn": "2"}
    assert wanted.items() <= row.items()
    assert row["text"] == "The bell_x0007_ rings 👩‍⚕️ at noon."
    assert (row["level 1"], row["level 2"]) == ("talk, company", "talk, company")


def test_what_a_table_cannot_hold_is_counted(project: Project) -> None:
    """Texts, descriptions, memos, colours, attributes and original names are losses."""
    bare = Coding("B", Codebook((Code("x", "never used"),)), project.codings[0].segments.iloc[:0])
    losses = {loss.what: loss.count for loss in count_table_losses(replace(project, codings=(*project.codings, bare)))}
    assert losses["texts of documents around the coded segments"] == 2
    assert losses["codes without any coded segment, in them or below them"] == 1
    assert losses["names of codes in which semicolons or line ends were replaced"] == 2
    assert {"descriptions of codes", "colours of codes", "memos", "participants' attributes"} <= losses.keys()


def test_only_the_text_is_lost_of_plain_segments() -> None:
    """A coding without descriptions, memos or attributes loses only the text around it."""
    coding = coding_from_spans("A", [CodedSpan("=1.txt", 0, 1, (("x",),))])
    assert count_table_losses(Project((document("ab"),), (coding,))) == (
        Loss("texts of documents around the coded segments", 1),
    )


def test_codes_with_the_same_name_are_distinguished() -> None:
    """The second of two codes with one name under one parent is followed by its id."""
    codes = (Code("T1", "a"), Code("T2", "a"), Code("T2.1", "b;c\nd", "T2"), Code("T3", " "))
    assert dict(make_cell_paths(Codebook(codes))) == {
        "T1": ("a",),
        "T2": ("a (T2)",),
        "T2.1": ("a (T2)", "b,c d"),
        "T3": ("T3",),
    }
    assert code_path("a (T2)", "b,c d") == "a (T2) > b,c d"

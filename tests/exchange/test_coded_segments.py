"""Tables of coded segments become codings; rows that cannot be located become problems."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from thememiner.config import Settings
from thememiner.errors import UnreadableFileError
from thememiner.exchange import ImportedCodings, read_codings
from thememiner.records import CODED_ONLY, Coding, Document, Form, Source

TEXT = "甲：我常常觉得很累。\n乙：I am tired, too. I am tired."


def document(doc_id: str, text: str = TEXT) -> Document:
    """Return a document without turns."""
    return Document(doc_id, text, Form.PROSE, (), Source(doc_id, "", "txt", "utf-8"))


DOCUMENTS = (document("wave1/P1.txt"), document("wave1/P2.txt"), document("P3.txt"), document("wave2/P3.docx"))


def imported(tmp_path: Path, table: str, documents: Sequence[Document] = DOCUMENTS) -> ImportedCodings:
    """Read a CSV table called ``ana.csv``."""
    path = tmp_path / "ana.csv"
    path.write_text(table, encoding="utf-8")
    return read_codings(path, documents)


def segments(coding: Coding) -> list[list[object]]:
    """Return the segments as document, start, end, code."""
    return coding.segments[["doc_id", "start", "end", "code_id"]].to_numpy().tolist()


def test_positions_are_used_as_given(tmp_path: Path) -> None:
    """Start and end are code points of the document's text; the coder is the file's name without suffix."""
    result = imported(tmp_path, "document,start,end,code\nP1,2,5,累\n")
    (coding,) = result.codings
    assert (coding.coder, coding.scope, result.problems) == ("ana", CODED_ONLY, ())
    assert "all rows are counted as ana's" in result.notes[0].text
    assert segments(coding) == [["wave1/P1.txt", 2, 5, "累"]]


def test_quotes_are_located(tmp_path: Path) -> None:
    """A quote that occurs once in its document gives the position, even if its marks have another width."""
    (coding,) = imported(tmp_path, 'document,quote,code,theme\nP1,"我常常觉得很累.",累,身体\n').codings
    start, end = TEXT.index("我"), TEXT.index("\n")
    assert segments(coding) == [["wave1/P1.txt", start, end, "身体 > 累"]]
    assert [code.code_id for code in coding.codebook.codes] == ["身体", "身体 > 累"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param("P1,,,tired,a", "occurs 2 times in its document", id="a quote that stands twice"),
        pytest.param("P1,,,bored,a", "is not in its document", id="a quote that is not there"),
        pytest.param("P1,,,,a", "neither start and end nor a quote", id="no place at all"),
        pytest.param("P1,5,,,a", "neither start and end nor a quote", id="half a place"),
        pytest.param("P1,0,999,,a", "outside of its document", id="beyond the end"),
        pytest.param("P1,-1,5,,a", "outside of its document", id="before the start"),
        pytest.param("P1,5,5,,a", "outside of its document", id="an empty place"),
        pytest.param("P1,x,5,,a", "not a whole number", id="no number"),
        pytest.param("P1,2.5,5,,a", "not a whole number", id="half a number"),
        pytest.param("P1,0,3,tired,a", "is not at its start and end", id="a quote from elsewhere"),
        pytest.param(",0,3,,a", "names no document", id="no document"),
        pytest.param("P1,0,3,,", "has no code", id="no code"),
    ],
)
def test_rows_without_a_place_are_problems(tmp_path: Path, row: str, reason: str) -> None:
    """Such a row is left out and named with its line; the other rows are used."""
    result = imported(tmp_path, f"document,start,end,quote,code\nP2,0,1,甲,b\n{row}\n")
    assert segments(result.codings[0]) == [["wave1/P2.txt", 0, 1, "b"]]
    (problem,) = result.problems
    assert problem.place == "ana.csv:3"
    assert reason in problem.reason
    assert "tired" not in problem.reason


def test_a_quote_at_its_position_may_differ_in_white_space_and_width(tmp_path: Path) -> None:
    """A position is used even if a spreadsheet has changed the quote a little."""
    result = imported(tmp_path, 'document,start,end,quote,code\nP1,2,11,"我常常觉得很累. ",a\n')
    assert segments(result.codings[0]) == [["wave1/P1.txt", 2, 11, "a"]]


def test_unknown_documents_are_counted_in_one_problem(tmp_path: Path) -> None:
    """Rows of unknown documents are counted, not listed; an ambiguous name counts as unknown."""
    table = "document,start,end,code\nP9,0,1,a\nP9,1,2,a\nP3,0,1,a\nP1,0,1,a\n"
    (problem,) = imported(tmp_path, table).problems
    assert problem.place == "ana.csv"
    assert problem.reason.startswith("3 rows belong to documents")
    assert "P3, P9" in problem.reason


def test_without_a_column_of_documents_the_only_document_is_used(tmp_path: Path) -> None:
    """With several documents every row is a problem."""
    table = "start,end,code\n0,1,a\n"
    assert segments(imported(tmp_path, table, DOCUMENTS[:1]).codings[0]) == [["wave1/P1.txt", 0, 1, "a"]]
    assert imported(tmp_path, table).codings == ()


def test_each_coder_has_a_coding(tmp_path: Path) -> None:
    """A column of coders gives one coding per coder, sorted, with the codes that they used."""
    table = "coder,document,start,end,code,parent\nBo,P1,0,1,a,T\nAna,P1,0,1,b,T\nBo,P1,0,1,b,\n,P1,2,3,c,\n"
    codings = {coding.coder: coding for coding in imported(tmp_path, table).codings}
    assert list(codings) == ["Ana", "Bo", "ana"]
    assert [segment[3] for segment in segments(codings["Bo"])] == ["T > a", "T > b"]
    assert [code.code_id for code in codings["Ana"].codebook.codes] == ["T", "T > b"]


@pytest.mark.parametrize(
    ("columns", "row", "code_ids"),
    [
        pytest.param("doc;start;end;codes", "P1;0;1;a", ["a"], id="semicolons"),
        pytest.param("File;Start;End;Label;Theme", "P1;0;1;a;T", ["T > a"], id="other names, capitals"),
        pytest.param("文档;引文;编码;主题", "P1;我常常觉得很累;累;身体", ["身体 > 累"], id="Chinese names"),
        pytest.param("文檔;引文;編碼;主題", "P1;我常常觉得很累;累;身体", ["身体 > 累"], id="traditional characters"),
        pytest.param("ｄｏｃ;Ｓｔａｒｔ;Ｅｎｄ;Ｃｏｄｅ", "P1;0;1;a", ["a"], id="full width"),
        pytest.param("doc;start;end;paths", "P1;0;1;T > a", ["T > a"], id="paths alone"),
        pytest.param("doc;start;end;theme", "P1;0;1;T", ["T"], id="themes alone are codes"),
        pytest.param("doc;text;code;source", "P1;我常常觉得很累;a;web", ["a"], id="the first name that fits"),
    ],
)
def test_usual_column_names_are_recognised(tmp_path: Path, columns: str, row: str, code_ids: list[str]) -> None:
    """Tables of other programs and languages are read by their headers."""
    (coding,) = imported(tmp_path, f"{columns}\n{row}\n").codings
    assert [segment[3] for segment in segments(coding)] == code_ids


def test_names_in_the_settings_come_first(tmp_path: Path) -> None:
    """Code columns that are named in the settings are used before the usual ones."""
    path = tmp_path / "ana.csv"
    path.write_text("doc,start,end,code,mine\nP1,0,1,a,b\n", encoding="utf-8")
    settings = Settings.model_validate({"table": {"codes": ["mine"]}})
    assert segments(read_codings(path, DOCUMENTS, settings=settings).codings[0]) == [["wave1/P1.txt", 0, 1, "b"]]


def test_several_codes_of_a_row_are_ranked(tmp_path: Path) -> None:
    """A list of codes (JSON lines), or codes separated by ";", give one segment each, in order."""
    rows: list[Mapping[str, object]] = [
        {"document": "P1", "start": 0, "end": 1, "codes": ["b", "a"]},
        {"document": "P1", "start": 2, "end": 3, "codes": "b;a"},
    ]
    path = tmp_path / "ana.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    (coding,) = read_codings(path, DOCUMENTS).codings
    assert coding.segments[["start", "code_id", "rank"]].to_numpy().tolist() == [
        [0, "b", 1],
        [0, "a", 2],
        [2, "b", 1],
        [2, "a", 2],
    ]


def test_a_code_with_an_ambiguous_theme_is_noted(tmp_path: Path) -> None:
    """A row with several themes that no other row explains has its code at the top level, with a note."""
    (note,) = imported(tmp_path, "document,start,end,code,parent,coder\nP1,0,1,a,T;U,ana\n").notes
    assert (note.place, "1 code (a)" in note.text) == ("ana.csv", True)


@pytest.mark.parametrize(
    ("columns", "missing"),
    [
        pytest.param("document,start,end", "no column code", id="no code"),
        pytest.param("document,code", "no column quote", id="no place"),
        pytest.param("document,start,code", "no column quote", id="no end"),
        pytest.param("documnt,cod,qote", "no column code and no column quote", id="misspelt"),
    ],
)
def test_missing_columns_are_named(tmp_path: Path, columns: str, missing: str) -> None:
    """A table without coded segments is refused with the names of its columns."""
    with pytest.raises(UnreadableFileError, match=missing) as raised:
        imported(tmp_path, f"{columns}\n1,2,3\n")
    assert columns.split(",", 1)[0] in str(raised.value)


@pytest.mark.parametrize("start", ["2", "2.0", "２"])
def test_numbers_are_read_as_tables_write_them(tmp_path: Path, start: str) -> None:
    """A column with empty cells may write the number 2 as 2.0."""
    result = imported(tmp_path, f"document,start,end,code\nP1,{start},5,a\n")
    assert segments(result.codings[0]) == [["wave1/P1.txt", 2, 5, "a"]]


def test_a_real_coding_of_whole_transcripts_is_read(shared: Path) -> None:
    """All coded segments of 17 real sessions are located in their documents."""
    folder = shared / "data" / "en_serdif_usability"
    documents = [
        document(path.name, path.read_text("utf-8")) for path in sorted((folder / "transcripts").glob("*.txt"))
    ]
    result = read_codings(folder / "coded_segments.jsonl", documents)
    (coding,) = result.codings
    assert result.problems == ()
    assert coding.segments["doc_id"].nunique() == 17
    rows = [json.loads(line) for line in (folder / "coded_segments.jsonl").read_text("utf-8").splitlines()]
    assert len(coding.segments) == len(
        {(r["document"], r["start"], r["end"], code) for r in rows for code in r["codes"]}
    )

"""A table in which several coders coded the same meaning units."""

from pathlib import Path

import pytest
from json_rows import read

from thememiner.config import Settings
from thememiner.corpus import read_coded_tables
from thememiner.corpus.file_contents import FileContents
from thememiner.records import CODED_ONLY, Coding


def codes(coding: Coding) -> list[tuple[int, str]]:
    """Return start and code of each segment."""
    return list(coding.segments[["start", "code_id"]].itertuples(index=False, name=None))


def by_coder(contents: FileContents) -> dict[str, list[tuple[int, str]]]:
    """Return what each coder coded."""
    return {coding.coder: codes(coding) for coding in contents.codings}


def test_rows_of_one_id_are_one_unit(tmp_path: Path) -> None:
    """A unit that two coders coded is in the text once, with a coding of each."""
    rows = [
        {"id": "1", "text": "aa", "coder": "Ana", "code": "x"},
        {"id": "1", "text": "aa", "coder": "Bo", "code": "y;z"},
        {"id": "2", "text": "bb", "coder": "Ana", "code": ""},
        {"id": "3", "text": "cc", "coder": "Bo", "code": "x"},
    ]
    contents = read(tmp_path, rows, rows="units", codes="code")
    (document,) = contents.documents
    assert document.text == "aa\nbb\ncc"
    assert by_coder(contents) == {"Ana": [(0, "x")], "Bo": [(0, "y"), (0, "z"), (6, "x")]}
    assert [coding.scope.spans for coding in contents.codings] == [
        {"in/study.jsonl": ((0, 2), (3, 5))},
        {"in/study.jsonl": ((0, 2), (6, 8))},
    ]
    assert [note.text for note in contents.notes] == [
        "4 rows, in which several coders coded the same units, are 3 units."
    ]


def test_without_ids_rows_of_one_text_are_one_unit(tmp_path: Path) -> None:
    """What was said twice stays two units, also if two coders coded both."""
    rows = [
        {"doc": "P1", "text": text, "coder": coder, "code": code}
        for coder, given in (("Ana", "xyx"), ("Bo", "yyz"))
        for text, code in zip(["Yes.", "No.", "Yes."], given, strict=True)
    ]
    contents = read(tmp_path, rows, rows="units", codes="code")
    (document,) = contents.documents
    assert sorted(document.text.split("\n")) == ["No.", "Yes.", "Yes."]
    assert {coder: sorted(code for _, code in found) for coder, found in by_coder(contents).items()} == {
        "Ana": ["x", "x", "y"],
        "Bo": ["y", "y", "z"],
    }


def test_rows_of_one_coder_are_several_codes_of_the_unit(tmp_path: Path) -> None:
    """A coder with one row per code gave the unit all these codes."""
    rows = [{"id": "1", "text": "aa", "coder": "Ana", "code": code} for code in "xy"]
    assert by_coder(read(tmp_path, rows, rows="units", codes="code")) == {"Ana": [(0, "x"), (0, "y")]}


def test_rows_with_different_ids_stay_different_units(tmp_path: Path) -> None:
    """If coders divided the work, the same answer of two people stays two units."""
    rows = [{"id": str(n), "text": "none", "coder": coder, "code": "x"} for n, coder in enumerate(["Ana", "Bo"])]
    (document,) = read(tmp_path, rows, rows="units", codes="code").documents
    assert document.text == "none\nnone"


def test_an_object_of_codes_by_coder_is_one_coding_per_coder(tmp_path: Path) -> None:
    """An empty list means read without a code; a coder who is missing, or null, did not read the unit."""
    rows = [
        {"id": "1", "text": "aa", "labels": ["x"], "by": {"a0": ["x"], "a1": []}},
        {"id": "2", "text": "bb", "labels": ["y"], "by": {"a0": "x; y", "a1": None}},
        {"id": "3", "text": "cc", "labels": []},
    ]
    contents = read(tmp_path, rows, rows="units", codes=["labels", "by"])
    codings = {coding.coder: coding for coding in contents.codings}
    assert by_coder(contents) == {"a0": [(0, "x"), (3, "x"), (3, "y")], "a1": [], "manual": [(0, "x"), (3, "y")]}
    assert codings["a0"].scope.spans == {"in/study.jsonl": ((0, 2), (3, 5))}
    assert codings["a1"].scope.spans == {"in/study.jsonl": ((0, 2),)}
    assert codings["manual"].scope is CODED_ONLY


def test_a_theme_known_from_one_coder_holds_for_all(tmp_path: Path) -> None:
    """A code whose theme is known from the row of one coder has it in the coding of every other."""
    rows = [
        {"id": "1", "text": "aa", "labels": ["x"], "themes": ["T"], "by": {"a0": ["y"]}},
        {"id": "2", "text": "bb", "labels": ["y"], "themes": ["U"], "by": {"a0": ["x"]}},
    ]
    contents = read(tmp_path, rows, rows="units", codes=["labels", "by"], parents="themes")
    assert by_coder(contents)["a0"] == [(0, "U > y"), (3, "T > x")]


@pytest.mark.parametrize("cell", ["{not json", "{}", '["a"]'])
def test_other_cells_are_names(tmp_path: Path, cell: str) -> None:
    """Only an object with names of coders speaks for coders."""
    rows = [{"id": "1", "text": "aa", "code": cell}, {"id": "2", "text": "bb", "code": "x"}]
    assert set(by_coder(read(tmp_path, rows, rows="units", codes="code"))) == {"manual"}


def test_two_tables_of_the_same_units_are_one_text(tmp_path: Path) -> None:
    """A coder without a column is called like the file, and did not read units that the table lacks."""
    (tmp_path / "ana.csv").write_text("id,text,code\n1,aa,x\n2,bb,y\n", "utf-8")
    (tmp_path / "bo.csv").write_text("id,text,tag\n2,bb,y\n3,cc,\n", "utf-8")
    contents = read_coded_tables([tmp_path / "ana.csv", tmp_path / "bo.csv"], settings=Settings())
    (document,) = contents.documents
    assert document.text == "aa\nbb\ncc"
    assert by_coder(contents) == {"ana": [(0, "x"), (3, "y")], "bo": [(3, "y")]}
    assert [coding.scope.spans for coding in contents.codings] == [{"ana.csv": ((0, 2), (3, 5))}, None]


def test_equal_lines_of_several_tables_are_no_doubled_ids(tmp_path: Path) -> None:
    """Rows of two files can have the same line number; only an id that a document uses twice is noted."""
    (tmp_path / "ana.csv").write_text("id,text,code\n1,aa,x\n2,bb,y\n", "utf-8")
    (tmp_path / "bo.csv").write_text("id,text,code\n2,bb,y\n3,cc,x\n", "utf-8")
    (tmp_path / "cy.csv").write_text("id,text,code\n4,dd,y\n4,ee,x\n", "utf-8")
    tables = [tmp_path / f"{name}.csv" for name in ("ana", "bo", "cy")]

    def doubled(*, most: int) -> list[str]:
        contents = read_coded_tables(tables[:most], settings=Settings())
        return [note.text for note in contents.notes if "a second time" in note.text]

    assert doubled(most=2) == []
    assert doubled(most=3) == ["an id is used a second time in line 3, and is numbered there."]


def test_ten_real_annotators_are_ten_codings(shared: Path) -> None:
    """Seven real sessions were coded by ten people, who looked at these and at nothing else."""
    contents = read_real(shared)
    assert [coding.coder for coding in contents.codings] == [*(f"a{n}" for n in range(10)), "units"]
    for coding in contents.codings[:10]:
        assert coding.scope.spans is not None
        assert len(coding.scope.spans) == 7


def read_real(shared: Path) -> FileContents:
    """Read the sessions with the annotations of all."""
    table = {"rows": "units", "codes": ["labels", "annotations"], "parents": "parents"}
    settings = Settings.model_validate({"table": table})
    return read_coded_tables([shared / "data" / "en_annomi" / "units.jsonl"], settings=settings)

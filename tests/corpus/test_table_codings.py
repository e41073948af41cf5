"""Columns of codes in a table become a coding."""

import json
from pathlib import Path

import pytest
from json_rows import read

from thememiner.config import Settings
from thememiner.corpus.formats.transcript_tables import read_table_rows
from thememiner.records import CODED_ONLY


def test_code_columns_are_a_coding(tmp_path: Path) -> None:
    """Each coded row is one segment per code; if all rows are coded, all were read."""
    rows = [{"id": "2", "text": "yy", "codes": "a; b", "theme": "T"}, {"id": "1", "text": "x", "codes": ["c"]}]
    (coding,) = read(tmp_path, rows, rows="units", codes="codes", parents="theme", coder="Ana").codings
    columns = ["doc_id", "start", "end", "code_id", "rank"]
    assert coding.segments[columns].to_numpy().tolist() == [
        ["in/study.jsonl", 0, 1, "c", 1],
        ["in/study.jsonl", 2, 4, "T > a", 1],
        ["in/study.jsonl", 2, 4, "T > b", 2],
    ]
    assert (coding.coder, coding.scope.spans) == ("Ana", {"in/study.jsonl": ((0, 1), (2, 4))})


def test_rows_without_code_leave_open_what_was_read(tmp_path: Path) -> None:
    """If some rows have no code, only the coded ones are known to have been read."""
    rows = [{"text": "x", "codes": "a"}, {"text": "y", "codes": None}]
    (coding,) = read(tmp_path, rows, rows="units", codes="codes").codings
    assert coding.scope is CODED_ONLY
    assert len(coding.segments) == 1


def test_codes_that_the_settings_do_not_name_are_not_a_coding(tmp_path: Path) -> None:
    """A column that happens to be called paths is not a coding unless the settings name it."""
    rows = [{"text": "x", "paths": "T > a"}]
    assert read(tmp_path, rows).codings == ()
    assert len(read(tmp_path, rows, paths=["paths"], codes=["paths2"]).codings) == 1


@pytest.mark.parametrize(
    ("name", "documents", "units", "codes", "segments", "notes"),
    [
        pytest.param("en_pdpilot_interviews", 7, 212, 90, 262, 0, id="paths"),
        pytest.param("en_napire_causes", 362, 1387, 123, 1399, 0, id="several themes a row"),
        pytest.param("en_kpa_arguments", 18, 2990, 198, 3225, 0, id="one theme a row"),
        pytest.param("zh_car_opinions", 3000, 3000, 10, 3603, 1, id="no themes: a flat codebook, with a note"),
        pytest.param("zh_asap_reviews", 300, 300, 21, 1809, 1, id="themes that nothing settles"),
        pytest.param("study_shanghai_daycare", 9, 31, 11, 31, 0, id="a published study"),
        pytest.param("study_gwangju_peerworkers", 5, 14, 18, 14, 0, id="fourteen units"),
    ],
)
def test_real_tables_of_units(
    shared: Path, name: str, documents: int, units: int, codes: int, segments: int, notes: int
) -> None:
    """Real coded tables have every input id once, and their codes where their authors put them."""
    settings = Settings.model_validate({"table": {"rows": "units", "codes": "labels", "parents": "parents"}})
    path = shared / "data" / name / "units.jsonl"
    contents = read_table_rows(path, place="units.jsonl", settings=settings)
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    found = {unit.row_id: d.text[unit.start : unit.end] for d in contents.documents for unit in d.cuts}
    assert found == {row["id"]: row["text"] for row in rows}
    assert (len(contents.documents), len(found)) == (documents, units)
    assert (len(contents.codings[0].codebook.codes), len(contents.codings[0].segments)) == (codes, segments)
    assert (len(contents.notes), contents.problems) == (notes, ())

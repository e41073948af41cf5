"""The main job, end to end: files in, a run folder out."""

import json
import random
import shutil
import stat
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from small_study import CANARY, UNITS_TABLE, rows, write_rows

from thememiner import mine, open_run
from thememiner.__main__ import run
from thememiner.errors import UnreadableFileError
from thememiner.records import UNIT_COLUMNS


@pytest.fixture
def transcripts(tmp_path: Path) -> Path:
    """Return a folder with an English and a Chinese interview, a broken file, and a secret in each."""
    folder = tmp_path / "interviews"
    folder.mkdir()
    english = ["Interviewer: How was it?", f"Anna: {CANARY} The choir helped me. Nobody asked me anything."]
    chinese = ["访谈者：您觉得怎么样？", "受访者：我们每天一起做饭。大家都很开心。我觉得自己有用了。"]
    (folder / "anna.txt").write_text("\n".join(english), "utf-8")
    (folder / "李.txt").write_text("\n".join(chinese), "utf-8")
    (folder / "broken.docx").write_bytes(b"PK\x03\x04 this is no document")
    return folder


def hashes(folder: Path) -> dict[str, str]:
    """Return the hash of every file of a run but its log, and those that name the input."""
    return dict(json.loads((folder / "manifest.json").read_text("utf-8"))["files"])


@pytest.mark.parametrize(
    "name",
    [
        *(
            "manifest.json",
            "documents.parquet",
            "units.parquet",
            "themes.json",
            "vectors.npy",
            "report.html",
            "methods.md",
        ),
        *("codings/ThemeMiner.parquet", "codebooks/ThemeMiner.json", "codings/manual.parquet", "codebooks/manual.json"),
        *("state/centres.npy", "log/mine.json"),
    ],
)
def test_a_run_folder_has_what_it_should(mined: Path, name: str) -> None:
    """Each file of a run is there and private."""
    assert stat.S_IMODE((mined / name).stat().st_mode) == 0o600


def test_units_are_a_table_anybody_can_read(mined: Path) -> None:
    """``units.parquet`` has the declared columns, every row id once, in order of document and place."""
    units = pd.read_parquet(mined / "units.parquet")
    assert list(units.columns) == [column.name for column in UNIT_COLUMNS]
    assert sorted(units["row_id"]) == sorted(str(row["id"]) for row in rows())
    assert units.sort_values(["doc_id", "start"], kind="stable").index.equals(units.index)


def test_vectors_are_aligned_with_units(mined: Path) -> None:
    """``vectors.npy`` has a row for each unit."""
    vectors = np.load(mined / "vectors.npy", allow_pickle=False)
    assert vectors.dtype == np.float32
    assert len(vectors) == len(pd.read_parquet(mined / "units.parquet"))
    assert not (mined / "contextual.npy").exists()


def test_kept_and_set_aside_units_add_up(mined: Path) -> None:
    """The counts of the manifest add up to the number of units."""
    counts = open_run(mined).manifest["counts"]
    assert counts["kept"] + sum(counts["set_aside"].values()) == counts["units"]
    assert counts["assigned"] + counts["unassigned"] == counts["kept"]
    assert sum(counts["unassigned_by_reason"].values()) == counts["unassigned"]
    assert counts["duplicates"] == 1


def test_plain_subjects_are_found_and_compared(mined: Path) -> None:
    """Four unlike subjects agree with their manual codes, and both levels are compared."""
    (comparison,) = open_run(mined).comparisons
    assert {level.level for level in comparison.levels} == {"theme", "sub-theme"}
    ami = next(level.value("ami") for level in comparison.levels if level.level == "sub-theme")
    assert ami is not None
    assert ami > 0.3


def test_the_same_run_in_any_row_order_is_byte_identical(
    mined: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run again with its rows shuffled, every table, vector and theme is the same to the last byte."""
    monkeypatch.setenv("THEMEMINER_CACHE", str(tmp_path / "cache"))  # so that the vectors are computed again
    shuffled = rows()
    random.Random(7).shuffle(shuffled)  # noqa: S311 - nothing secret about it
    table = write_rows(tmp_path / "study.jsonl", shuffled)
    assert run(["mine", str(table), "-c", str(UNITS_TABLE), "-o", str(tmp_path / "run"), "--quiet"]) == 0
    first, second = hashes(mined), hashes(tmp_path / "run")
    assert first.keys() == second.keys()
    # These three tell the hash of the input file, which shuffling changed.
    naming_input = {"documents.parquet", "report.html", "methods.md"}
    assert {name for name in first if first[name] != second[name]} <= naming_input


def test_rows_of_dialogue_have_context_in_any_order(tmp_path: Path) -> None:
    """Rows with a column for their order are a dialogue; shuffled, they give the same tables, vectors and themes."""
    spoken = [{**row, "line": index} for index, row in enumerate(rows())]
    settings = tmp_path / "dialogue.toml"
    settings.write_text(UNITS_TABLE.read_text("utf-8").replace("[table]", '[table]\norder = "line"'), "utf-8")
    for name in ("first", "second"):
        table = write_rows(tmp_path / "study.jsonl", spoken)
        assert run(["mine", str(table), "-c", str(settings), "-o", str(tmp_path / name), "--quiet"]) == 0
        random.Random(7).shuffle(spoken)  # noqa: S311 - nothing secret about it
    first, second = hashes(tmp_path / "first"), hashes(tmp_path / "second")
    naming_input = {"documents.parquet", "report.html", "methods.md"}
    assert "contextual.npy" in first
    assert {name for name in first if first[name] != second[name]} <= naming_input
    opened = open_run(tmp_path / "first")
    assert opened.manifest["choices"]["context"].startswith("On in 8 dialogues. There the vectors of the 3 units")
    assert "Context was on in 8 dialogues." in (tmp_path / "first" / "methods.md").read_text("utf-8")
    assert opened.state["centres"].shape[1] == opened.contextual.shape[1]


def test_a_run_does_not_say_where_word_lists_lie(tmp_path: Path) -> None:
    """With the configuration named from anywhere, the manifest is the same and holds no path of this machine."""
    (tmp_path / "words.txt").write_text("tea\n", "utf-8")
    settings = tmp_path / "study.toml"
    settings.write_text(f'{UNITS_TABLE.read_text("utf-8")}\n[description]\nstop_words = "words.txt"\n', "utf-8")
    table = write_rows(tmp_path / "study.jsonl", rows()[:6])
    assert run(["mine", str(table), "-c", str(settings), "-o", str(tmp_path / "run"), "--quiet"]) == 0
    assert open_run(tmp_path / "run").manifest["settings"]["description"]["stop_words"] == "words.txt"
    assert str(tmp_path) not in (tmp_path / "run" / "manifest.json").read_text("utf-8")


def test_a_run_outlives_its_input(mined: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Table, report and comparison are had from the run alone, and leave it as it was."""
    before = hashes(mined)
    segments = tmp_path / "second coder.csv"
    quote = pd.read_parquet(mined / "units.parquet")["text"].iloc[0]
    segments.write_text(f"document,quote,code\nP0,{quote},cooking\n", "utf-8")
    assert run(["show", str(mined)]) == 0
    assert "T1.1\t" in capsys.readouterr().out
    assert run(["report", str(mined), "-o", str(tmp_path / "again.html")]) == 0
    assert (tmp_path / "again.html").read_bytes() == (mined / "report.html").read_bytes()
    assert run(["compare", str(mined), str(segments), "--json"]) == 0
    compared = json.loads(capsys.readouterr().out.partition("\n")[2])["comparisons"]
    assert {"manual", "second coder"} <= {comparison["reference"] for comparison in compared}
    assert run(["compare", str(mined), str(mined)]) == 0
    assert "1.00" in capsys.readouterr().out
    assert hashes(mined) == before


def test_runs_over_other_texts_are_not_compared(
    mined: Path, transcripts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two studies with files of the same name are refused, and a document that was changed is left out."""
    folder = transcripts.parent
    for name in ("first", "second", "third"):
        assert run(["mine", str(transcripts), "-o", str(folder / name), "--quiet"]) == 3
        with (transcripts / "anna.txt").open("a", encoding="utf-8") as file:
            file.write("\nAnna: And one more thing.\n")
        if name == "second":
            (transcripts / "李.txt").unlink()
    assert run(["compare", str(folder / "first"), str(folder / "second")]) == 0
    assert "their texts differ: 1." in capsys.readouterr().err
    assert run(["compare", str(folder / "first"), str(folder / "third")]) == 2
    assert run(["compare", str(mined), str(folder / "first")]) == 2
    assert "no document with the same name and text" in capsys.readouterr().err


def test_one_broken_file_does_not_stop_the_others(transcripts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The good files are done, the bad one is listed with its name, and the exit code is 3."""
    folder = transcripts.parent / "run"
    assert run(["mine", str(transcripts), "-o", str(folder)]) == 3
    told = capsys.readouterr()
    assert "broken.docx" in told.err
    assert "No themes" in told.out
    opened = open_run(folder)
    assert [document.doc_id for document in opened.documents] == ["anna.txt", "李.txt"]
    assert [problem["place"] for problem in opened.manifest["problems"]] == ["broken.docx"]


def test_every_unit_is_its_text_at_its_place(transcripts: Path) -> None:
    """``text[start:end]`` of the document is exactly the unit."""
    mined = mine(transcripts)
    texts = {document.doc_id: document.text for document in mined.documents}
    assert len(mined.units) > 6
    for unit in mined.units.to_dict("records"):
        assert texts[unit["doc_id"]][unit["start"] : unit["end"]] == unit["text"]


def test_nothing_said_shows_up_outside_the_results(transcripts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A canary in every document is in neither log, manifest nor terminal."""
    folder = transcripts.parent / "run"
    run(["mine", str(transcripts), "-o", str(folder)])
    told = capsys.readouterr()
    logged = "".join(path.read_text("utf-8") for path in [folder / "manifest.json", *(folder / "log").iterdir()])
    assert CANARY not in told.out + told.err + logged
    assert CANARY in pd.read_parquet(folder / "units.parquet")["text"].to_list()


def test_an_existing_run_is_replaced_only_when_asked(transcripts: Path) -> None:
    """A second run to the same place is refused with 2 and done with ``--force``."""
    words = ["mine", str(transcripts / "anna.txt"), "-o", str(transcripts.parent / "run")]
    assert [run(words), run(words), run([*words, "--force"])] == [0, 2, 0]


def test_a_folder_that_is_no_run_is_never_replaced(transcripts: Path) -> None:
    """``--force`` does not delete somebody's transcripts."""
    target = transcripts.parent / "precious"
    shutil.copytree(transcripts, target)
    assert run(["mine", str(transcripts / "anna.txt"), "-o", str(target), "--force"]) == 2
    assert (target / "anna.txt").exists()


def test_nothing_readable_is_one_error(tmp_path: Path) -> None:
    """A folder without a transcript is an error with exit code 4."""
    (tmp_path / "broken.docx").write_bytes(b"no")
    assert run(["mine", str(tmp_path), "-o", str(tmp_path / "run")]) == 4
    with pytest.raises(UnreadableFileError, match=r"broken\.docx"):
        mine(tmp_path)
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("count", [1, 2, 9, 10, 30, 50])
def test_few_units_never_raise(tmp_path: Path, count: int) -> None:
    """From one unit to fifty there is a report, and too little is a plain sentence."""
    table = write_rows(tmp_path / "few.jsonl", rows()[::2][:count])
    assert run(["mine", str(table), "-c", str(UNITS_TABLE), "-o", str(tmp_path / "run"), "--quiet"]) == 0
    opened = open_run(tmp_path / "run")
    assert len(opened.units) == count
    assert opened.themes or opened.manifest["summary"].startswith("No themes")


def test_only_interviewers_gives_no_themes(tmp_path: Path) -> None:
    """A transcript without answers has units, all set aside, and no themes."""
    (tmp_path / "alone.txt").write_text("Interviewer: Hello?\nInterviewer: Is anybody there?\n", "utf-8")
    assert run(["mine", str(tmp_path / "alone.txt"), "-o", str(tmp_path / "run"), "--quiet"]) == 0
    assert not open_run(tmp_path / "run").units["kept"].any()
    assert open_run(tmp_path / "run").manifest["summary"] == (
        "No themes: all 2 meaning units were taken for the interviewer's. Check who is taken for an interviewer."
    )

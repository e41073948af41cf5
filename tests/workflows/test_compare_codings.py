"""``thememiner compare``: runs, tables on a run, on documents, and by themselves, as a researcher calls it."""

import json
from pathlib import Path
from typing import Any

import pytest
from small_study import CANARY, SUBJECTS, rows

from thememiner.__main__ import run
from thememiner.runs import manifest_hash, open_run

QUOTE = "I keep thinking about soup."
QUICK = Path(__file__).with_name("quick-comparison.toml")
"""Without draws and shuffles."""


@pytest.fixture(scope="session")
def mined(extended_study: Path) -> Path:
    """Return a run over six people that has a manual coding in it."""
    return extended_study / "run"


def a_table(path: Path, *codes: str, coder: str = "", count: int = 40) -> Path:
    """Write rows of the study's units as quotes, coded in turn with these codes."""
    lines = ["document,quote,code,coder"]
    own = [row for row in rows() if row["doc"] in ("P0", "P1", "P2")][:count]
    lines += [f'{row["doc"]},"{row["text"]}",{codes[n % len(codes)]},{coder}' for n, row in enumerate(own)]
    path.write_text("\n".join(lines), "utf-8")
    return path


def answer(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    """Call the command; return exit code, standard output and standard error."""
    code = run(["compare", *map(str, words), "-c", str(QUICK)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def as_json(capsys: pytest.CaptureFixture[str], *words: object) -> dict[str, Any]:
    """Return what the command prints as JSON."""
    code, out, err = answer(capsys, *words, "--json")
    assert code == 0, err
    found: dict[str, Any] = json.loads(out)
    return found


def pairs(found: dict[str, Any]) -> list[tuple[str, str]]:
    """Return who was compared with whom."""
    return [(one["reference"], one["proposed"]) for one in found["comparisons"]]


def test_codings_by_the_ids_of_rows_are_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without quotes and positions, ids lead to the rows of the documents, which are meaning units then."""
    own = [row for row in rows() if row["doc"] in ("P0", "P1")]
    units = ["id,document,text", *(f'{row["id"]},{row["doc"]},"{row["text"]}"' for row in own)]
    (tmp_path / "units.csv").write_text("\n".join(units), "utf-8")
    for coder, codes in (("Ana", ("a", "b")), ("Bo", ("a", "c"))):
        lines = ["document,id,code", *(f"{row['doc']},{row['id']},{codes[n % 2]}" for n, row in enumerate(own))]
        (tmp_path / f"{coder}.csv").write_text("\n".join(lines), "utf-8")
    files = [tmp_path / "Ana.csv", tmp_path / "Bo.csv", "--documents", tmp_path / "units.csv"]
    found = as_json(capsys, *files)
    assert pairs(found) == [("Ana", "Bo")]
    assert found["comparisons"][0]["levels"][0]["figures"][0]["units"] == len(own)
    assert 'each row of the documents is a meaning unit (rows = "units"' in answer(capsys, *files)[2]


def test_machine_and_people_are_all_compared(mined: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The program is compared with the run's own coder and the new one, and these with each other."""
    table = a_table(tmp_path / "ana.csv", *SUBJECTS)
    found = as_json(capsys, mined, "--gold", table)
    assert pairs(found) == [("manual", "ThemeMiner"), ("ana", "ThemeMiner"), ("manual", "ana")]
    assert found["ceiling"]
    assert pairs(as_json(capsys, table, mined)) == pairs(found)


def test_a_column_of_coders_is_a_coder_each(mined: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One table with several coders is the same as a table for each."""
    one, two = (a_table(tmp_path / f"{name}.csv", "x", "y", coder=name) for name in ("Ana", "Bo"))
    both = tmp_path / "both.csv"
    both.write_text(one.read_text("utf-8") + "\n" + two.read_text("utf-8").partition("\n")[2], "utf-8")
    found = as_json(capsys, mined, "--gold", both)
    assert pairs(found) == pairs(as_json(capsys, mined, "--gold", one, "--gold", two))
    assert ("Ana", "Bo") in pairs(found)


def test_a_table_that_is_in_the_run_is_not_compared_with_itself(
    mined: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Giving a table again adds nothing, and the note says so."""
    new, table = tmp_path / "new", a_table(tmp_path / "ana.csv", "x", "y")
    assert answer(capsys, mined, "--gold", table, "-o", new)[0] == 0
    code, _, err = answer(capsys, new, "--gold", table, "--level", "theme")
    assert (code, ": is in the run already." in err, "counts as another person" in err) == (0, True, False)


def test_the_new_run_has_it_all_and_the_old_one_stays(
    mined: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With an output a run is written that names its parent, with codings, comparisons and a report."""
    before, new = manifest_hash(mined), tmp_path / "new"
    code, out, _ = answer(capsys, mined, "--gold", a_table(tmp_path / "ana.csv", "x", "y"), "-o", new, "--by", "turn")
    written = open_run(new)
    assert (code, manifest_hash(mined)) == (0, before)
    assert written.manifest["parent"] == {"folder": "run", "sha256": before}
    assert written.manifest["settings"]["comparison"]["by"] == "turn"
    assert [coding.coder for coding in written.codings] == ["ThemeMiner", "manual", "ana"]
    assert [one["coder"] for one in written.manifest["codings"]][-1] == "ana"
    assert len(written.comparisons) == 3
    assert (new / "report.html").is_file()
    assert out.rstrip().endswith("report.html")


@pytest.mark.parametrize(("level", "shown"), [("theme", ["theme"]), ("subtheme", ["sub-theme"])])
def test_a_level_can_be_chosen(mined: Path, level: str, shown: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Only the level asked for is printed."""
    (comparison,) = as_json(capsys, mined, "--level", level)["comparisons"]
    assert [one["level"] for one in comparison["levels"]] == shown


def test_tables_of_segments_are_compared_over_documents(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two people are compared without a run, over the transcripts that they coded."""
    texts = tmp_path / "texts"
    texts.mkdir()
    for number in range(3):
        own = (str(row["text"]) for row in rows() if row["doc"] == f"P{number}")
        (texts / f"P{number}.txt").write_text("\n".join(own), "utf-8")
    tables = [a_table(tmp_path / "ana.csv", "x", "y"), a_table(tmp_path / "bo.csv", "x", "x", "y")]
    found = as_json(capsys, *tables, "--documents", texts)
    assert pairs(found) == [("ana", "bo")]
    assert found["comparisons"][0]["levels"][0]["figures"][0]["units"] == 40


def test_tables_of_units_are_compared_over_their_texts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two tables that hold the text are compared over it; a unit that one lacks is left out."""
    for name, codes in (("ana", "xyxy"), ("bo", "xyx")):
        lines = [f"{n},What I said at number {n}.,{code}" for n, code in enumerate(codes)]
        (tmp_path / f"{name}.csv").write_text("\n".join(["id,text,code", *lines]), "utf-8")
    (comparison,) = as_json(capsys, tmp_path / "ana.csv", tmp_path / "bo.csv")["comparisons"]
    assert (comparison["reference"], comparison["levels"][0]["figures"][0]["units"]) == ("ana", 3)
    assert comparison["levels"][0]["figures"][0]["by_name"]["kappa"]["value"] == 1


def test_two_runs_are_compared(mined: Path, extended_study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of two runs the first is the reference, over the documents that both have."""
    found = as_json(capsys, mined, extended_study / "extended")
    assert pairs(found) == [("ThemeMiner in run", "ThemeMiner in extended")]
    assert "Documents left out" in found["comparisons"][0]["notes"][0]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        pytest.param(["{t}/alone.csv"], 2, "nothing to compare it with", id="one table"),
        pytest.param(["{t}/places.csv", "{t}/alone.csv"], 2, "--documents", id="no texts"),
        pytest.param(["{run}", "--documents", "{t}"], 2, "Leave out --documents", id="a run has its documents"),
        pytest.param(["{t}/alone.csv", "-o", "{t}/new"], 2, "0 runs are given", id="output without a run"),
        pytest.param(["{run}", "-o", "{run}"], 2, "never altered", id="over the run itself"),
        pytest.param(["{run}", "--gold", "{t}/unknown.csv"], 4, "nowhere.txt", id="unknown documents only"),
        pytest.param(["{t}", "{t}/alone.csv"], 2, "is not a run", id="a folder that is not a run"),
        pytest.param(["{t}/alone.csv", "{t}/other.csv"], 2, "same meaning units", id="other texts"),
    ],
)
def test_what_cannot_be_compared_is_said(
    mined: Path, tmp_path: Path, words: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each is one sentence with what to do, without words of a transcript."""
    (tmp_path / "alone.csv").write_text(f"id,text,code\n1,{CANARY},x\n", "utf-8")
    (tmp_path / "other.csv").write_text("id,text,code\n1,Something else was said.,x\n", "utf-8")
    (tmp_path / "places.csv").write_text("document,start,end,code\nP0,0,5,x\n", "utf-8")
    (tmp_path / "unknown.csv").write_text(f"document,quote,code\nnowhere.txt,{CANARY},x\n", "utf-8")
    found, _, err = answer(capsys, *(word.format(run=mined, t=tmp_path) for word in words))
    assert (found, said in err) == (code, True), err
    assert CANARY not in err
    assert "Traceback" not in err


def test_rows_of_unknown_documents_are_counted_and_the_rest_is_compared(
    mined: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Some input unusable is exit code 3."""
    table = a_table(tmp_path / "ana.csv", "x", "y")
    table.write_text(table.read_text("utf-8") + f'\nnowhere,"{QUOTE}",x,\n', "utf-8")
    code, out, err = answer(capsys, mined, "--gold", table, "--level", "theme")
    assert (code, "nowhere" in err) == (3, True)
    assert "manual coding by ana compared with the manual coding" in out

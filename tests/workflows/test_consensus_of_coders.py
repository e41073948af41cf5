"""From a run to a table of disagreements, and from the decisions in it to a run with a consensus."""

import csv
import shlex
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from disputed_run import BY_ANNA, CANARY, MUSIC, disputed_run, unit_id, write

from thememiner.__main__ import run as command
from thememiner.errors import RunExistsError, UsageError
from thememiner.exchange import read_project
from thememiner.records import CODED_ONLY, MACHINE, Decision, Run
from thememiner.runs import manifest_hash, open_run
from thememiner.workflows import consensus, export, select_disagreements


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a run with two manual codings."""
    return write(disputed_run(), tmp_path_factory.mktemp("disputed") / "run")


def write_rows(path: Path, rows: list[list[str]]) -> None:
    """Write a table as it was exported."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


def fill(path: Path, decisions: tuple[str, ...]) -> list[list[str]]:
    """Write the decisions of the first rows into a table, and return its rows."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    for row, decision in zip(rows[1:], decisions, strict=False):
        row[rows[0].index("decision")] = decision
    write_rows(path, rows)
    return rows


@pytest.fixture(scope="module")
def table(folder: Path) -> Path:
    """Return the table of Anna's disagreements, filled in: two decisions, one of them new, and a broken row."""
    path = folder.parent / "decisions.csv"
    assert command(["disagreements", str(folder), "--coder", "Anna", "--to", str(path)]) == 0
    rows = fill(path, ("none", "Hope > Joy", "", "Music"))
    rows[4][0] = "nobody's"
    write_rows(path, rows)
    return path


@pytest.fixture(scope="module")
def settled(folder: Path, table: Path) -> Path:
    """Return the folder of the run with the consensus."""
    new = folder.parent / "settled"
    assert command(["consensus", str(folder), str(table), "--coder", "Anna", "-o", str(new), "--quiet"]) == 3
    return new


def codes(opened: Run, coder: str) -> dict[str, list[str]]:
    """Return the codes of each unit that has any."""
    (coding,) = (one for one in opened.codings if one.coder == coder)
    found: dict[str, list[str]] = {}
    for unit, code in zip(coding.segments["unit_id"], coding.segments["code_id"], strict=True):
        found.setdefault(str(unit), []).append(code)
    return found


def test_decided_units_change_and_all_others_stay(settled: Path) -> None:
    """The consensus is Anna's coding, but for two units."""
    opened = open_run(settled)
    expected = {unit_id(number): list(given) for number, given in enumerate(BY_ANNA) if given}
    assert codes(opened, "Anna") == expected
    del expected[unit_id(10)]
    assert codes(opened, "consensus") == expected | {unit_id(15): ["Hope > Joy"]}


def test_the_new_run_names_its_parent_and_keeps_the_table(settled: Path, folder: Path, table: Path) -> None:
    """Where the consensus comes from is written down, with counts that add up to the rows."""
    manifest = open_run(settled).manifest
    assert manifest["parent"] == {"folder": "run", "sha256": manifest_hash(folder)}
    assert (settled / "decisions.csv").read_bytes() == table.read_bytes()
    told = manifest["consensus"]
    assert (told["rows"], told["new_codes"]) == (4, ["Hope > Joy"])
    assert sum(told[name] for name in ("kept", "changed", "emptied", "undecided", "not_used")) == 4
    assert manifest["codings"][-1]["coder"] == "consensus"


def test_the_consensus_is_compared_with_the_program(settled: Path) -> None:
    """Its comparison stands behind those that there were."""
    compared = [(one.reference, one.proposed) for one in open_run(settled).comparisons]
    assert compared == [("Anna", MACHINE), ("Bo", MACHINE), ("consensus", MACHINE)]


def test_the_run_itself_is_not_altered(settled: Path, folder: Path) -> None:
    """The parent is whole, and without consensus."""
    assert settled.is_dir()
    assert [coding.coder for coding in open_run(folder).codings] == [MACHINE, "Anna", "Bo"]


def test_the_report_lists_disagreements_with_the_consensus(settled: Path) -> None:
    """With a consensus, the report compares it with the proposal, without the units that were decided upon."""
    page = (settled / "report.html").read_text("utf-8")
    assert "The consensus coding and the" in page
    assert "of 14 units that both looked at and that have no decision yet" in page
    left = select_disagreements(settled, coders=["consensus"]).whole
    assert {one.unit_id for one in left.found}.isdisjoint({unit_id(10), unit_id(15)})
    assert left.decided == 2


def test_counts_of_rows_are_printed(
    folder: Path, table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A sentence says what became of every row, another which codes are new, and broken rows are listed by line."""
    assert command(["consensus", str(folder), str(table), "--coder", "Anna", "-o", str(tmp_path / "new")]) == 3
    told = capsys.readouterr()
    assert "Of 4 rows, 2 are decided (0 as Anna had it, 1 otherwise, 1 without code), 1 undecided, and 1" in told.out
    assert told.out.endswith(f"New codes: Hope > Joy.\nReport: {tmp_path / 'new' / 'report.html'}\n")
    assert "Not used: decisions.csv:5: this row is about a unit that is not in the run." in told.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param({}, "Choose one with --coder", id="several coders"),
        pytest.param({"coder": "Cleo"}, "no coder called Cleo", id="no such coder"),
        pytest.param({"coder": "Anna", "name": "Bo"}, "a coder called Bo already", id="a name that is taken"),
    ],
)
def test_unclear_calls_are_refused(folder: Path, table: Path, arguments: dict[str, str], message: str) -> None:
    """Which coding is meant is never guessed."""
    with pytest.raises(UsageError, match=message):
        consensus(folder, table, **arguments)  # type: ignore[arg-type] # of several types


def test_a_new_code_at_the_top_is_reported(folder: Path, tmp_path: Path) -> None:
    """Who wanted it below a theme learns how to write that."""
    path = tmp_path / "new.csv"
    path.write_text(f"unit_id,decision\n{unit_id(1)},Care > Sleep\n{unit_id(2)},Joy\n", "utf-8")
    told = consensus(folder, path, coder="Anna").sentences
    assert told[1:] == (
        "New codes: Care > Sleep; Joy.",
        'New codes stand beside the themes unless written as "theme > code": Joy.',
    )


def test_a_meeting_after_a_meeting_remembers_what_was_decided(settled: Path, tmp_path: Path) -> None:
    """A consensus about a consensus is decided in both."""
    path = tmp_path / "second.csv"
    path.write_text(f"unit_id,decision\n{unit_id(5)},none\n", "utf-8")
    told = consensus(settled, path, coder="consensus", name="second").run.manifest["consensus"]
    assert (told["by"], told["units"]) == ("second", [unit_id(number) for number in (5, 10, 15)])


@pytest.fixture(scope="module")
def reasoned(folder: Path) -> Path:
    """Return the folder of a run with a consensus whose decisions have comments."""
    path = folder.parent / "reasoned.csv"
    rows = (
        ("unit_id", "reason", "decision", "comment", "decided by"),
        (unit_id(10), "far from all themes", "none", "she <b>laughs</b>; it is a joke", "Anna & Bo"),
        (unit_id(15), "was in T2.1", "T2.1", "", ""),
        (unit_id(5), "", "", "ask the participant again", "Bo"),
        (unit_id(1), "", "Music", "", ""),
    )
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    consensus(folder, path, folder.parent / "reasoned", coder="Anna")
    return folder.parent / "reasoned"


def test_decisions_are_kept_with_their_comments(reasoned: Path) -> None:
    """The run knows what was decided, why and by whom, and comments on what was left open."""
    assert open_run(reasoned).decisions == (
        Decision(unit_id(1), (MUSIC,)),
        Decision(unit_id(5), None, "ask the participant again", "Bo"),
        Decision(unit_id(10), (), "she <b>laughs</b>; it is a joke", "Anna & Bo", "far from all themes"),
        Decision(unit_id(15), ("name of T2 > name of T2.1",), "", "", "was in T2.1"),
    )


def test_decisions_are_in_the_report(reasoned: Path) -> None:
    """Those with a comment come first, and words of people are escaped."""
    page = (reasoned / "report.html").read_text("utf-8")
    section = page.partition("Decisions of the consensus meeting")[2].partition("</section>")[0]
    assert "Of 4 rows, 3 are decided (0 as Anna had it, 2 otherwise, 1 without code), 1 undecided" in section
    assert section.index("ask the participant again") < section.index("name of T2 &gt; name of T2.1")
    assert "she &lt;b&gt;laughs&lt;/b&gt;; it is a joke" in section
    assert section.count("<li") == 4


@pytest.mark.parametrize("ending", [".xlsx", ".docx", ".md", ".qdpx", ".json", ".ipa.docx", ".csv", ".qdc"])
def test_decisions_are_in_exports(reasoned: Path, tmp_path: Path, ending: str) -> None:
    """A format holds the comments, or counts them as memos that it cannot hold."""
    path = tmp_path / f"a{ending}"
    (exported,) = export(reasoned, [path], coders=["consensus"])
    names = zipfile.ZipFile(path).namelist() if zipfile.is_zipfile(path) else []
    parts = [zipfile.ZipFile(path).read(name) for name in names] or [path.read_bytes()]
    is_there = any("ask the participant again" in part.decode(errors="replace") for part in parts)
    counted = {loss.what: loss.count for loss in exported.losses}.get("memos", 0)
    assert (is_there, counted) == ((False, 4) if ending in {".csv", ".qdc"} else (ending != ".ipa.docx", 0))


def test_other_coders_are_exported_without_the_decisions(reasoned: Path, tmp_path: Path) -> None:
    """They belong to the coding of the consensus."""
    export(reasoned, [tmp_path / "a.json"], coders=["Anna"])
    assert read_project(tmp_path / "a.json").memos == ()
    export(reasoned, [tmp_path / "b.json"], coders=["consensus"])
    (first, *_) = read_project(tmp_path / "b.json").memos
    assert (first.author, first.doc_id, first.code_id, first.text) == ("consensus", "one.txt", MUSIC, "Decision: Music")


def test_a_code_of_the_program_says_so(reasoned: Path, folder: Path, tmp_path: Path) -> None:
    """By its id or by its name, it is told, and described in the codebook of the consensus."""
    (coding,) = (one for one in open_run(reasoned).codings if one.coder == "consensus")
    described = {code.code_id: code.description for code in coding.codebook.codes if code.description}
    assert described == {
        "name of T2": "Added by a consensus meeting from the proposal by ThemeMiner: T2.",
        "name of T2 > name of T2.1": "Added by a consensus meeting from the proposal by ThemeMiner: T2.1.",
    }
    path = tmp_path / "by name.csv"
    path.write_text(f"unit_id,decision\n{unit_id(1)},Name of T1.2\n{unit_id(2)},Joy\n", "utf-8")
    made = consensus(folder, path, coder="Anna")
    code = "name of T1 > name of T1.2"
    assert made.decisions.new == (code, "Joy")
    assert made.sentences[-1] == f"Of the new codes, these are the program's: {code} (T1.2)."
    assert [note.text for note in made.decisions.notes] == [
        f"Name of T1.2 is the name of T1.2; T1.2 is a theme by ThemeMiner: it stands for the code {code}."
    ]
    assert made.run.manifest["consensus"]["from_program"] == {"name of T1": "T1", code: "T1.2"}


def test_a_later_meeting_keeps_earlier_decisions(reasoned: Path, tmp_path: Path) -> None:
    """A decision that is made again replaces the earlier one; a mere comment does not."""
    path = tmp_path / "second.csv"
    lines = ["unit_id,decision,comment", f"{unit_id(10)},Music,no joke", f"{unit_id(1)},,hm"]
    path.write_text("\n".join(lines), "utf-8")
    found = {one.unit_id: one for one in consensus(reasoned, path, coder="consensus", name="second").run.decisions}
    assert found[unit_id(10)] == Decision(unit_id(10), (MUSIC,), "no joke")
    assert found[unit_id(1)] == Decision(unit_id(1), (MUSIC,))
    assert len(found) == 4


def test_a_table_for_another_coder_is_refused(folder: Path, table: Path) -> None:
    """Decisions about Anna's coding are none about Bo's."""
    with pytest.raises(UsageError, match="was made for decisions on the coding by Anna, not by Bo"):
        consensus(folder, table, coder="Bo")


def test_the_next_command_is_printed_in_full(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where there are several coders, the one who was named is needed again."""
    path = tmp_path / "of bo.csv"
    assert command(["disagreements", str(folder), "--coder", "Bo", "--to", str(path)]) == 0
    assert 'of bo.csv" --coder "Bo" --output NEW' in capsys.readouterr().out


def test_the_printed_command_can_be_copied(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Blanks, quotes and Chinese in the names of a folder and a coder reach the program as they are."""
    run = disputed_run()
    odd = 'Bo "访谈" $1'
    folder = write(replace(run, codings=(*run.codings[:2], replace(run.codings[2], coder=odd))), tmp_path / "run")
    table = tmp_path / """My "first" study's 访谈""" / "decisions.csv"
    table.parent.mkdir()
    assert command(["disagreements", str(folder), "--coder", odd, "--to", str(table)]) == 0
    printed = capsys.readouterr().out.rstrip("\n").partition("run: thememiner ")[2]
    fill(table, ("none",))
    new = {"RUN": str(folder), "NEW": str(tmp_path / "new")}
    assert command([new.get(word, word) for word in shlex.split(printed)]) == 0


def test_everything_can_be_said_to_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What a coder left uncoded counts only then, in a run that is there already."""
    run = disputed_run()
    codings = (run.codings[0], *(replace(coding, scope=CODED_ONLY) for coding in run.codings[1:]))
    folder = write(replace(run, codings=codings), tmp_path / "unread")
    assert command(["disagreements", str(folder), "--coder", "Anna", "--most", "1"]) == 0
    assert "disagree on 3 of 15 units that both looked at; these are 1 of them.\n1 unit that" in capsys.readouterr().out
    assert command(["disagreements", str(folder), "--coder", "Anna", "--read", "documents"]) == 0
    assert "disagree on 4 of 16 units that both looked at.\n" in capsys.readouterr().out


def test_a_table_without_any_decision_is_refused(folder: Path, tmp_path: Path) -> None:
    """Nothing decided is nothing to write."""
    path = tmp_path / "open.csv"
    path.write_text(f"unit_id,decision\n{unit_id(1)},\n", "utf-8")
    with pytest.raises(UsageError, match="decides nothing that could be used"):
        consensus(folder, path, coder="Anna")


def test_a_table_with_decisions_is_not_overwritten(folder: Path, table: Path) -> None:
    """A file that is there may hold an afternoon's work."""
    before = table.read_bytes()
    assert command(["disagreements", str(folder), "--coder", "Anna", "--to", str(table)]) == RunExistsError.exit_code
    assert table.read_bytes() == before


def test_messages_and_logs_quote_no_transcript(
    folder: Path, table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Messages and logs name rows and units, never what was said."""
    command(["consensus", str(folder), str(table), "--coder", "Anna", "-o", str(tmp_path / "new")])
    told = capsys.readouterr()
    logs = "".join(path.read_text("utf-8") for path in (tmp_path / "new" / "log").iterdir())
    assert CANARY not in told.out + told.err + logs

"""Export, convert and inspect, as workflows and on the command line."""

import json
from pathlib import Path

import pytest

from thememiner.__main__ import run as run_command
from thememiner.errors import RunExistsError, UnreadableFileError, UsageError
from thememiner.exchange import read_project
from thememiner.exchange.writers import PROJECT_WRITERS, RESULTS_WRITERS
from thememiner.records import Document, Loss
from thememiner.workflows import convert, export, inspect
from thememiner.workflows import losses as losses_of_workflows
from thememiner.workflows.losses import count_losses, losses_path

EVERY = sorted({*PROJECT_WRITERS, *RESULTS_WRITERS})


def hashes(folder: Path) -> dict[str, bytes]:
    """Return what lies in a folder."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("ending", EVERY)
def test_every_format_is_written(folder: Path, tmp_path: Path, ending: str) -> None:
    """A run becomes a private file in each format, twice the same, and stays as it is."""
    before = hashes(folder)
    targets = [tmp_path / f"{name}{ending}" for name in ("one", "other")]
    export(folder, targets)
    assert targets[0].read_bytes() == targets[1].read_bytes()
    assert targets[0].stat().st_mode & 0o777 == 0o600
    assert hashes(folder) == before


def test_several_files_at_once(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each --to is a file; what it could not hold is on the terminal and beside it."""
    csv, docx = tmp_path / "new" / "a.csv", tmp_path / "a.json"
    assert run_command(["export", str(folder), "--to", str(csv), "--to", str(docx)]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == [str(csv), str(docx)]
    report = losses_path(csv).read_text("utf-8")
    assert report.startswith("Left behind in a.csv, by kind\n\nOf yours:\n2 × texts of documents")
    assert "Left behind in a.csv: 2 × texts of documents" in err
    assert f"Note: created the folder {csv.parent}" in err
    assert not losses_path(docx).exists()


def test_nothing_is_replaced_unasked(folder: Path, tmp_path: Path) -> None:
    """Of several files, none is written if one is there; with ``replace`` it is."""
    there, new = tmp_path / "a.csv", tmp_path / "b.csv"
    there.write_text("mine", "utf-8")
    with pytest.raises(RunExistsError, match=r"a\.csv.*--force"):
        export(folder, [new, there])
    assert (there.read_text("utf-8"), new.exists()) == ("mine", False)
    export(folder, [new, there], replace=True)
    assert there.read_bytes() == new.read_bytes()


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        pytest.param(["a.pdf"], r"Choose a name that ends with \.xlsx, \.ipa\.docx", id="unknown ending"),
        pytest.param(["a.csv", "./a.csv"], "named twice", id="twice"),
        pytest.param([""], "no format", id="a folder"),
    ],
)
def test_unfit_files_are_refused(folder: Path, tmp_path: Path, names: list[str], reason: str) -> None:
    """The message says what can be written."""
    with pytest.raises(UsageError, match=reason):
        export(folder, [tmp_path / name for name in names])
    assert not list(tmp_path.iterdir())


def test_a_run_is_never_written_into(folder: Path) -> None:
    """Files lie beside a run, not in it."""
    with pytest.raises(UsageError, match="never altered"):
        export(folder, [folder / "a.csv"])


def test_a_codebook_is_the_programs_unless_asked_otherwise(folder: Path, tmp_path: Path) -> None:
    """The codebooks of other coders are counted as left behind; --coder chooses one."""
    (ours,) = export(folder, [tmp_path / "ours.qdc"])
    assert Loss("codebooks of other coders, which --coder chooses", 1) in ours.losses
    export(folder, [tmp_path / "theirs.qdc"], coders=["=Ana"])
    (coding,) = read_project(tmp_path / "theirs.qdc").codings
    assert [code.name for code in coding.codebook.codes] == ["life", "a > b"]


def test_an_unknown_coder_is_refused(folder: Path, tmp_path: Path) -> None:
    """The message lists the coders."""
    with pytest.raises(UsageError, match="=Ana"):
        export(folder, [tmp_path / "a.csv"], coders=["Bo"])


def test_ours_stands_beside_theirs(folder: Path, tmp_path: Path) -> None:
    """With somebody's project, their coding stays and the program's is added."""
    export(folder, [tmp_path / "theirs.qdpx"], coders=["=Ana"])
    export(folder, [tmp_path / "both.qdpx"], coders=["ThemeMiner"], beside=tmp_path / "theirs.qdpx")
    codings = {coding.coder: len(coding.segments) for coding in read_project(tmp_path / "both.qdpx").codings}
    assert codings == {"=Ana": 3, "ThemeMiner": 4}
    with pytest.raises(UsageError, match="no project is to be written"):
        export(folder, [tmp_path / "c.csv"], beside=tmp_path / "theirs.qdpx")


def test_what_is_lost_no_more_is_told_no_more(folder: Path, tmp_path: Path) -> None:
    """An older report of losses does not stay beside a file that lost nothing."""
    losses_path(tmp_path / "a.json").write_text("Left behind in a.json, by kind:\n2 × memos\n", "utf-8")
    export(folder, [tmp_path / "a.json"])
    assert losses_path(tmp_path / "a.json").read_text("utf-8") == "Nothing was left behind.\n"


def test_somebodys_own_file_is_no_report(folder: Path, tmp_path: Path) -> None:
    """What is called like a report and is none is not replaced unasked."""
    own = losses_path(tmp_path / "a.csv")
    own.write_text("my notes", "utf-8")
    with pytest.raises(RunExistsError, match=r"a\.csv\.losses\.txt.*--force"):
        export(folder, [tmp_path / "a.csv"])
    assert [path.name for path in tmp_path.iterdir()] == [own.name]
    export(folder, [tmp_path / "a.csv"], replace=True)
    assert own.read_text("utf-8").startswith("Left behind in a.csv")


def test_bookkeeping_is_told_apart(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is people's own comes first, on the terminal and in the report; the rest takes nothing of theirs."""
    assert run_command(["export", str(folder), "--to", str(tmp_path / "a.qdpx")]) == 0
    told = [line for line in capsys.readouterr().err.splitlines() if " × " in line]
    assert told[-1].startswith("Left behind in a.qdpx (ThemeMiner's own bookkeeping): ")
    report = losses_path(tmp_path / "a.qdpx").read_text("utf-8")
    assert "× memberships of meaning units" in report.partition("Of ThemeMiner's own bookkeeping:")[2]


def test_bookkeeping_is_called_as_it_is_counted() -> None:
    """Each kind that counts as bookkeeping is one that some reader or writer counts."""
    package = Path(losses_of_workflows.__file__).parents[1]
    counted = "".join(path.read_text("utf-8") for path in sorted((package / "exchange").rglob("*.py")))
    kinds = {kind.removesuffix(" of a run") for kind in losses_of_workflows.BOOKKEEPING}
    assert [kind for kind in sorted(kinds) if f'"{kind}"' not in counted] == []


def test_equal_kinds_of_loss_add_up() -> None:
    """A kind is told once, with all that there is of it."""
    assert count_losses([Loss("memos", 2), Loss("links", 1), Loss("memos", 1_000)]) == ("1,002 × memos", "1 × links")


def test_projects_are_converted(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A run becomes a project, that a JSON file, and that a table, with the same codings in each."""
    assert run_command(["convert", str(folder), str(tmp_path / "a.qdpx")]) == 0
    assert run_command(["convert", str(tmp_path / "a.qdpx"), str(tmp_path / "b.json")]) == 0
    assert run_command(["convert", str(tmp_path / "b.json"), str(tmp_path / "c.csv")]) == 0
    assert "c.csv: 2 documents, 2 coders, 7 codings" in capsys.readouterr().out


def test_a_table_gets_its_texts(folder: Path, tmp_path: Path) -> None:
    """With the transcripts a table's positions count; without them there is what it quotes."""
    export(folder, [tmp_path / "a.csv"])
    documents = {document.doc_id: document.text for document in read_project_of(folder, tmp_path)}
    for name, text in documents.items():
        (tmp_path / "texts").mkdir(exist_ok=True)
        (tmp_path / "texts" / name).write_bytes(text.encode())
    whole = convert(tmp_path / "a.csv", tmp_path / "whole.json", documents=[tmp_path / "texts"])
    assert {document.doc_id: document.text for document in whole.project.documents} == documents
    bare = convert(tmp_path / "a.csv", tmp_path / "bare.json")
    assert sum(len(document.text) for document in bare.project.documents) < sum(map(len, documents.values()))
    assert losses_path(tmp_path / "bare.json").exists()


def read_project_of(folder: Path, tmp_path: Path) -> tuple[Document, ...]:
    """Return the documents of a run, by way of a file."""
    export(folder, [tmp_path / "run.json"])
    return read_project(tmp_path / "run.json").documents


@pytest.mark.parametrize("ending", [".docx", ".md"])
def test_texts_of_themes_need_a_run(folder: Path, tmp_path: Path, ending: str) -> None:
    """The message says so."""
    export(folder, [tmp_path / "a.json"])
    with pytest.raises(UsageError, match="It can be written from a run only"):
        convert(tmp_path / "a.json", tmp_path / f"b{ending}")


def test_a_file_is_not_converted_into_itself(folder: Path, tmp_path: Path) -> None:
    """Not even with ``replace``."""
    export(folder, [tmp_path / "a.json"])
    with pytest.raises(UsageError, match="the file to read"):
        convert(tmp_path / "a.json", tmp_path / "a.json", replace=True)


def test_a_run_is_looked_at(folder: Path) -> None:
    """Documents, coders, codes, units and themes are counted."""
    seen = inspect(folder)
    assert seen.format == "run"
    assert {"documents": 2, "coders": 2, "codings": 7, "meaning units": 10, "of them kept": 5, "themes": 2}.items() <= (
        seen.counts.items()
    )
    assert [(one.coder, one.codes, one.segments) for one in seen.coders] == [("ThemeMiner", 4, 4), ("=Ana", 2, 3)]


@pytest.mark.parametrize(
    ("ending", "form"),
    [
        (".qdpx", "refi-qda"),
        (".qdc", "codebook"),
        (".json", "thememiner"),
        (".csv", "segments"),
        (".md", "transcripts"),
    ],
)
def test_every_kind_is_told(folder: Path, tmp_path: Path, ending: str, form: str) -> None:
    """The format is found by what is in the file."""
    export(folder, [tmp_path / f"a{ending}"])
    assert inspect(tmp_path / f"a{ending}").format == form


def test_a_table_of_anything_is_told(tmp_path: Path) -> None:
    """A table that is neither texts nor codings has columns and rows."""
    (tmp_path / "a.csv").write_text("colour,size\nred,1\n", "utf-8")
    seen = inspect(tmp_path / "a.csv")
    assert (seen.format, seen.columns, dict(seen.counts)) == ("table", ("colour", "size"), {"rows": 1})


def test_what_is_nothing_is_refused(tmp_path: Path) -> None:
    """The message names the formats that there are."""
    (tmp_path / "a.bin").write_bytes(bytes(range(256)))
    with pytest.raises(UnreadableFileError, match="refi-qda"):
        inspect(tmp_path / "a.bin")


def test_inspecting_prints_no_text(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Names and counts are printed, as a table or as JSON; words of participants are not."""
    export(folder, [tmp_path / "a.json"])
    assert run_command(["inspect", str(tmp_path / "a.json")]) == 0
    out = capsys.readouterr().out
    assert out.startswith("a.json: thememiner\n  documents: 2\n")
    assert "=Ana\t2\t3\t3\t2" in out
    assert run_command(["inspect", str(tmp_path / "a.json"), "--json"]) == 0
    printed = capsys.readouterr().out
    assert json.loads(printed)["counts"]["codings"] == 7
    assert "noon" not in out + printed

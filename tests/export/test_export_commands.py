"""Export, convert and inspect, as functions and on the command line."""

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
from thememiner.workflows.losses import count_losses, get_losses_path

EVERY = sorted({*PROJECT_WRITERS, *RESULTS_WRITERS})


def hashes(folder: Path) -> dict[str, bytes]:
    """Return the hashes of the files in a folder."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("ending", EVERY)
def test_every_format_is_written(folder: Path, tmp_path: Path, ending: str) -> None:
    """A run becomes a private file in each format, with equal bytes each time, and is not changed."""
    before = hashes(folder)
    targets = [tmp_path / f"{name}{ending}" for name in ("one", "other")]
    export(folder, targets)
    assert targets[0].read_bytes() == targets[1].read_bytes()
    assert targets[0].stat().st_mode & 0o777 == 0o600
    assert hashes(folder) == before


def test_several_files_at_once(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each --to writes a file; its losses are printed and written beside it."""
    csv, docx = tmp_path / "new" / "a.csv", tmp_path / "a.json"
    assert run_command(["export", str(folder), "--to", str(csv), "--to", str(docx)]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == [str(csv), str(docx)]
    report = get_losses_path(csv).read_text("utf-8")
    assert report.startswith("Left behind in a.csv, by kind\n\nOf yours:\n2 × texts of documents")
    assert "Left behind in a.csv: 2 × texts of documents" in err
    assert f"Note: created the folder {csv.parent}" in err
    assert not get_losses_path(docx).exists()


def test_files_are_replaced_only_on_request(folder: Path, tmp_path: Path) -> None:
    """If one of several files exists, none is written without ``replace``."""
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
        pytest.param([""], "is not in a format", id="a folder"),
    ],
)
def test_unknown_endings_are_refused(folder: Path, tmp_path: Path, names: list[str], reason: str) -> None:
    """The message lists the endings that can be written."""
    with pytest.raises(UsageError, match=reason):
        export(folder, [tmp_path / name for name in names])
    assert not list(tmp_path.iterdir())


def test_a_folder_is_no_file_to_write(folder: Path, tmp_path: Path) -> None:
    """A folder with the name of a file, or of its report, is refused before anything is written."""
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(UsageError, match=r"a\.csv: is a folder\. Name a file to write\."):
        export(folder, [tmp_path / "b.md", tmp_path / "a.csv"])
    get_losses_path(tmp_path / "c.csv").mkdir()
    with pytest.raises(RunExistsError, match="Choose another name"):
        export(folder, [tmp_path / "c.csv"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", get_losses_path(tmp_path / "c.csv").name]


def test_no_file_is_written_into_a_run(folder: Path) -> None:
    """Files are written beside a run, not in it."""
    with pytest.raises(UsageError, match="never altered"):
        export(folder, [folder / "a.csv"])


def test_a_codebook_is_that_of_the_program_by_default(folder: Path, tmp_path: Path) -> None:
    """The codebooks of other coders are counted as losses; --coder chooses one."""
    (ours,) = export(folder, [tmp_path / "ours.qdc"])
    assert Loss("codebooks of other coders, which --coder chooses", 1) in ours.losses
    export(folder, [tmp_path / "theirs.qdc"], coders=["=Ana"])
    (coding,) = read_project(tmp_path / "theirs.qdc").codings
    assert [code.name for code in coding.codebook.codes] == ["life", "a > b"]


def test_an_unknown_coder_is_refused(folder: Path, tmp_path: Path) -> None:
    """The message lists the coders."""
    with pytest.raises(UsageError, match="=Ana"):
        export(folder, [tmp_path / "a.csv"], coders=["Bo"])


def test_a_run_is_added_to_an_existing_project(folder: Path, tmp_path: Path) -> None:
    """The codings of the project stay, and the program's are added."""
    export(folder, [tmp_path / "theirs.qdpx"], coders=["=Ana"])
    export(folder, [tmp_path / "both.qdpx"], coders=["ThemeMiner"], merge_into=tmp_path / "theirs.qdpx")
    codings = {coding.coder: len(coding.segments) for coding in read_project(tmp_path / "both.qdpx").codings}
    assert codings == {"=Ana": 3, "ThemeMiner": 4}
    with pytest.raises(UsageError, match="no project is to be written"):
        export(folder, [tmp_path / "c.csv"], merge_into=tmp_path / "theirs.qdpx")


def test_an_outdated_report_of_losses_is_replaced(folder: Path, tmp_path: Path) -> None:
    """A file without losses has no report of earlier ones beside it."""
    get_losses_path(tmp_path / "a.json").write_text("Left behind in a.json, by kind:\n2 × memos\n", "utf-8")
    export(folder, [tmp_path / "a.json"])
    assert get_losses_path(tmp_path / "a.json").read_text("utf-8") == "Nothing was left behind.\n"


def test_a_users_file_is_not_taken_for_a_report(folder: Path, tmp_path: Path) -> None:
    """A file with the name of a report that is not one is replaced only on request."""
    own = get_losses_path(tmp_path / "a.csv")
    own.write_text("my notes", "utf-8")
    with pytest.raises(RunExistsError, match=r"a\.csv\.losses\.txt.*--force"):
        export(folder, [tmp_path / "a.csv"])
    assert [path.name for path in tmp_path.iterdir()] == [own.name]
    export(folder, [tmp_path / "a.csv"], replace=True)
    assert own.read_text("utf-8").startswith("Left behind in a.csv")


def test_bookkeeping_is_reported_separately(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Losses of people's own work come first, on the terminal and in the report."""
    assert run_command(["export", str(folder), "--to", str(tmp_path / "a.qdpx")]) == 0
    told = [line for line in capsys.readouterr().err.splitlines() if " × " in line]
    assert told[-1].startswith("Left behind in a.qdpx (ThemeMiner's own bookkeeping): ")
    report = get_losses_path(tmp_path / "a.qdpx").read_text("utf-8")
    assert "× memberships of meaning units" in report.partition("Of ThemeMiner's own bookkeeping:")[2]


def test_every_kind_of_bookkeeping_is_counted_somewhere() -> None:
    """Each kind of loss in the list is counted by some reader or writer."""
    package = Path(losses_of_workflows.__file__).parents[1]
    counted = "".join(path.read_text("utf-8") for path in sorted((package / "exchange").rglob("*.py")))
    kinds = {kind.removesuffix(" of a run") for kind in losses_of_workflows.BOOKKEEPING}
    assert [kind for kind in sorted(kinds) if f'"{kind}"' not in counted and f'"{kind} of a run"' not in counted] == []


def test_equal_kinds_of_loss_add_up() -> None:
    """Each kind is reported once, with its total."""
    assert count_losses([Loss("memos", 2), Loss("links", 1), Loss("memos", 1_000)]) == ("1,002 × memos", "1 × links")


def test_projects_are_converted(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A run becomes a project, that a JSON file, and that a table, with the same codings."""
    assert run_command(["convert", str(folder), str(tmp_path / "a.qdpx")]) == 0
    assert run_command(["convert", str(tmp_path / "a.qdpx"), str(tmp_path / "b.json")]) == 0
    assert run_command(["convert", str(tmp_path / "b.json"), str(tmp_path / "c.csv")]) == 0
    assert "c.csv: 2 documents, 2 coders, 7 codings" in capsys.readouterr().out


def test_a_table_gets_its_texts(folder: Path, tmp_path: Path) -> None:
    """With the transcripts, positions of a table are used; without them, its excerpts are."""
    export(folder, [tmp_path / "a.csv"])
    documents = {document.doc_id: document.text for document in read_project_of(folder, tmp_path)}
    for name, text in documents.items():
        (tmp_path / "texts").mkdir(exist_ok=True)
        (tmp_path / "texts" / name).write_bytes(text.encode())
    whole = convert(tmp_path / "a.csv", tmp_path / "whole.json", documents=[tmp_path / "texts"])
    assert {document.doc_id: document.text for document in whole.project.documents} == documents
    bare = convert(tmp_path / "a.csv", tmp_path / "bare.json")
    assert sum(len(document.text) for document in bare.project.documents) < sum(map(len, documents.values()))
    assert get_losses_path(tmp_path / "bare.json").exists()


def read_project_of(folder: Path, tmp_path: Path) -> tuple[Document, ...]:
    """Return the documents of a run, written to a file and read again."""
    export(folder, [tmp_path / "run.json"])
    return read_project(tmp_path / "run.json").documents


@pytest.mark.parametrize("ending", [".docx", ".md"])
def test_texts_of_themes_need_a_run(folder: Path, tmp_path: Path, ending: str) -> None:
    """The message says that they can be written from a run only."""
    export(folder, [tmp_path / "a.json"])
    with pytest.raises(UsageError, match="It can be written from a run only"):
        convert(tmp_path / "a.json", tmp_path / f"b{ending}")


def test_a_file_is_not_converted_into_itself(folder: Path, tmp_path: Path) -> None:
    """This holds even with ``replace``."""
    export(folder, [tmp_path / "a.json"])
    with pytest.raises(UsageError, match="the file to read"):
        convert(tmp_path / "a.json", tmp_path / "a.json", replace=True)


def test_a_run_is_inspected(folder: Path) -> None:
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
def test_every_format_is_inspected(folder: Path, tmp_path: Path, ending: str, form: str) -> None:
    """The format is recognised from the content."""
    export(folder, [tmp_path / f"a{ending}"])
    assert inspect(tmp_path / f"a{ending}").format == form


def test_any_table_is_inspected(tmp_path: Path) -> None:
    """For a table that holds neither texts nor codings, columns and rows are shown."""
    (tmp_path / "a.csv").write_text("colour,size\nred,1\n", "utf-8")
    seen = inspect(tmp_path / "a.csv")
    assert (seen.format, seen.columns, dict(seen.counts)) == ("table", ("colour", "size"), {"rows": 1})


def test_unknown_formats_are_refused(tmp_path: Path) -> None:
    """The message names the known formats."""
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

"""A run keeps who made each coding, and stores it only where the coder's name does not say it."""

import dataclasses
import json
from pathlib import Path

import pytest
from sample_runs import a_coding, a_comparison, a_run, write

from thememiner.errors import RunError
from thememiner.records import MACHINE, CodingKind, Run
from thememiner.runs import open_run
from thememiner.storage import hash_bytes

PERSON, PROPOSAL = CodingKind.PERSON, CodingKind.PROPOSAL


def run_of(coder: str, kind: CodingKind) -> Run:
    """Return a run with one coding and a comparison of it with itself."""
    comparison = dataclasses.replace(a_comparison(coder), proposed=coder, reference_kind=kind, proposed_kind=kind)
    return dataclasses.replace(a_run(), codings=(a_coding(coder, kind),), comparisons=(comparison,))


def stored(folder: Path, name: str) -> dict[str, object]:
    """Return the content of the only file of a sub-folder of a run."""
    (path,) = (folder / name).glob("*.json")
    content: dict[str, object] = json.loads(path.read_bytes())
    return content


@pytest.mark.parametrize(
    ("coder", "kind"),
    [
        pytest.param(MACHINE, PROPOSAL, id="the program"),
        pytest.param("Anna", PERSON, id="a person"),
        pytest.param(f"{MACHINE}-Anna", PERSON, id="a person whose name begins like the program's"),
        pytest.param(f"{MACHINE} (2)", PERSON, id="a person with the program's name, renamed"),
    ],
)
def test_kind_that_the_name_says_is_not_stored(tmp_path: Path, coder: str, kind: CodingKind) -> None:
    """The files of an ordinary run do not change by the kind, and it comes back."""
    write(run_of(coder, kind), tmp_path / "run")
    assert "kind" not in stored(tmp_path / "run", "codebooks")
    assert not [name for name in stored(tmp_path / "run", "comparisons")["comparison"] if name.endswith("_kind")]  # type: ignore[attr-defined]
    opened = open_run(tmp_path / "run")
    assert opened.codings[0].kind is kind
    assert (opened.comparisons[0].reference_kind, opened.comparisons[0].proposed_kind) == (kind, kind)


@pytest.mark.parametrize(
    ("coder", "kind"),
    [
        pytest.param(MACHINE, PERSON, id="a person with the program's name"),
        pytest.param("Anna", CodingKind.CONSENSUS, id="consensus"),
        pytest.param("Anna", CodingKind.SUGGESTION, id="suggestion"),
        pytest.param(f"{MACHINE} 2", PROPOSAL, id="a proposal of another name"),
    ],
)
def test_kind_that_the_name_does_not_say_is_stored(tmp_path: Path, coder: str, kind: CodingKind) -> None:
    """Any other kind stands in the codebook's file and in the comparison's, and comes back."""
    write(run_of(coder, kind), tmp_path / "run")
    assert stored(tmp_path / "run", "codebooks")["kind"] == kind
    opened = open_run(tmp_path / "run")
    assert opened.codings[0].kind is kind
    assert (opened.comparisons[0].reference_kind, opened.comparisons[0].proposed_kind) == (kind, kind)


def test_proposals_of_two_runs_are_known_by_name_in_a_comparison(tmp_path: Path) -> None:
    """In a comparison without kinds, "ThemeMiner in RUN" is a proposal; in a coding it would be a person."""
    coder = f"{MACHINE} in en7"
    write(run_of(coder, PROPOSAL), tmp_path / "run")
    assert stored(tmp_path / "run", "codebooks")["kind"] == "proposal"
    assert "proposed_kind" not in stored(tmp_path / "run", "comparisons")["comparison"]  # type: ignore[operator]
    assert open_run(tmp_path / "run").comparisons[0].proposed_kind is PROPOSAL


def test_unknown_kind_is_damage(tmp_path: Path) -> None:
    """A kind that no version of the program writes is reported with the file that holds it."""
    folder = tmp_path / "run"
    write(run_of("Anna", CodingKind.CONSENSUS), folder)
    (path,) = (folder / "codebooks").glob("*.json")
    manifest = json.loads((folder / "manifest.json").read_bytes())
    path.write_bytes(path.read_bytes().replace(b"consensus", b"committee"))
    manifest["files"]["codebooks/Anna.json"] = hash_bytes(path.read_bytes())
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(RunError, match="does not hold"):
        open_run(folder)

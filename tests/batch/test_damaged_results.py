"""A damaged result is detected, logged and computed again; a user's own files are never touched."""

from pathlib import Path

import pytest
from batch_trees import events, torn_files, tree_of
from small_executor import NAMES, run_small, write_plan

from thememiner.batch.jobs import JobRecord, read_record, write_record
from thememiner.batch.journal import State
from thememiner.batch.plan import read_plan
from thememiner.batch.store import DONE_FILE, StageStore

CHANGED = "[discovery]\nruns = 3\n"
"""Changes the last two stages, which read the results of the others."""


def flip(path: Path, place: int = 0) -> None:
    """Flip one bit of a file."""
    data = bytearray(path.read_bytes())
    data[place] ^= 4
    path.write_bytes(data)


@pytest.fixture
def expected(tmp_path: Path) -> dict[str, str]:
    """Return the tree of a plan that was changed and never damaged."""
    for text in ("", CHANGED):
        plan = write_plan(tmp_path / "whole", {"plain": text}, corpora=1)
        run_small(plan)
    return tree_of(read_plan(plan).output)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("stage", ["read", "count"])
def test_a_flipped_bit_in_any_file_of_a_result_is_noticed(
    tmp_path: Path, expected: dict[str, str], stage: str, name: str
) -> None:
    """The log names the file, and the stage is computed again when its result is needed."""
    plan = write_plan(tmp_path, corpora=1)
    output = read_plan(plan).output
    run_small(plan)
    (damaged,) = output.glob(f"stages/corpus-0/{stage}-*/{name}")
    flip(damaged)
    write_plan(tmp_path, {"plain": CHANGED}, corpora=1)
    (outcome,) = run_small(plan)
    assert (outcome.state, set(outcome.computed)) == (State.DONE, {stage, "draw", "report"})
    (line,) = [line for line in events(output, "corpus-0") if line["event"] == "damaged"]
    assert (line["stage"], line["place"]) == (stage, str(damaged))
    assert tree_of(output) == expected


def test_a_missing_file_of_a_result_is_noticed(tmp_path: Path, expected: dict[str, str]) -> None:
    """The stage is computed again, as if the file had been altered."""
    plan = write_plan(tmp_path, corpora=1)
    output = read_plan(plan).output
    run_small(plan)
    (missing,) = output.glob("stages/corpus-0/count-*/one")
    missing.unlink()
    write_plan(tmp_path, {"plain": CHANGED}, corpora=1)
    run_small(plan)
    assert tree_of(output) == expected


def test_a_flipped_bit_anywhere_in_a_done_mark_is_noticed(tmp_path: Path) -> None:
    """A mark that differs from the one that was written is ignored."""
    store = StageStore(tmp_path)
    result = store.write("read", "k" * 64, [("one", b"1"), ("two", b"2")])
    mark = result.folder / DONE_FILE
    for place in range(mark.stat().st_size):
        flip(mark, place)
        assert store.find("read", "k" * 64) is None, f"byte {place}"
        flip(mark, place)
    assert store.find("read", "k" * 64) == result


def test_a_flipped_bit_anywhere_in_the_record_of_a_job_is_noticed(tmp_path: Path) -> None:
    """A damaged record is ignored, so the run is written again."""
    record = JobRecord({"read": {"program": "a" * 64}}, "b" * 64, "Three themes of 主题.", 12)
    path = tmp_path / "plain.json"
    write_record(path, record)
    for place in range(path.stat().st_size):
        flip(path, place)
        assert read_record(path) is None, f"byte {place}"
        flip(path, place)
    assert read_record(path) == record


@pytest.mark.parametrize(
    ("pattern", "computed"),
    [
        pytest.param("stages/corpus-0/count-*/done.json", {"count"}, id="done mark"),
        pytest.param("stages/corpus-0/plain.json", {"report"}, id="record of the job"),
    ],
)
def test_only_what_was_damaged_is_computed_again(tmp_path: Path, pattern: str, computed: set[str]) -> None:
    """If the stage gives the same result as before, no other stage is computed again."""
    plan = write_plan(tmp_path, corpora=1)
    output = read_plan(plan).output
    run_small(plan)
    before = tree_of(output)
    (damaged,) = output.glob(pattern)
    flip(damaged, 5)
    (outcome,) = run_small(plan)
    assert set(outcome.computed) == computed
    assert tree_of(output) == before
    assert run_small(plan)[0].state is State.UNCHANGED


def test_a_run_that_was_altered_is_written_again(tmp_path: Path) -> None:
    """Its manifest does not have the hash in the record of the job."""
    plan = write_plan(tmp_path, corpora=1)
    output = read_plan(plan).output
    run_small(plan)
    before = tree_of(output)
    manifest = output / "runs" / "corpus-0" / "plain" / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace("small", "smell"), "utf-8")
    (outcome,) = run_small(plan)
    assert outcome.computed == ("report",)
    assert tree_of(output) == before


@pytest.mark.parametrize("name", NAMES)
def test_a_flipped_bit_in_any_file_of_a_run_is_noticed(tmp_path: Path, name: str) -> None:
    """So is a missing file; in both cases the run is written again."""
    plan = read_plan(write_plan(tmp_path, corpora=1))
    run_small(plan)
    before = tree_of(plan.output)
    flip(plan.jobs[0].folder / name)
    assert run_small(plan)[0].computed == ("report",)
    assert tree_of(plan.output) == before
    (plan.jobs[0].folder / name).unlink()
    assert run_small(plan)[0].computed == ("report",)
    assert tree_of(plan.output) == before


def test_a_run_with_an_unreadable_manifest_is_refused(tmp_path: Path) -> None:
    """The folder may contain a user's files; when it has been moved away, the run is written again."""
    plan = write_plan(tmp_path, corpora=1)
    output = read_plan(plan).output
    run_small(plan)
    before = tree_of(output)
    folder = output / "runs" / "corpus-0" / "plain"
    (folder / "manifest.json").write_bytes(b"{")
    (outcome,) = run_small(plan)
    assert outcome.failure is not None
    assert (outcome.failure.place, outcome.exit_code) == (str(folder), 2)
    folder.rename(tmp_path / "moved")
    run_small(plan)
    assert tree_of(output) == before


def test_a_run_with_a_file_of_the_user_is_not_replaced(tmp_path: Path) -> None:
    """The job says so before any work and names the file; it runs when the file has been moved."""
    plan = write_plan(tmp_path, corpora=2)
    output = read_plan(plan).output
    run_small(plan)
    memo = output / "runs" / "corpus-0" / "plain" / "memo.txt"
    memo.write_text("Ask the second coder.", "utf-8")
    before = tree_of(output)
    assert [outcome.state for outcome in run_small(plan)] == [State.UNCHANGED, State.UNCHANGED]
    write_plan(tmp_path, {"plain": CHANGED}, corpora=2)
    refused, other = run_small(plan)
    assert (refused.state, other.state) == (State.FAILED, State.DONE)
    assert refused.failure is not None
    assert "memo.txt" in refused.failure.reason
    assert "--force" not in refused.failure.reason + refused.failure.remedy
    after = tree_of(output)
    assert {name: after[name] for name in before if "corpus-0" in name} == {
        name: digest for name, digest in before.items() if "corpus-0" in name
    }
    memo.rename(tmp_path / "memo.txt")
    assert [outcome.state for outcome in run_small(plan)] == [State.DONE, State.UNCHANGED]
    assert torn_files(output) == []

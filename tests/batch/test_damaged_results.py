"""A result that is not what was written is noticed, told, and done again; a person's files are never touched."""

from pathlib import Path

import pytest
from batch_trees import events, torn_files, tree_of
from small_executor import NAMES, run_small, write_plan

from thememiner.batch.jobs import JobRecord, read_record, write_record
from thememiner.batch.journal import State
from thememiner.batch.plan import read_plan
from thememiner.batch.store import DONE_FILE, StageStore

CHANGED = "[discovery]\nruns = 3\n"
"""Has the last two stages done again, which read the results of the others."""


def flip(path: Path, place: int = 0) -> None:
    """Turn over one bit of a file."""
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
    """The log names the file, and that stage is done again, once its result is needed."""
    plan = write_plan(tmp_path, corpora=1)
    output = read_plan(plan).output
    run_small(plan)
    (damaged,) = output.glob(f"stages/corpus-0/{stage}-*/{name}")
    flip(damaged)
    write_plan(tmp_path, {"plain": CHANGED}, corpora=1)
    (outcome,) = run_small(plan)
    assert (outcome.state, set(outcome.computed)) == (State.DONE, {stage, "draw", "report"})
    (told,) = [line for line in events(output, "corpus-0") if line["event"] == "damaged"]
    assert (told["stage"], told["place"]) == (stage, str(damaged))
    assert tree_of(output) == expected


def test_a_missing_file_of_a_result_is_noticed(tmp_path: Path, expected: dict[str, str]) -> None:
    """Like one that was altered."""
    plan = write_plan(tmp_path, corpora=1)
    output = read_plan(plan).output
    run_small(plan)
    (missing,) = output.glob("stages/corpus-0/count-*/one")
    missing.unlink()
    write_plan(tmp_path, {"plain": CHANGED}, corpora=1)
    run_small(plan)
    assert tree_of(output) == expected


def test_a_flipped_bit_anywhere_in_a_done_mark_is_noticed(tmp_path: Path) -> None:
    """A mark that is not the very one that was written counts as none."""
    store = StageStore(tmp_path)
    result = store.write("read", "k" * 64, [("one", b"1"), ("two", b"2")])
    mark = result.folder / DONE_FILE
    for place in range(mark.stat().st_size):
        flip(mark, place)
        assert store.find("read", "k" * 64) is None, f"byte {place}"
        flip(mark, place)
    assert store.find("read", "k" * 64) == result


def test_a_flipped_bit_anywhere_in_the_record_of_a_job_is_noticed(tmp_path: Path) -> None:
    """So the run is written again instead of being taken for something that it is not."""
    record = JobRecord({"read": {"program": "a" * 64}}, "b" * 64, "Three themes of 主题.", 12)
    path = tmp_path / "plain.json"
    write_record(path, record)
    for place in range(path.stat().st_size):
        flip(path, place)
        assert read_record(path) is None, f"byte {place}"
        flip(path, place)
    assert read_record(path) == record


@pytest.mark.parametrize(
    ("pattern", "again"),
    [
        pytest.param("stages/corpus-0/count-*/done.json", {"count"}, id="done mark"),
        pytest.param("stages/corpus-0/plain.json", {"report"}, id="record of the job"),
    ],
)
def test_only_what_was_damaged_is_done_again(tmp_path: Path, pattern: str, again: set[str]) -> None:
    """A stage that gives what it gave before has no other stage done again."""
    plan = write_plan(tmp_path, corpora=1)
    output = read_plan(plan).output
    run_small(plan)
    before = tree_of(output)
    (damaged,) = output.glob(pattern)
    flip(damaged, 5)
    (outcome,) = run_small(plan)
    assert set(outcome.computed) == again
    assert tree_of(output) == before
    assert run_small(plan)[0].state is State.UNCHANGED


def test_a_run_that_was_altered_is_written_again(tmp_path: Path) -> None:
    """Its manifest is not the one that the record of the job tells of."""
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
    """Or a missing file: the run is written again."""
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
    """What is in the folder could be a person's; once it is away, the run is written again."""
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


def test_a_run_with_a_file_of_a_person_is_not_replaced(tmp_path: Path) -> None:
    """It says so before any work, names the file, and goes on once that lies elsewhere."""
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
        name: known for name, known in before.items() if "corpus-0" in name
    }
    memo.rename(tmp_path / "memo.txt")
    assert [outcome.state for outcome in run_small(plan)] == [State.DONE, State.UNCHANGED]
    assert torn_files(output) == []

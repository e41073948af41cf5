"""What a plan would do, and how far it is, in words."""

import json
from pathlib import Path

import pytest
from small_executor import SmallExecutor, run_small, write_plan

from thememiner.__main__ import run
from thememiner.batch.jobs import JobRecord, record_path, write_record
from thememiner.batch.journal import JobJournal, State, journal_path, read_journal
from thememiner.batch.locks import describe_holder, lock_output
from thememiner.batch.plan import Plan, read_plan
from thememiner.batch.status import find_due_stages, read_statuses
from thememiner.batch.summary.sources import read_executions
from thememiner.stages import STAGES


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    """Return a plan of one corpus."""
    folder = tmp_path / "interviews" / "ward"
    folder.mkdir(parents=True)
    (folder / "one.txt").write_text("I: And then?\nP1: I waited.\n", encoding="utf-8")
    (tmp_path / "plan.toml").write_text('corpora = "interviews/*"\n', encoding="utf-8")
    return read_plan(tmp_path / "plan.toml")


def journal_of(plan: Plan) -> JobJournal:
    """Return the log of the plan's only job."""
    return JobJournal(journal_path(plan.output, "ward", "default"))


def test_of_a_new_corpus_everything_is_due(plan: Plan) -> None:
    """And for the first stage it is said why."""
    found = find_due_stages(plan.jobs[0], plan.output)
    assert found.stages[0].stage.name == "read"
    assert found.stages[0].reason == "it has not been done yet"
    assert found.stages[-1].stage.name == "report"


def test_surveying_writes_nothing(plan: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    """A dry run leaves no folder behind."""
    assert run(["batch", str(plan.path), "--dry-run"]) == 0
    assert capsys.readouterr().out == (
        "ward/default: would be mined, because it has not been done yet\n1 of 1 jobs to do. Nothing was done.\n"
    )
    assert not plan.output.exists()


def test_a_model_that_is_not_there_is_told_of_its_job_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The other jobs are told all the same, and nothing is downloaded."""
    path = write_plan(tmp_path, {"one": "", "other": ""}, corpora=1)
    run_small(path, SmallExecutor(STAGES))
    write_plan(tmp_path, {"one": '[embedding]\nmodel = "nobody/nothing"\n', "other": ""}, corpora=1)
    assert run(["batch", str(path), "--dry-run"]) == 0
    missing, other, last = capsys.readouterr().out.splitlines()
    assert missing.startswith("corpus-0/one: cannot be determined: nobody/nothing: ")
    assert other == "corpus-0/other: nothing to do"
    assert last == "1 of 2 jobs to do. Nothing was done."


def test_a_job_without_a_log_is_open(plan: Plan) -> None:
    """Nothing was begun."""
    (found,) = read_statuses(plan)
    assert (found.state, found.doing, found.seconds) == (State.OPEN, "", 0)


def test_a_job_that_was_found_done_is_done(plan: Plan) -> None:
    """Also when its log is gone, and tells of nothing but that there was nothing to do."""
    write_record(record_path(plan.output, plan.jobs[0]), JobRecord({}, "a" * 64, "Three themes.", 0))
    for _ in range(2):
        (found,) = read_statuses(plan)
        assert (found.state, found.told) == (State.DONE, "Three themes.")
        journal_of(plan).log("unchanged", problems=0)


def test_a_clock_that_is_set_back_gives_no_negative_seconds(plan: Plan) -> None:
    """Summer time ends in the middle of a night's work; here a person corrects the clock."""
    journal = journal_of(plan)
    journal.path.parent.mkdir(parents=True)
    times = ("2026-10-25T03:00:00+00:00", "2026-10-25T02:00:00+00:00")
    lines = [
        {"time": time, "event": event, "stage": "read"} for time, event in zip(times, ("begin", "end"), strict=True)
    ]
    journal.path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    assert read_statuses(plan)[0].seconds == 0
    assert read_executions(plan)["ward", "default"].total == 0


def test_status_needs_no_disk_that_can_be_written_to(plan: Plan) -> None:
    """Where the lock cannot be had nobody seems to be at work."""
    (plan.output / "log" / "lock").mkdir(parents=True)
    assert describe_holder(plan.output) == ""


def test_what_is_under_way_is_told_with_its_steps(plan: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    """From the last line of the log."""
    journal = journal_of(plan)
    with lock_output(plan.output, wait=False):
        journal.log("begin", stage="embed")
        journal.log_step("embed", 20, 300)
        assert run(["status", str(plan.path)]) == 0
    told = capsys.readouterr()
    assert "ward\tdefault\trunning: Embedding 20 of 300" in told.out
    assert "A process is working on the plan (process " in told.err


def test_what_a_process_has_not_come_to_yet_waits(plan: Plan) -> None:
    """Whatever an earlier call said of it."""
    journal_of(plan).log("done", problems=0)
    with lock_output(plan.output, wait=False):
        (found,) = read_statuses(plan)
    assert (found.state, found.told) == (State.WAITING, "")


def test_what_a_killed_process_was_at_is_told(plan: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody holds the lock any more."""
    journal_of(plan).log("begin", stage="embed")
    assert describe_holder(plan.output) == ""
    assert run(["status", str(plan.path)]) == 0
    assert "ward\tdefault\tinterrupted: Embedding" in capsys.readouterr().out


def test_status_is_json_for_a_scheduler(plan: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    """Every job with its state."""
    journal_of(plan).log("failed", problems=0, failure="ward: is empty.")
    assert run(["status", str(plan.path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["at_work"] == ""
    assert told["jobs"][0]["state"] == "failed"
    assert told["jobs"][0]["told"] == "ward: is empty."


def test_a_job_that_failed_and_is_tried_again_is_under_way(plan: Plan) -> None:
    """Only the last time counts, and its seconds are its own."""
    journal = journal_of(plan)
    journal.log("begin", stage="read")
    journal.log("failed", failure="x")
    journal.log("begin", stage="segment")
    (found,) = read_statuses(plan)
    assert (found.state, found.doing) == (State.OPEN, "Cutting into meaning units")


def test_a_line_that_was_not_written_to_its_end_is_left_out(plan: Plan) -> None:
    """As a killed process leaves it."""
    journal = journal_of(plan)
    journal.log("begin", stage="read")
    with journal.path.open("a", encoding="utf-8") as file:
        file.write('{"time": "2026-')
    assert [line["event"] for line in read_journal(journal.path)] == ["begin"]


def test_steps_are_told_seldom(plan: Plan) -> None:
    """A log of a million batches would help nobody."""
    journal = journal_of(plan)
    for done in range(1000):
        journal.log_step("embed", done, 1000)
    assert len(read_journal(journal.path)) <= 2


def test_an_error_is_told_by_where_it_happened(plan: Plan) -> None:
    """Never by its message, which could quote a transcript."""
    journal = journal_of(plan)
    try:
        int("canary of a transcript")
    except ValueError as error:
        journal.log_error(error)
    (line,) = read_journal(journal.path)
    assert line["error"] == "ValueError"
    assert "canary" not in journal.path.read_text(encoding="utf-8")
    assert "test_survey_and_status.py" in str(line["frames"])

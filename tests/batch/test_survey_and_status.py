"""Which stages are due and why, and how far the jobs of a plan are."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from small_executor import SmallExecutor, run_small, write_plan

from thememiner.__main__ import run
from thememiner.batch.jobs import JobRecord, read_record, record_path, results_folder, write_record
from thememiner.batch.journal import JobJournal, State, journal_path, read_journal
from thememiner.batch.locks import describe_holder, lock_output
from thememiner.batch.plan import Plan, read_plan
from thememiner.batch.status import find_due_stages, read_statuses
from thememiner.batch.summary.sources import read_executions
from thememiner.errors import UnreadableFileError
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


def test_all_stages_of_a_new_corpus_are_due(plan: Plan) -> None:
    """The first stage has a reason."""
    due = find_due_stages(plan.jobs[0], plan.output)
    assert due.stages[0].stage.name == "read"
    assert due.stages[0].reason == "it has not been done yet"
    assert due.stages[-1].stage.name == "report"


def test_a_dry_run_writes_nothing(plan: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    """It creates no folder."""
    assert run(["batch", str(plan.path), "--dry-run"]) == 0
    assert capsys.readouterr().out == (
        "ward/default: would be mined, because it has not been done yet\n1 of 1 jobs to do. Nothing was done.\n"
    )
    assert not plan.output.exists()


def test_a_missing_model_is_reported_for_its_job_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The other jobs are listed as usual, and nothing is downloaded."""
    path = write_plan(tmp_path, {"one": "", "other": ""}, corpora=1)
    run_small(path, SmallExecutor(STAGES))
    write_plan(tmp_path, {"one": '[embedding]\nmodel = "nobody/nothing"\n', "other": ""}, corpora=1)
    assert run(["batch", str(path), "--dry-run"]) == 0
    missing, other, last = capsys.readouterr().out.splitlines()
    assert missing.startswith("corpus-0/one: cannot be determined: nobody/nothing: ")
    assert other == "corpus-0/other: nothing to do"
    assert last == "1 of 2 jobs to do. Nothing was done."


def test_a_job_without_a_log_is_open(plan: Plan) -> None:
    """No stage has started."""
    (status,) = read_statuses(plan)
    assert (status.state, status.doing, status.seconds) == (State.OPEN, "", 0)


def test_a_job_with_a_record_is_done(plan: Plan) -> None:
    """It is also done if its log is missing, or only says that the job was unchanged."""
    write_record(record_path(plan.output, plan.jobs[0]), JobRecord({}, "a" * 64, "Three themes.", 0))
    for _ in range(2):
        (status,) = read_statuses(plan)
        assert (status.state, status.told) == (State.DONE, "Three themes.")
        journal_of(plan).log("unchanged", problems=0)


def test_a_clock_that_is_set_back_gives_no_negative_seconds(plan: Plan) -> None:
    """A clock can be corrected while a job is running."""
    journal = journal_of(plan)
    journal.path.parent.mkdir(parents=True)
    times = ("2026-10-25T03:00:00+00:00", "2026-10-25T02:00:00+00:00")
    lines = [
        {"time": time, "event": event, "stage": "read"} for time, event in zip(times, ("begin", "end"), strict=True)
    ]
    journal.path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    assert read_statuses(plan)[0].seconds == 0
    assert read_executions(plan)["ward", "default"].total == 0


@pytest.mark.parametrize("time", ["yesterday", None, 3])
def test_times_that_cannot_be_read_count_as_none(plan: Plan, time: object) -> None:
    """A damaged log gives no seconds, and its job counts as one of the running call."""
    journal = journal_of(plan)
    journal.path.parent.mkdir(parents=True)
    line = {"event": "begin", "stage": "read"} | ({} if time is None else {"time": time})
    journal.path.write_text(f"{json.dumps(line)}\n", encoding="utf-8")
    with lock_output(plan.output, wait=False):
        (status,) = read_statuses(plan)
    assert (status.state, status.doing, status.seconds) == (State.OPEN, "Reading transcripts", 0)
    assert read_executions(plan)["ward", "default"].total is None


def test_status_works_on_a_disk_that_cannot_be_written(plan: Plan) -> None:
    """If the lock cannot be opened, no process seems to be working."""
    (plan.output / "log" / "lock").mkdir(parents=True)
    assert describe_holder(plan.output) == ""


def test_a_running_stage_is_shown_with_its_steps(plan: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    """The steps come from the last line of the log."""
    journal = journal_of(plan)
    with lock_output(plan.output, wait=False):
        journal.log("begin", stage="embed")
        journal.log_step("embed", 20, 300)
        assert run(["status", str(plan.path)]) == 0
    printed = capsys.readouterr()
    assert "ward\tdefault\trunning: Embedding 20 of 300" in printed.out
    assert "A process is working on the plan (process " in printed.err


def test_a_job_that_a_running_process_has_not_started_is_waiting(plan: Plan) -> None:
    """The outcome of an earlier call does not matter."""
    journal_of(plan).log("done", problems=0)
    with lock_output(plan.output, wait=False):
        (status,) = read_statuses(plan)
    assert (status.state, status.told) == (State.WAITING, "")


def test_the_stage_of_a_killed_process_is_shown_as_interrupted(plan: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    """No process holds the lock any more."""
    journal_of(plan).log("begin", stage="embed")
    assert describe_holder(plan.output) == ""
    assert run(["status", str(plan.path)]) == 0
    assert "ward\tdefault\tinterrupted: Embedding" in capsys.readouterr().out


def test_status_can_be_printed_as_json(plan: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    """It has the state of every job."""
    journal_of(plan).log("failed", problems=0, failure="ward: is empty.")
    assert run(["status", str(plan.path), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["at_work"] == ""
    assert printed["jobs"][0]["state"] == "failed"
    assert printed["jobs"][0]["told"] == "ward: is empty."


def test_a_failed_job_that_is_tried_again_is_running(plan: Plan) -> None:
    """Only the latest attempt counts."""
    journal = journal_of(plan)
    journal.log("begin", stage="read")
    journal.log("failed", failure="x")
    journal.log("begin", stage="segment")
    (status,) = read_statuses(plan)
    assert (status.state, status.doing) == (State.OPEN, "Cutting into meaning units")


def test_a_line_that_was_cut_off_is_ignored(plan: Plan) -> None:
    """A killed process may leave such a line."""
    journal = journal_of(plan)
    journal.log("begin", stage="read")
    with journal.path.open("a", encoding="utf-8") as file:
        file.write('{"time": "2026-')
    assert [line["event"] for line in read_journal(journal.path)] == ["begin"]


def test_steps_are_logged_at_intervals(plan: Plan) -> None:
    """Otherwise the log would grow with every batch of units."""
    journal = journal_of(plan)
    for done in range(1000):
        journal.log_step("embed", done, 1000)
    assert len(read_journal(journal.path)) <= 2


def test_an_error_is_logged_with_its_place_only(plan: Plan) -> None:
    """Its message is left out, since it could quote a transcript."""
    journal = journal_of(plan)
    try:
        int("canary of a transcript")
    except ValueError as error:
        journal.log_error(error)
    (line,) = read_journal(journal.path)
    assert line["error"] == "ValueError"
    assert "canary" not in journal.path.read_text(encoding="utf-8")
    assert "test_survey_and_status.py" in str(line["frames"])


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        pytest.param("program", "the program, or a package that it uses, has another version", id="program"),
        pytest.param("model", "the model changed", id="model"),
        pytest.param("files.gold", "the manual codings changed", id="manual codings"),
        pytest.param("files.paths", "the transcripts changed", id="transcripts"),
        pytest.param("settings.corpus", "the settings [corpus] changed", id="settings"),
        pytest.param("settings.seed", "the setting seed changed", id="seed"),
    ],
)
def test_what_changed_since_the_last_run_is_said(tmp_path: Path, kind: str, reason: str) -> None:
    """The first stage that must be done again names the change."""
    path = write_plan(tmp_path, corpora=1)
    run_small(path, SmallExecutor(STAGES))
    plan = read_plan(path)
    record = read_record(record_path(plan.output, plan.jobs[0]))
    assert record is not None
    stage, name = next((stage, name) for stage, own in record.depended.items() for name in own if name.startswith(kind))
    own = {**record.depended[stage], name: "0"}
    write_record(record_path(plan.output, plan.jobs[0]), replace(record, depended={**record.depended, stage: own}))
    for folder in results_folder(plan.output, plan.jobs[0].corpus).glob(f"{stage}-*"):
        shutil.rmtree(folder)
    first = find_due_stages(plan.jobs[0], plan.output).stages[0]
    assert (first.stage.name, first.reason) == (stage, reason)


def test_a_run_that_is_gone_is_written_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Only the report is due, since all results are stored."""
    path = write_plan(tmp_path, corpora=1)
    run_small(path, SmallExecutor(STAGES))
    plan = read_plan(path)
    shutil.rmtree(plan.jobs[0].folder)
    assert run(["batch", str(path), "--dry-run"]) == 0
    printed = capsys.readouterr().out
    assert "because the run is missing\n" in printed
    plan.jobs[0].folder.mkdir()
    (plan.jobs[0].folder / "thesis.txt").write_text("mine", "utf-8")
    assert run(["batch", str(path), "--dry-run"]) == 0
    assert "but the existing run would not be replaced: " in capsys.readouterr().out


def test_a_dry_run_says_why_a_job_failed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It would be tried again, and the failure is quoted."""
    path = write_plan(tmp_path, corpora=1)
    run_small(path, SmallExecutor(STAGES, failures={"corpus-0": UnreadableFileError("is empty.", place="P1.txt")}))
    assert run(["batch", str(path), "--dry-run"]) == 0
    assert "corpus-0/plain: would be tried again, because it failed: P1.txt: is empty." in capsys.readouterr().out

"""The summary page: self-contained, safe against hostile names, small, and complete."""

import re
from pathlib import Path

import pytest
from summarised_batch import FAILED, agreement, invented_batch, theme

from thememiner.batch.journal import State, journal_path
from thememiner.batch.summary.page import render_page, write_summary
from thememiner.batch.summary.records import GroupMember, JobSummary, RecurringThemes, RunSummary, Summary, ThemeGroup
from thememiner.batch.summary.sources import read_executions, summarize_jobs
from thememiner.records import Problem

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)> {{ 7*7 }}"
LINES = (
    '{"time": "2026-01-01T10:00:00.000+00:00", "event": "begin", "stage": "read", "peak_memory_mib": 90}',
    '{"time": "2026-01-01T10:00:02.500+00:00", "event": "end", "stage": "read", "peak_memory_mib": 100}',
    '{"time": "2026-01-01T10:00:03.000+00:00", "event": "begin", "stage": "embed", "peak_memory_mib": 100}',
    '{"time": "2026-01-02T10:00:00.000+00:00", "event": "begin", "stage": "embed", "peak_memory_mib": 90}',
    '{"time": "2026-01-02T10:00:40.000+00:00", "event": "end", "stage": "embed", "peak_memory_mib": 700}',
    '{"time": "2026-01-02T10:00:40.100+00:00", "event": "done", "peak_memory_mib": 700}',
    '{"time": "2026-01-03T10:00:00.000+00:00", "event": "unchanged", "peak_memory_mib": 30}',
    '{"time": "2026-01-03T10:00:0',
)


def make_summary(name: str, *, jobs: int = 1, themes: int = 1) -> Summary:
    """Return a summary in which everything is called ``name``, and one theme recurs in all corpora."""
    all_themes = tuple(theme(number, name) for number in range(1, themes + 1))
    run = RunSummary(4, 8, 100, 90, 10, 16, (Problem(name, name, name),), all_themes, ())
    done = [JobSummary(f"{name} {number}", name, State.DONE, run, "runs/a/report.html") for number in range(jobs)]
    failed = JobSummary(name, name, State.FAILED, failure=Problem(name, name, name))
    group = ThemeGroup(
        tuple(GroupMember(job.corpus, theme(1, name), 0.9, "runs/a/report.html#T1") for job in done), 0.9, 0.8
    )
    return Summary(name, (*done, failed), (RecurringThemes(name, jobs, jobs * themes, (group,) * 150),), (name,))


def test_the_page_loads_nothing_and_allows_only_its_script() -> None:
    """It has the content policy of a run's report, and one script, allowed by its hash."""
    page = render_page(make_summary("study"))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert policy[1].startswith("default-src &#39;none&#39;") or policy[1].startswith("default-src 'none'")
    assert "sha256-" in policy[1]
    assert re.findall(r'(?:src|href)="(?!#|runs/)[^"]*"', page) == []
    assert page.count("<script") == 1


def test_no_name_breaks_out_of_the_page() -> None:
    """Names of plans, corpora, configurations, themes and files, and remedies, are shown as text."""
    page = render_page(make_summary(HOSTILE))
    assert page.count("<script") == 1
    assert "<img" not in page
    assert "{{ 7*7 }}" in page


def test_four_hundred_jobs_make_a_page_below_two_megabytes() -> None:
    """Of many groups, the page shows the first, and says how many more the table has."""
    page = render_page(make_summary("a study of no short name", jobs=400, themes=8))
    assert len(page.encode()) < 2_000_000
    assert page.count('data-state="done"') == 400
    assert "50 more groups in <code>recurring-themes.csv</code>" in page


def test_a_failure_is_shown_with_file_reason_and_remedy(tmp_path: Path) -> None:
    """The row of the job links to it."""
    plan, outcomes = invented_batch(tmp_path, {"north": []})
    write_summary(plan, outcomes)
    page = (plan.output / "summary.html").read_text("utf-8")
    for text in (FAILED.place, FAILED.reason, FAILED.remedy):
        assert text in page
    assert 'href="#failed">failed</a>' in page


def test_links_lead_to_the_reports_from_both_pages(tmp_path: Path) -> None:
    """The page in ``log`` links to the folder above it."""
    plan, outcomes = invented_batch(tmp_path, {"a b": [theme(1, "sleep")]})
    write_summary(plan, outcomes)
    for name in ("summary.html", "log/summary.html"):
        page = plan.output / name
        (link,) = re.findall(r'href="([^"#]*report\.html)"', page.read_text("utf-8"))
        assert (page.parent / link.replace("%20", " ")).is_file()


def test_without_manual_codings_there_are_no_columns_of_agreement(tmp_path: Path) -> None:
    """Kappa and AMI are columns only if a job has a manual coding."""
    plan, outcomes = invented_batch(tmp_path, {"north": []})
    uncoded = Summary("plan", summarize_jobs(plan, outcomes), ())
    plan, outcomes = invented_batch(tmp_path, {"north": []}, {"north": [agreement("Anna", 0.5)]})
    coded = Summary("plan", summarize_jobs(plan, outcomes), ())
    assert ("kappa, themes" in render_page(uncoded), "kappa, themes" in render_page(coded)) == (False, True)
    assert "0.40 to 0.60" in render_page(coded)


def test_seconds_and_memory_are_those_of_the_last_computation(tmp_path: Path) -> None:
    """Stages that were killed or found unchanged do not count, and a line that was cut off is ignored."""
    plan, outcomes = invented_batch(tmp_path, {"north": []})
    path = journal_path(plan.output, "north", "default")
    path.parent.mkdir(parents=True)
    path.write_text("\n".join(LINES), "utf-8")
    execution = read_executions(plan)["north", "default"]
    assert (dict(execution.seconds), execution.total, execution.peak_memory_mib) == (
        {"read": 2.5, "embed": 40.0},
        42.5,
        700,
    )
    assert read_executions(plan)["broken", "default"].total is None
    write_summary(plan, outcomes)
    assert "42.5" in (plan.output / "log" / "summary.html").read_text("utf-8")
    assert "42.5" in (plan.output / "log" / "summary.csv").read_text("utf-8-sig")
    assert "Seconds" not in (plan.output / "summary.csv").read_text("utf-8-sig")


@pytest.mark.parametrize(
    ("jobs", "sentence"),
    [
        pytest.param((), "No jobs: the patterns of the plan match nothing.", id="no jobs"),
        pytest.param((JobSummary("north", "default", State.OPEN),), "1 job: 1 open.", id="an open job"),
    ],
)
def test_a_batch_without_runs_has_a_page(jobs: tuple[JobSummary, ...], sentence: str) -> None:
    """It says that nothing matches the plan, or that jobs are open."""
    assert sentence in render_page(Summary("plan", jobs, ()))

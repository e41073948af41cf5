"""The summary as its page shows it: cells with what is printed and what they are sorted by.

The summary as one HTML page that needs nothing else and lets nothing else in.
Write the summary of a batch: tables and a page of what came of every job, and a page of what that took.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from thememiner.batch.journal import Outcome, State
from thememiner.batch.plan import Plan
from thememiner.batch.summary.records import LEVELS, Agreement, RecurringThemes, JobSummary, ThemeGroup, RunSummary, Summary
from thememiner.batch.summary.recurring import NEARNESS_EXPLANATION, find_recurring_themes
from thememiner.batch.summary.sources import read_executions, summarize_jobs
from thememiner.batch.summary.tables import (
    UNKNOWN_EXECUTION,
    LEVEL_PLURALS,
    SYMBOLS,
    Executions,
    recurring_to_csv,
    summary_to_csv,
    summary_to_parquet,
    summary_to_xlsx,
)
from thememiner.batch.summary_marker import LOG_FILES, write_marker
from thememiner.phrasing import format_count, format_number, format_percent, format_range, format_score, join_names
from thememiner.records import Measurement, Problem
from thememiner.report import UNPAIRED, make_content_policy, make_environment, read_static
from thememiner.storage import make_folder, raise_storage_errors, write_bytes

UNKNOWN = "n/a"
GROUPS_SHOWN = 100
"""Of recurring themes that the page shows, dealt out among the configurations; the table has all."""
FEWEST_GROUPS_SHOWN = 10
"""That it shows of each configuration, however many there are."""
MEMBERS_SHOWN = 20
"""Of a group that the page shows, likewise."""
UNUSED_INPUTS_SHOWN = 200
"""Inputs that could not be used, of which the page tells one by one."""
PACKAGE = "thememiner.batch.summary"
REPORT_STYLES = ("page.css", "parts.css", "print.css")
OWN_STYLES = ("summary.css",)
SCRIPTS = ("jobs.js",)


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell prints, in lines, and the number it is sorted by; None is sorted last."""

    lines: tuple[tuple[str, str], ...]
    """Each with what stands small below it, or nothing."""
    key: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A job."""

    job: JobSummary
    cells: tuple[Cell, ...]
    """As long as the page's columns."""


@dataclass(frozen=True, slots=True)
class RecurringView:
    """The themes that recur under one configuration, as far as the page shows them."""

    alignment: RecurringThemes
    told: str
    shown: tuple[ThemeGroup, ...]
    left_out: int
    """Groups that only the table has."""


@dataclass(frozen=True, slots=True)
class Page:
    """What the page shows."""

    name: str
    told: str
    """What came of the batch, in a sentence or two."""
    columns: tuple[str, ...]
    """Headings of the numbers of each job."""
    rows: tuple[Row, ...]
    states: tuple[str, ...]
    configurations: tuple[str, ...]
    failed: tuple[JobSummary, ...]
    not_used: tuple[tuple[str, Problem], ...]
    """Corpus and input, each once, however many configurations there are."""
    alignments: tuple[RecurringView, ...]
    notes: tuple[str, ...]
    has_coders: bool
    has_execution: bool


def make_page(summary: Summary, executions: Executions | None = None) -> Page:
    """Return what the page shows of a batch; with seconds and memory, if it is known what the jobs took."""
    has_coders = any(job.run and job.run.agreements for job in summary.jobs)
    return Page(
        name=summary.name,
        told=_describe_batch(summary),
        columns=(
            *("Documents", "Participants", "Units kept", "Assigned", "Unassigned", "Themes", "Sub-themes"),
            "Stability",
            *(("Coder", *(f"{SYMBOLS[name]}, {LEVEL_PLURALS[level]}" for name, level in _score_columns())) if has_coders else ()),
            "Inputs not used",
            *(() if executions is None else ("Seconds", "Most memory (MiB)")),
        ),
        rows=tuple(Row(job, tuple(_make_cells(job, executions, has_coders=has_coders))) for job in summary.jobs),
        states=tuple(dict.fromkeys(job.state.value for job in summary.jobs)),
        configurations=tuple(sorted({job.configuration for job in summary.jobs})),
        failed=tuple(job for job in summary.jobs if job.failure),
        not_used=_list_unused_inputs(summary),
        alignments=_limit_groups(summary.alignments),
        notes=summary.notes,
        has_coders=has_coders,
        has_execution=executions is not None,
    )


def _describe_batch(summary: Summary) -> str:
    states = Counter(job.state for job in summary.jobs)
    parts = [f"{states[state]:,} {state.value}" for state in (State.DONE, State.FAILED, State.OPEN) if states[state]]
    jobs = (
        f"{format_count(len(summary.jobs), 'job')}: {join_names(parts)}."
        if parts
        else "No jobs: nothing matches the plan."
    )
    runs = [job.run for job in summary.jobs if job.run]
    without = sum(not run.themes for run in runs)
    found = f" {format_count(sum(len(run.themes) for run in runs), 'candidate theme')} in all." if runs else ""
    none = f" {format_count(without, 'run')} found no themes." if without else ""
    inputs = len(_list_unused_inputs(summary))
    unused = f" {format_count(inputs, 'input')} could not be used." if inputs else ""
    return f"{jobs}{found}{none}{unused}"


def _list_unused_inputs(summary: Summary) -> tuple[tuple[str, Problem], ...]:
    found = ((job.corpus, problem) for job in summary.jobs if job.run for problem in job.run.not_used)
    return tuple(dict.fromkeys(found))


def _score_columns() -> Iterable[tuple[str, str]]:
    return [(name, level) for name in SYMBOLS for level in LEVELS]


def _make_cells(job: JobSummary, executions: Executions | None, *, has_coders: bool) -> Iterable[Cell]:
    run = job.run
    yield from _size_cells(run)
    if has_coders:
        yield from _agreement_cells(run.agreements if run else ())
    yield _count_cell(len(run.not_used) if run else None)
    if executions is not None:
        took = executions.get((job.corpus, job.configuration), UNKNOWN_EXECUTION)
        yield _make_cell(took.total, "" if took.total is None else f"{took.total:,.1f}")
        yield _count_cell(took.peak_memory_mib)


def _size_cells(run: RunSummary | None) -> Iterable[Cell]:
    if run is None:
        return [Cell(((UNKNOWN, ""),))] * 8
    shares = [(format_percent(part, run.kept)) if run.kept else "" for part in (run.assigned, run.unassigned)]
    return [
        *map(_count_cell, (run.documents, run.participants, run.kept)),
        _make_cell(run.assigned, format_number(run.assigned), shares[0]),
        _make_cell(run.unassigned, format_number(run.unassigned), shares[1]),
        *map(_count_cell, (len(run.themes), run.subthemes)),
        _make_cell(run.stability, format_score(run.stability)),
    ]


def _agreement_cells(agreements: Sequence[Agreement]) -> Iterable[Cell]:
    if not agreements:
        return [Cell(((UNKNOWN, ""),))] * (1 + len(SYMBOLS) * len(LEVELS))
    coders = Cell(tuple((one.coder, format_count(one.units, "unit")) for one in agreements), agreements[0].units)
    return [coders, *(_score_cell([one.measured(level, name) for one in agreements]) for name, level in _score_columns())]


def _score_cell(measured: Sequence[Measurement | None]) -> Cell:
    lines = tuple(
        (UNKNOWN, "") if one is None else (format_score(one.value), format_range(one.low, one.high)) for one in measured
    )
    return Cell(lines, measured[0].value if measured[0] is not None else None)


def _count_cell(value: int | None) -> Cell:
    return _make_cell(value, "" if value is None else format_number(value))


def _make_cell(key: float | None, printed: str, small: str = "") -> Cell:
    return Cell(((UNKNOWN if key is None else printed, small),), key)


def _limit_groups(alignments: Sequence[RecurringThemes]) -> tuple[RecurringView, ...]:
    most = max(GROUPS_SHOWN // max(len(alignments), 1), FEWEST_GROUPS_SHOWN)
    return tuple(
        RecurringView(one, _describe_recurring(one), one.recurring[:most], max(len(one.recurring) - most, 0)) for one in alignments
    )


def _describe_recurring(alignment: RecurringThemes) -> str:
    groups = alignment.recurring
    of = f"Of {format_count(alignment.themes, 'theme')} of {alignment.corpora:,} corpora"
    if not groups:
        return f"{of}, none is near one of another corpus."
    recurring = sum(len(group.members) for group in groups)
    return f"{of}, {recurring:,} recur, in {format_count(len(groups), 'group')}."


def render_page(summary: Summary, executions: Executions | None = None, *, root: str = "") -> str:
    """Render a summary, equal for equal summaries; every script is named by its hash.

    With ``executions`` it shows what the jobs took, too. ``root`` leads from where the page lies to the batch's folder.
    The page holds names of themes and no words of participants beyond those.
    """
    script = f"{read_static(('scroll.js',))}\n{read_static(SCRIPTS, PACKAGE)}"
    page = (
        make_environment(PACKAGE)
        .get_template("summary.html.j2")
        .render(
            page=make_page(summary, executions),
            root=root,
            how_near=NEARNESS_EXPLANATION,
            most_members=MEMBERS_SHOWN,
            most_not_used=UNUSED_INPUTS_SHOWN,
            policy=make_content_policy([script]),
            style=Markup(f"{read_static(REPORT_STYLES)}\n{read_static(OWN_STYLES, PACKAGE)}"),  # noqa: S704 - files of this program, no data
            script=Markup(script),  # noqa: S704 - likewise
        )
    )
    # A JSON input can hold half a surrogate pair, which no UTF-8 file can.
    return page.encode("utf-8", UNPAIRED).decode("utf-8", "replace")


def write_summary(plan: Plan, outcomes: Sequence[Outcome]) -> Summary:
    """Write what came of a plan into its output folder, and return it.

    ``summary.csv``, ``.xlsx``, ``.parquet`` and ``.html`` have a row a job, also for those that failed, and
    ``recurring-themes.csv`` the themes that recur in several corpora. The same runs and failures give the same bytes,
    in however many calls they came about. What they took stands in ``log/summary.html`` and ``log/summary.csv``.

    Raises ``StorageError`` if the disk refuses; each file is then the old one or the new.
    """
    jobs = summarize_jobs(plan, outcomes)
    summary = Summary(plan.path.stem, jobs, find_recurring_themes(plan, jobs), plan.notes)
    files = {
        "summary.csv": summary_to_csv(summary),
        "summary.html": render_page(summary).encode(),
        "summary.parquet": summary_to_parquet(summary),
        "summary.xlsx": summary_to_xlsx(summary),
        "recurring-themes.csv": recurring_to_csv(summary),
    }
    executions = read_executions(plan)
    page, table = LOG_FILES
    logged = {
        page: render_page(summary, executions, root="../").encode(),
        table: summary_to_csv(summary, executions),
    }
    _write_files(plan.output, {**files, **logged})
    write_marker(plan, outcomes, files)
    return summary


def _write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        path = folder / name
        with raise_storage_errors(path):
            make_folder(path.parent)
        write_bytes(path, data)

"""The summary as one self-contained HTML page, and writing the page and the tables to disk."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from thememiner.batch.journal import Outcome, State
from thememiner.batch.plan import Plan
from thememiner.batch.summary.records import (
    LEVELS,
    Agreement,
    JobSummary,
    RecurringThemes,
    RunSummary,
    Summary,
    ThemeGroup,
)
from thememiner.batch.summary.recurring import NEARNESS_EXPLANATION, find_recurring_themes
from thememiner.batch.summary.sources import read_executions, summarize_jobs
from thememiner.batch.summary.tables import (
    LEVEL_PLURALS,
    SYMBOLS,
    UNKNOWN_EXECUTION,
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
"""Groups of recurring themes on the page, divided among the configurations; the table has all of them."""
FEWEST_GROUPS_SHOWN = 10
"""Groups of each configuration that the page always shows, however many configurations there are."""
MEMBERS_SHOWN = 20
"""Themes of a group that the page shows; the table has all of them."""
UNUSED_INPUTS_SHOWN = 200
"""Inputs that could not be used that the page lists one by one."""
PACKAGE = "thememiner.batch.summary"
REPORT_STYLES = ("page.css", "parts.css", "print.css")
OWN_STYLES = ("summary.css",)
SCRIPTS = ("jobs.js",)


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: its lines of text, and the number by which it is sorted; None is sorted last."""

    lines: tuple[tuple[str, str], ...]
    """Each line with the small text below it, which may be empty."""
    key: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: one job."""

    job: JobSummary
    cells: tuple[Cell, ...]
    """As many as the page has columns."""


@dataclass(frozen=True, slots=True)
class RecurringView:
    """The recurring themes of one configuration that the page shows."""

    themes: RecurringThemes
    summary: str
    """The recurring themes in a sentence."""
    shown: tuple[ThemeGroup, ...]
    left_out: int
    """Number of groups that only the table has."""


@dataclass(frozen=True, slots=True)
class Page:
    """The contents of the page."""

    name: str
    summary: str
    """The outcome of the batch, in a sentence or two."""
    columns: tuple[str, ...]
    """Headings of the columns with numbers."""
    rows: tuple[Row, ...]
    states: tuple[str, ...]
    configurations: tuple[str, ...]
    failed: tuple[JobSummary, ...]
    not_used: tuple[tuple[str, Problem], ...]
    """Corpus and input, once each, however many configurations there are."""
    recurring: tuple[RecurringView, ...]
    notes: tuple[str, ...]
    has_coders: bool
    has_execution: bool


def _make_page(summary: Summary, executions: Executions | None = None) -> Page:
    """Return the contents of the page; with ``executions``, also seconds and memory."""
    has_coders = any(job.run and job.run.agreements for job in summary.jobs)
    return Page(
        name=summary.name,
        summary=_describe_batch(summary),
        columns=(
            *("Documents", "Participants", "Units kept", "Assigned", "Unassigned", "Themes", "Sub-themes"),
            "Stability",
            *(
                ("Coder", *(f"{SYMBOLS[name]}, {LEVEL_PLURALS[level]}" for name, level in _score_columns()))
                if has_coders
                else ()
            ),
            "Inputs not used",
            *(() if executions is None else ("Seconds", "Most memory (MiB)")),
        ),
        rows=tuple(Row(job, tuple(_make_cells(job, executions, has_coders=has_coders))) for job in summary.jobs),
        states=tuple(dict.fromkeys(job.state.value for job in summary.jobs)),
        configurations=tuple(sorted({job.configuration for job in summary.jobs})),
        failed=tuple(job for job in summary.jobs if job.failure),
        not_used=_list_unused_inputs(summary),
        recurring=_limit_groups(summary.recurring),
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
        else "No jobs: the patterns of the plan match nothing."
    )
    runs = [job.run for job in summary.jobs if job.run]
    without = sum(not run.themes for run in runs)
    total = sum(len(run.themes) for run in runs)
    themes = f" {format_count(total, 'candidate theme')} in total." if runs else ""
    no_themes = f" {format_count(without, 'run')} found no themes." if without else ""
    inputs = len(_list_unused_inputs(summary))
    unused = f" {format_count(inputs, 'input')} could not be used." if inputs else ""
    return f"{jobs}{themes}{no_themes}{unused}"


def _list_unused_inputs(summary: Summary) -> tuple[tuple[str, Problem], ...]:
    unused = ((job.corpus, problem) for job in summary.jobs if job.run for problem in job.run.not_used)
    return tuple(dict.fromkeys(unused))


def _score_columns() -> Iterable[tuple[str, str]]:
    return [(name, level) for name in SYMBOLS for level in LEVELS]


def _make_cells(job: JobSummary, executions: Executions | None, *, has_coders: bool) -> Iterable[Cell]:
    run = job.run
    yield from _size_cells(run)
    if has_coders:
        yield from _agreement_cells(run.agreements if run else ())
    yield _count_cell(len(run.not_used) if run else None)
    if executions is not None:
        execution = executions.get((job.corpus, job.configuration), UNKNOWN_EXECUTION)
        yield _make_cell(execution.total, "" if execution.total is None else f"{execution.total:,.1f}")
        yield _count_cell(execution.peak_memory_mib)


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
    coders = Cell(
        tuple((agreement.coder, format_count(agreement.units, "unit")) for agreement in agreements), agreements[0].units
    )
    return [
        coders,
        *(
            _score_cell([agreement.find_score(level, name) for agreement in agreements])
            for name, level in _score_columns()
        ),
    ]


def _score_cell(scores: Sequence[Measurement | None]) -> Cell:
    lines = tuple(
        (UNKNOWN, "") if score is None else (format_score(score.value), format_range(score.low, score.high))
        for score in scores
    )
    return Cell(lines, scores[0].value if scores[0] is not None else None)


def _count_cell(value: int | None) -> Cell:
    return _make_cell(value, "" if value is None else format_number(value))


def _make_cell(key: float | None, printed: str, small: str = "") -> Cell:
    return Cell(((UNKNOWN if key is None else printed, small),), key)


def _limit_groups(recurring: Sequence[RecurringThemes]) -> tuple[RecurringView, ...]:
    most = max(GROUPS_SHOWN // max(len(recurring), 1), FEWEST_GROUPS_SHOWN)
    return tuple(
        RecurringView(themes, _describe_recurring(themes), themes.groups[:most], max(len(themes.groups) - most, 0))
        for themes in recurring
    )


def _describe_recurring(recurring: RecurringThemes) -> str:
    groups = recurring.groups
    themes = f"{format_count(recurring.themes, 'theme')} in {recurring.corpora:,} corpora"
    if not groups:
        return f"{themes}; no theme is near a theme of another corpus."
    in_groups = sum(len(group.members) for group in groups)
    return f"{themes}; {in_groups:,} of them recur, in {format_count(len(groups), 'group')}."


def render_page(summary: Summary, executions: Executions | None = None, *, root: str = "") -> str:
    """Render the page of a summary; equal summaries give equal pages.

    With ``executions`` it also shows seconds and memory. ``root`` is the address of the plan's output folder, relative
    to the page. The content policy allows only the page's own script, by its hash. Names and key words of themes are
    the only words of participants on the page.
    """
    script = f"{read_static(('scroll.js',))}\n{read_static(SCRIPTS, PACKAGE)}"
    page = (
        make_environment(PACKAGE)
        .get_template("summary.html.j2")
        .render(
            page=_make_page(summary, executions),
            root=root,
            nearness_explanation=NEARNESS_EXPLANATION,
            members_shown=MEMBERS_SHOWN,
            unused_inputs_shown=UNUSED_INPUTS_SHOWN,
            policy=make_content_policy([script]),
            style=Markup(f"{read_static(REPORT_STYLES)}\n{read_static(OWN_STYLES, PACKAGE)}"),  # noqa: S704 - files of this program, not data
            script=Markup(script),  # noqa: S704 - files of this program, not data
        )
    )
    # A JSON input can contain an unpaired surrogate, which UTF-8 cannot encode.
    return page.encode("utf-8", UNPAIRED).decode("utf-8", "replace")


def write_summary(plan: Plan, outcomes: Sequence[Outcome]) -> Summary:
    """Write the summary of a plan into its output folder, and return it.

    ``summary.csv``, ``.xlsx``, ``.parquet`` and ``.html`` have a row for every job, also for those that failed;
    ``recurring-themes.csv`` has the themes that recur in several corpora. The same runs and failures give the same
    bytes, in however many calls they were made. Seconds and memory are in ``log/summary.html`` and
    ``log/summary.csv``.

    Raises ``StorageError`` if a file cannot be written; each file is then either the old one or the new one.
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
    log_files = {
        page: render_page(summary, executions, root="../").encode(),
        table: summary_to_csv(summary, executions),
    }
    _write_files(plan.output, {**files, **log_files})
    write_marker(plan, outcomes, files)
    return summary


def _write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        path = folder / name
        with raise_storage_errors(path):
            make_folder(path.parent)
        write_bytes(path, data)

"""A batch of invented runs on disk, with one failure, for tests of the summary; no text is mined."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from thememiner.batch.jobs import JobRecord, hash_manifest, record_path, write_record
from thememiner.batch.journal import Outcome, State
from thememiner.batch.plan import Job, Plan
from thememiner.config import Settings
from thememiner.records import (
    MACHINE,
    UNIT_COLUMNS,
    Basis,
    CodingKind,
    Comparison,
    Figures,
    LevelComparison,
    Measurement,
    Problem,
    Quote,
    Run,
    Spread,
    Theme,
    make_table,
)
from thememiner.runs import write_run

NOTHING = np.zeros((0, 2), dtype=np.float32)
FAILED = Problem("interviews/broken/one.docx", "is no readable document.", "Save it anew, or take it out.")
SUBJECTS = {
    "sleep": (("sleep", "night", "awake", "tired"), "I lie awake at night and cannot sleep until the morning."),
    "money": (("money", "rent", "salary", "debts"), "There was never enough money left for the rent."),
    "garden": (("garden", "tomatoes", "roses", "soil"), "In the garden I grow tomatoes and roses."),
    "睡眠": (("睡眠", "失眠", "晚上", "睡不着"), "我晚上总是睡不着，失眠很严重。"),
}


def theme(number: int, subject: str, *, stability: float | None = 0.8) -> Theme:
    """Return a theme on one of ``SUBJECTS``; any other subject is the only key word and quote of its theme."""
    keywords, said = SUBJECTS.get(subject, ((subject,), subject))
    quote = Quote(f"u{number}", "one.txt", "P1", 0, len(said), said)
    return Theme(f"T{number}", subject, keywords, 10 * number, number, 1, (quote,), stability=stability)


def agreement(coder: str, kappa: float, *, units: int = 90) -> Comparison:
    """Return a comparison with one manual coder, at the level of themes only."""
    by_name = {"kappa": Measurement(kappa, low=kappa - 0.1, high=kappa + 0.1), "ami": Measurement(None, "one group")}
    figures = Figures(Basis.LOOKED_AT, units, 8, Spread.INTERVAL, by_name)
    levels = (LevelComparison("theme", (figures,), (), (), ()),)
    return Comparison(coder, MACHINE, levels, proposed_kind=CodingKind.PROPOSAL)


def write_invented_run(folder: Path, themes: Sequence[Theme], comparisons: Sequence[Comparison] = ()) -> None:
    """Write a run with 100 kept units, 90 of them assigned."""
    counts = {"documents": 4, "participants": 8, "kept": 100, "assigned": 90, "unassigned": 10}
    manifest = {
        "format": 3,
        "program": "ThemeMiner",
        "counts": {**counts, "subthemes": 2 * len(themes)},
        "problems": [],
        "summary": "as invented",
    }
    run = Run(
        manifest=manifest,
        documents=(),
        participants={},
        units=make_table(UNIT_COLUMNS),
        vectors=NOTHING,
        contextual=NOTHING,
        layout=NOTHING,
        themes=tuple(themes),
        codings=(),
        comparisons=tuple(comparisons),
        state={},
    )
    write_run(run, folder, files={"report.html": b"<!DOCTYPE html>"}, log={}, replace=True)


def invented_batch(
    folder: Path, corpora: Mapping[str, Sequence[Theme]], comparisons: Mapping[str, Sequence[Comparison]] | None = None
) -> tuple[Plan, list[Outcome]]:
    """Write a run for each corpus; return the plan and the outcomes of its jobs. The corpus ``broken`` failed."""
    output = folder / "plan-runs"
    jobs = [_job(name, output) for name in sorted({*corpora, "broken"})]
    plan = Plan(folder / "plan.toml", output, tuple(jobs), ("no corpus matches later/* yet.",))
    for job in jobs:
        if job.corpus in corpora:
            write_invented_run(job.folder, corpora[job.corpus], (comparisons or {}).get(job.corpus, ()))
            write_record(record_path(output, job), JobRecord({}, hash_manifest(job.folder) or "", "as invented", 0))
    return plan, list(_outcomes(plan, corpora))


def _job(corpus: str, output: Path) -> Job:
    return Job(corpus, "default", (), (), Settings(), output / "runs" / corpus / "default")


def _outcomes(plan: Plan, corpora: Mapping[str, Sequence[Theme]]) -> Iterator[Outcome]:
    for job in plan.jobs:
        if job.corpus in corpora:
            yield Outcome(job.corpus, "default", job.folder, State.DONE, computed=("report",))
        else:
            place = str(plan.path.parent / FAILED.place)
            failure = Problem(place, FAILED.reason, FAILED.remedy)
            yield Outcome(job.corpus, "default", job.folder, State.FAILED, failure=failure, exit_code=4)

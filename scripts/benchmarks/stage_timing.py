"""Seconds and peak memory of each stage, from vectors to a written run, on invented units.

Run as ``python -m benchmarks.stage_timing COUNT FOLDER [NAME=VALUE …]``, the last being settings of discovery.
Run it in a new process, since peak memory is measured for the whole process.
"""

import resource
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from benchmarks.invented_units import invented_units
from thememiner.config import Permissions, Settings
from thememiner.report import render_report
from thememiner.runs import open_run, write_run
from thememiner.workflows.manual_codings import ManualCodings
from thememiner.workflows.pipeline import assemble, beside, described, proposal_of, seek

T = TypeVar("T")
IN_A_FILE_FROM = 200_000
"""From this number of units, vectors are stored in a half-precision file, as in a run."""
NO_PERMISSIONS = Permissions()


def main() -> None:
    """Run one invented corpus through all stages."""
    count, folder = int(sys.argv[1]), Path(sys.argv[2])
    given = dict(argument.split("=") for argument in sys.argv[3:])
    settings = Settings.model_validate({"discovery": {"workers": 2, **given}})
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "invented.npy" if count > IN_A_FILE_FROM else None
    made = _time_stage("inventing", lambda: invented_units(count, vectors_in=file))
    segmentation, embedding, corpus = made.segmentation, made.embedding, made.corpus
    sought = _time_stage("discovery", lambda: seek(segmentation, embedding, settings, permissions=NO_PERMISSIONS))
    named = _time_stage(
        "description", lambda: described(segmentation, embedding, sought, settings, permissions=NO_PERMISSIONS)
    )
    proposal = _time_stage("assignment", lambda: proposal_of(segmentation, embedding, sought, named))
    no_codings = ManualCodings((), (), (), ())
    compared = _time_stage("comparison", lambda: beside(corpus, proposal, no_codings, settings))
    run = _time_stage("assembly", lambda: assemble(corpus, proposal, no_codings, compared, settings))
    page = _time_stage("report", lambda: render_report(run).encode())
    _time_stage("writing", lambda: write_run(run, folder / "run", files={"report.html": page}, log={}, replace=True))
    opened = _time_stage("opening", lambda: open_run(folder / "run"))
    _write_line(
        f"report {len(page) / 1e6:.1f} MB, {len(opened.themes)} themes, {len(sought.discovery.parents)} sub-themes"
    )


def _time_stage(name: str, work: Callable[[], T]) -> T:
    start = perf_counter()
    result = work()
    # Linux counts in KiB. Finished workers are counted separately.
    own, workers = (
        resource.getrusage(who).ru_maxrss / 2**10 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    _write_line(f"{name}: {perf_counter() - start:.1f} s, peak {own:,.0f} MiB (largest worker {workers:,.0f} MiB)")
    return result


def _write_line(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

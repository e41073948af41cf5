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
from thememiner.config import Settings
from thememiner.report import render_report
from thememiner.runs import open_run, write_run
from thememiner.stages import EMBED, GOLD, READ, SATURATE, SEGMENT
from thememiner.workflows.manual_codings import ManualCodings
from thememiner.workflows.pipeline import STAGE_FUNCTIONS, StageFunction, run_stages
from thememiner.workflows.progress import Journal, silent

T = TypeVar("T")
IN_A_FILE_FROM = 200_000
"""From this number of units, vectors are stored in a half-precision file, as in a run."""


def main() -> None:
    """Run one invented corpus through all stages."""
    count, folder = int(sys.argv[1]), Path(sys.argv[2])
    given = dict(argument.split("=") for argument in sys.argv[3:])
    settings = Settings.model_validate({"discovery": {"workers": 2, **given}})
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "invented.npy" if count > IN_A_FILE_FROM else None
    made = _time_stage("inventing", lambda: invented_units(count, vectors_in=file))
    known = {
        READ.name: made.corpus,
        GOLD.name: ManualCodings((), (), (), ()),
        SEGMENT.name: made.segmentation,
        EMBED.name: made.embedding,
        SATURATE.name: None,
    }
    functions = {name: _timed(name, function) for name, function in STAGE_FUNCTIONS.items()}
    run = run_stages(functions, Journal(silent), settings=settings, known=known)
    page = _time_stage("page", lambda: render_report(run).encode())
    _time_stage("writing", lambda: write_run(run, folder / "run", files={"report.html": page}, log={}, replace=True))
    opened = _time_stage("opening", lambda: open_run(folder / "run"))
    subthemes = sum(len(theme.subthemes) for theme in opened.themes)
    _write_line(f"page {len(page) / 1e6:.1f} MB, {len(opened.themes)} themes, {subthemes} sub-themes")


def _timed(name: str, function: StageFunction) -> StageFunction:
    return lambda context: _time_stage(name, lambda: function(context))


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

"""Seconds and peak memory of each stage from vectors to a written run, for invented units.

Run as ``python -m benchmarks.invented_stages COUNT FOLDER [NAME=VALUE …]``, the last being settings of discovery, in a
process of its own, since memory is that of a process.
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
"""Units from which on vectors lie in a file in half precision, as in a run."""
NOTHING = Permissions()


def main() -> None:
    """Take one corpus through all stages."""
    count, folder = int(sys.argv[1]), Path(sys.argv[2])
    given = dict(argument.split("=") for argument in sys.argv[3:])
    settings = Settings.model_validate({"discovery": {"workers": 2, **given}})
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "invented.npy" if count > IN_A_FILE_FROM else None
    made = _stage("inventing", lambda: invented_units(count, vectors_in=file))
    segmentation, embedding, corpus = made.segmentation, made.embedding, made.corpus
    sought = _stage("discovery", lambda: seek(segmentation, embedding, settings, permissions=NOTHING))
    named = _stage("description", lambda: described(segmentation, embedding, sought, settings, permissions=NOTHING))
    proposal = _stage("assignment", lambda: proposal_of(segmentation, embedding, sought, named))
    nobody = ManualCodings((), (), (), ())
    compared = _stage("comparison", lambda: beside(corpus, proposal, nobody, settings))
    run = _stage("assembly", lambda: assemble(corpus, proposal, nobody, compared, settings))
    page = _stage("report", lambda: render_report(run).encode())
    _stage("writing", lambda: write_run(run, folder / "run", files={"report.html": page}, log={}, replace=True))
    opened = _stage("opening", lambda: open_run(folder / "run"))
    _tell(f"report {len(page) / 1e6:.1f} MB, {len(opened.themes)} themes, {len(sought.discovery.parents)} sub-themes")


def _stage(name: str, work: Callable[[], T]) -> T:
    start = perf_counter()
    result = work()
    # Linux counts KiB. Workers that have ended are counted apart.
    own, workers = (
        resource.getrusage(who).ru_maxrss / 2**10 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    _tell(f"{name}: {perf_counter() - start:.1f} s, peak {own:,.0f} MiB (largest worker {workers:,.0f} MiB)")
    return result


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

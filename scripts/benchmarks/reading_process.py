"""The process that reads and segments folders of transcripts, or inspects them, and reports the time.

Run as ``python -m benchmarks.reading_process TASK FOLDER…``: the first folder is a warm-up, the measurements of the
others are JSON on standard output, one line each. It runs with an earlier build of the program, too, so it uses only
what earlier builds have.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter, process_time
from typing import Any


class Stopwatch:
    """Seconds and processor seconds since the last look."""

    def __init__(self) -> None:
        self._last = (perf_counter(), process_time())

    def look(self) -> tuple[float, float]:
        """Return the seconds and processor seconds since the last look, and begin again."""
        now = (perf_counter(), process_time())
        passed = (now[0] - self._last[0], now[1] - self._last[1])
        self._last = now
        return passed


def measure_segmenting(folder: Path) -> Mapping[str, Any]:
    """Read and segment a folder; return the number of documents and units, and the time of both steps."""
    from thememiner import read_corpus, segment  # noqa: PLC0415 - of the build that is measured

    watch = Stopwatch()
    corpus = read_corpus([folder])
    reading = watch.look()
    units = len(segment(corpus).units)
    return {
        "documents": len(corpus.documents),
        "units": units,
        "reading": reading,
        "segmenting": watch.look(),
    }


def measure_inspecting(folder: Path) -> Mapping[str, Any]:
    """Inspect a folder; return the number of documents and the time."""
    from thememiner.workflows import inspect  # noqa: PLC0415 - of the build that is measured

    watch = Stopwatch()
    documents = len(inspect([folder]).documents)
    return {"documents": documents, "inspecting": watch.look()}


TASKS = {"segment": measure_segmenting, "inspect": measure_inspecting}


def main() -> None:
    """Measure each folder once."""
    measure = TASKS[sys.argv[1]]
    warm_up, *folders = map(Path, sys.argv[2:])
    measure(warm_up)
    for folder in folders:
        print(json.dumps(measure(folder)), flush=True)


if __name__ == "__main__":
    main()

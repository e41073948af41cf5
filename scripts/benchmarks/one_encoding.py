"""Encode texts once, in a process of its own, and tell how long it took and how much memory.

Run as ``python -m benchmarks.one_encoding CONTENDER VECTORS.npy``: texts come as JSON on standard input, what was
measured goes as JSON to standard output. Nothing is imported that the contender does not need.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
import numpy.typing as npt

Contender = Callable[[list[str]], npt.NDArray[np.float32]]


def main() -> None:
    """Load and warm up, then measure."""
    contender, vectors_path = sys.argv[1:]
    texts: list[str] = json.load(sys.stdin)
    encode, number_type = plain() if contender == "plain" else own(contender)
    encode(texts[:64])
    start, processor_start = perf_counter(), process_time()
    vectors = encode(texts)
    took = {"seconds": perf_counter() - start, "processor_seconds": process_time() - processor_start}
    np.save(vectors_path, vectors)
    print(json.dumps({**took, "peak_mib": peak_mib(), "number_type": number_type}))


def plain() -> tuple[Contender, str]:
    """Return the library's own way."""
    from benchmarks.plain import plain_encode, plain_model  # noqa: PLC0415 - only what the contender needs

    return plain_encode, str(next(plain_model().parameters()).dtype).removeprefix("torch.")


def own(number_type: str) -> tuple[Contender, str]:
    """Return this program's encoder, with "auto" or a number type by name."""
    from thememiner.embedding import SentenceEncoder  # noqa: PLC0415 - only what the contender needs

    encoder = SentenceEncoder(number_type=number_type)
    return encoder.encode, str(encoder.identity["number_type"])


def peak_mib() -> float:
    """Return the most memory that this process ever held, in MiB.

    ``getrusage`` is only the second choice: on Linux it also counts what the parent held when it started this process.
    """
    status = Path("/proc/self/status")
    if status.exists():
        peak = next(line for line in status.read_text("utf-8").splitlines() if line.startswith("VmHWM:"))
        return int(peak.split()[1]) / 1024
    import resource  # noqa: PLC0415 - does not exist on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / (1024 if sys.platform == "darwin" else 1)


if __name__ == "__main__":
    main()

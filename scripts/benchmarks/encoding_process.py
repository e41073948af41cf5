"""The process that encodes texts once and reports time and memory.

Run as ``python -m benchmarks.encoding_process CONTENDER VECTORS.npy``: texts are JSON on standard input, the
measurements JSON on standard output. Only the libraries of the contender are imported.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Literal

import numpy as np
import numpy.typing as npt

Contender = Callable[[list[str]], npt.NDArray[np.float32]]
NumberType = Literal["auto", "float32", "bfloat16"]
NUMBER_TYPES: dict[str, NumberType] = {"auto": "auto", "float32": "float32", "bfloat16": "bfloat16"}


def main() -> None:
    """Load and warm up an encoder, then measure it."""
    contender, vectors_path = sys.argv[1:]
    texts: list[str] = json.load(sys.stdin)
    encode, number_type = load_plain_encoder() if contender == "plain" else load_own_encoder(NUMBER_TYPES[contender])
    encode(texts[:64])
    start, processor_start = perf_counter(), process_time()
    vectors = encode(texts)
    took = {"seconds": perf_counter() - start, "processor_seconds": process_time() - processor_start}
    np.save(vectors_path, vectors)
    print(json.dumps({**took, "peak_mib": measure_peak_mib(), "number_type": number_type}))


def load_plain_encoder() -> tuple[Contender, str]:
    """Return plain SentenceTransformer.encode and its number type."""
    from benchmarks.plain_encoder import plain_encode, plain_model  # noqa: PLC0415 - only what the contender needs

    return plain_encode, str(next(plain_model().parameters()).dtype).removeprefix("torch.")


def load_own_encoder(number_type: NumberType) -> tuple[Contender, str]:
    """Return this program's encoder for "auto" or the name of a number type, and its number type."""
    from thememiner.embedding import SentenceEncoder  # noqa: PLC0415 - only what the contender needs

    encoder = SentenceEncoder(number_type=number_type)
    return encoder.encode, str(encoder.identity["number_type"])


def measure_peak_mib() -> float:
    """Return the peak memory of this process in MiB.

    ``getrusage`` is only a fallback: on Linux it includes the memory of the parent at the start of this process.
    """
    status = Path("/proc/self/status")
    if status.exists():
        peak = next(line for line in status.read_text("utf-8").splitlines() if line.startswith("VmHWM:"))
        return int(peak.split()[1]) / 1024
    import resource  # noqa: PLC0415 - does not exist on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / (1024 if sys.platform == "darwin" else 1)


if __name__ == "__main__":
    main()

"""Speed and memory of this program's sentence encoder and of plain SentenceTransformer.encode."""

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from benchmarks.coded_sets import SETS
from benchmarks.markdown_tables import format_number, print_heading, print_progress, print_row

SPEED_SETS = ("en_serdif_usability", "en_counselchat", "en_banking77")
"""Sentences, long questions, short queries."""


class EncodingRun(NamedTuple):
    """One encoding of all texts of a set."""

    seconds: float
    processor_seconds: float
    """Of all threads together; it hardly depends on other work on the machine."""
    peak_mib: float
    number_type: str
    vectors: npt.NDArray[np.float32]


def print_encoder_speed(*, most: int | None, rounds: int) -> None:
    """Measure the two encoders in turn, each time in a new process, so that other work slows both."""
    print_heading(
        "Speed and memory",
        f"Medians of {rounds} rounds; plain SentenceTransformer.encode (batches of 32) and this program's encoder in "
        f"turns, each in a fresh process; {os.cpu_count()} processors; loading counts for memory, not for time.",
        *("set", "units", "plain, units/s", "this program, units/s", "ratio", "ratio in processor time"),
        *("plain, peak MiB", "this program, peak MiB", "plain, numbers", "this program, numbers"),
        *("least cosine with plain", "least cosine of bfloat16 with float32"),
    )
    ratios = []
    for coded_set in (coded_set for coded_set in SETS if coded_set.name in SPEED_SETS):
        texts = coded_set.read(most=most).texts
        plain, own = [], []
        for turn in range(rounds):
            print_progress(f"speed: {coded_set.name}, round {turn + 1} of {rounds}")
            plain.append(measure_encoding("plain", texts))
            own.append(measure_encoding("auto", texts))
        seconds = [median(one.seconds for one in both) for both in (plain, own)]
        processor_seconds = [median(one.processor_seconds for one in both) for both in (plain, own)]
        ratios.append(seconds[0] / seconds[1])
        print_row(
            *(coded_set.name, f"{len(texts):,}", *(format_number(len(texts) / taken, 0) for taken in seconds)),
            *(format_number(ratios[-1], 2), format_number(processor_seconds[0] / processor_seconds[1], 2)),
            *(format_number(median(one.peak_mib for one in both), 0) for both in (plain, own)),
            *(
                plain[0].number_type,
                own[0].number_type,
                format_number(least_cosine(plain[0].vectors, own[0].vectors), 4),
            ),
            format_number(cosine_between_number_types(texts) if own[0].number_type == "bfloat16" else None, 4),
        )
    print(f"\nMedian of the ratios: {format_number(median(ratios), 2)}.", flush=True)


def measure_encoding(contender: str, texts: list[str]) -> EncodingRun:
    """Encode texts in a new process and measure it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "vectors.npy"
        finished = subprocess.run(  # noqa: S603 - our own module, and no shell
            [sys.executable, "-m", "benchmarks.encoding_process", contender, str(path)],
            input=json.dumps(texts),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return EncodingRun(**json.loads(finished.stdout), vectors=np.load(path))


def cosine_between_number_types(texts: list[str]) -> float:
    """Return the least cosine between the float32 and the bfloat16 vector of a text."""
    return least_cosine(measure_encoding("float32", texts).vectors, measure_encoding("bfloat16", texts).vectors)


def least_cosine(left: npt.NDArray[np.float32], right: npt.NDArray[np.float32]) -> float:
    """Return the least cosine between the rows of two matrices of unit vectors."""
    return float(np.einsum("ij,ij->i", left.astype(np.float64), right.astype(np.float64)).min())

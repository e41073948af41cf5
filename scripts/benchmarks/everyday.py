"""Processor time of everyday commands that neither encode nor cluster, each in a fresh process."""

import resource
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.markdown_tables import format_number, print_heading, print_progress, print_row
from benchmarks.transcript_files import CORPORA
from thememiner import compare, read_corpus
from thememiner.comparison import measure_human_agreement
from thememiner.config import ComparisonSettings
from thememiner.records import (
    SEGMENT_COLUMNS,
    SEGMENTED_COLUMNS,
    Code,
    Codebook,
    Coding,
    CodingKind,
    Scope,
    make_table,
)

ROUNDS = 3
WORD_FILES, TURNS = 40, 250
UNITS, PERSONS = 3000, 60
SHARE_AGREED, SHARE_OF_SECOND_CODES = 0.7, 0.1
CODES, SUBTHEMES = 9, 27
MANY_CODES, MANY_CODERS = 200, 40
RUN_COMMANDS = (
    *("show RUN", "prevalence RUN", "disagreements RUN --coder 研究者甲", "questions RUN", "inspect RUN"),
    *("export RUN --to out.md", "export RUN --to out.docx", "export RUN --to out.xlsx", "export RUN --to out.qdpx"),
    "compare RUN",
)


def print_everyday(*, quick: bool) -> None:
    """Print the processor seconds of commands on the Chinese demonstration, of Word files, and of large comparisons."""
    rounds = 1 if quick else ROUNDS
    print_heading(
        "Everyday commands",
        f"Seconds of processor time, all threads, of a whole command in a fresh process: medians of rounds ({rounds}). "
        f"The run is that of the Chinese demonstration; {WORD_FILES} Word files have {TURNS} turns each. Comparisons "
        f"are of {UNITS:,} invented units of {PERSONS} participants, once, without imports.",
        *("what", "seconds"),
    )
    with TemporaryDirectory() as name:
        folder = Path(name)
        _write_word_files(folder / "word")
        corpus = CORPORA / "daycare-zh"
        mine = ["mine", str(corpus / "transcripts"), "--gold", str(corpus / "manual_coding.csv"), "-o", "RUN"]
        _time_command(mine, folder)
        for command in (*RUN_COMMANDS, "inspect word"):
            print_progress(f"everyday: {command}")
            words = command.split() + (["--force"] if command.startswith("export") else [])
            print_row(command, format_number(median(_time_command(words, folder) for _ in range(rounds)), 2))
    for label, seconds in _time_comparisons(6 if quick else MANY_CODERS):
        print_row(label, format_number(seconds, 1))


def _time_command(words: Sequence[str], folder: Path) -> float:
    """Run a command and return its processor time. Raises ``CalledProcessError`` if it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "thememiner", *words], cwd=folder, capture_output=True, check=True)  # noqa: S603 - our own words
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _write_word_files(folder: Path) -> None:
    """Write interviews as Word files, put together from the turns of the English demonstration."""
    import docx  # noqa: PLC0415 - heavy, and needed for Word files only

    folder.mkdir()
    documents = read_corpus([CORPORA / "peerworkers-en" / "transcripts"]).documents
    spoken = [" ".join(one.text[turn.start : turn.end].split()) for one in documents for turn in one.turns]
    random = np.random.default_rng(0)
    for number in range(WORD_FILES):
        file = docx.Document()
        for turn, index in enumerate(random.integers(0, len(spoken), TURNS)):
            paragraph = file.add_paragraph()
            paragraph.add_run(f"P{number:02}: " if turn % 2 else "Interviewer: ").bold = True
            paragraph.add_run(spoken[index])
        file.save(str(folder / f"interview-{number:02}.docx"))


def _time_comparisons(coders: int) -> Iterator[tuple[str, float]]:
    """Yield what was compared, and its processor time."""
    random = np.random.default_rng(0)
    units = _invent_units(random)
    own, other = _invent_coding("Ana", units, CODES, random), _invent_coding("Bo", units, SUBTHEMES, random, prefix="t")
    start = process_time()
    compare(own, other, units)
    yield f"two codings, {CODES} and {SUBTHEMES} codes with names of their own, all scores", process_time() - start
    print_progress(f"everyday: {coders} coders")
    people = [_invent_coding(f"coder {number}", units, MANY_CODES, random) for number in range(coders)]
    start = process_time()
    measure_human_agreement(people, None, units, settings=ComparisonSettings(), seed=0)
    yield f"every two of {coders} coders, {MANY_CODES} codes in common", process_time() - start


def _invent_units(random: np.random.Generator) -> pd.DataFrame:
    persons = np.sort(random.integers(0, PERSONS, UNITS))
    columns: dict[str, list[Any]] = {
        column.name: [None] * UNITS for column in SEGMENTED_COLUMNS if column.kind.value == "string"
    }
    columns |= {name: [""] * UNITS for name in ("speaker", "role", "text", "language")}
    columns |= {"unit_id": [f"u{row:05}" for row in range(UNITS)], "doc_id": [f"d{one:02}" for one in persons]}
    columns |= {"participant": [f"P{one:02}" for one in persons], "turn": list(range(UNITS)), "kept": [True] * UNITS}
    columns |= {"start": [10 * row for row in range(UNITS)], "end": [10 * row + 9 for row in range(UNITS)]}
    return make_table(SEGMENTED_COLUMNS, columns)


def _invent_coding(
    coder: str, units: pd.DataFrame, codes: int, random: np.random.Generator, *, prefix: str = "c"
) -> Coding:
    """Return a coding that gives most units the code that other coders give them."""
    rows = np.arange(len(units))
    first = np.where(random.random(len(rows)) < SHARE_AGREED, rows * 7 % codes, random.integers(0, codes, len(rows)))
    more = rows[random.random(len(rows)) < SHARE_OF_SECOND_CODES]
    second = (first[more] + random.integers(1, codes, len(more))) % codes
    at = np.concatenate([rows, more])
    columns: dict[str, list[Any]] = {
        name: units[name].to_numpy()[at].tolist() for name in ("unit_id", "doc_id", "start", "end")
    }
    columns |= {
        "code_id": [f"{prefix}{code}" for code in np.concatenate([first, second])],
        "membership": [None] * len(at),
    }
    columns |= {"rank": [1] * len(rows) + [2] * len(more)}
    codebook = Codebook(tuple(Code(f"{prefix}{code}", f"{prefix}{code}") for code in range(codes)))
    scope = Scope({str(doc_id): ((0, int(end)),) for doc_id, end in units.groupby("doc_id")["end"].max().items()})
    return Coding(coder, codebook, make_table(SEGMENT_COLUMNS, columns), kind=CodingKind.PERSON, scope=scope)

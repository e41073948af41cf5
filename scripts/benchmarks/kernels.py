"""Results under different kernels: what a processor with fewer instructions would give, on this machine.

A processor is chosen by environment variables that the numerical libraries read when they are loaded.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.markdown_tables import print_heading, print_progress, print_row

ROOT = Path(__file__).resolve().parents[2]
CORPORA, QUICK_CORPORA = ("daycare-zh", "peerworkers-en"), ("daycare-zh",)
STAGES = ("vectors.npy", "contextual.npy", "units.parquet", "themes.json", "layout.npy")
"""Files of a run in the order in which their contents are computed."""
PYTORCH = {"ATEN_CPU_CAPABILITY": "default", "ONEDNN_MAX_CPU_ISA": "SSE41", "MKL_CBWR": "COMPATIBLE"}
OWN, ALL = "the processor's own", "all without AVX and FMA"


def list_kernels() -> dict[str, dict[str, str]]:
    """Return the environment variables of each choice of kernels; the first has none."""
    found = np.show_config(mode="dicts")["SIMD Extensions"]["found"]
    numpy_features = {"NPY_DISABLE_CPU_FEATURES": " ".join(found)} if found else {}
    c_library = {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX512F"}
    nehalem = {"OPENBLAS_CORETYPE": "Nehalem"}
    return {
        OWN: {},
        "PyTorch without AVX": PYTORCH,
        "PyTorch with AVX2": {"ATEN_CPU_CAPABILITY": "avx2", "ONEDNN_MAX_CPU_ISA": "AVX2", "MKL_CBWR": "AVX2"},
        "OpenBLAS for Nehalem": nehalem,
        "OpenBLAS for Haswell": {"OPENBLAS_CORETYPE": "Haswell"},
        "OpenBLAS for Skylake X": {"OPENBLAS_CORETYPE": "SkylakeX"},
        "NumPy without AVX": numpy_features,
        "C library without FMA": c_library,
        ALL: {**PYTORCH, **nehalem, **numpy_features, **c_library},
    }


def print_kernels(*, quick: bool) -> None:
    """Mine the demonstrations under each choice of kernels, and compare every file of the runs."""
    print_heading(
        "Kernels",
        "The demonstrations, mined in a fresh process with an empty cache under each choice of kernels, and compared "
        "with the processor's own. A unit differs if any column of units.parquet does. The files of log/ are left out.",
        *("corpus", "kernels", "units that differ", "themes that differ", "first difference", "files that differ"),
    )
    kernels = {name: variables for name, variables in list_kernels().items() if not quick or name in {OWN, ALL}}
    for corpus in QUICK_CORPORA if quick else CORPORA:
        with TemporaryDirectory() as name:
            folder = Path(name)
            for number, (kernel, variables) in enumerate(kernels.items()):
                print_progress(f"kernels: {corpus}, {kernel}")
                mine(corpus, folder / str(number), variables)
                if number:
                    print_row(corpus, kernel, *compare(folder / "0", folder / str(number)))


def mine(corpus: str, run: Path, variables: Mapping[str, str]) -> None:
    """Mine a demonstration into a run folder, in a new process."""
    folder = ROOT / "corpora" / corpus
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "thememiner",
        "mine",
        folder / "transcripts",
        "--quiet",
        "-o",
        run,
    ]
    command += ["--gold", folder / "manual_coding.csv", "-c", ROOT / "configs" / f"{corpus}.toml"]
    cache = {"THEMEMINER_CACHE": f"{run}-cache"}
    subprocess.run(command, cwd=ROOT, env={**os.environ, **cache, **variables}, check=True)  # noqa: S603 - our own module


def compare(one: Path, other: Path) -> tuple[str, str, str, str]:
    """Return how many units and how many themes of two runs differ, the first file that does, and all of them."""
    units = [pd.read_parquet(run / "units.parquet").astype(object) for run in (one, other)]
    same_units = (units[0] == units[1]) | (units[0].isna() & units[1].isna())
    themes: list[Any] = [json.loads((run / "themes.json").read_text("utf-8")) for run in (one, other)]
    flat = [[json.dumps(theme) for theme in flatten_themes(run)] for run in themes]
    names = sorted({path.relative_to(run).as_posix() for run in (one, other) for path in run.rglob("*.*")})
    differing = [name for name in names if not name.startswith("log/") and read(one / name) != read(other / name)]
    return (
        f"{int((~same_units.all(axis=1)).sum()):,} of {len(units[0]):,}",
        f"{sum(theme not in flat[1] for theme in flat[0]):,} of {len(flat[0]):,}",
        next((name for name in STAGES if name in differing), "none"),
        ", ".join(differing) or "none",
    )


def flatten_themes(themes: Any) -> list[Any]:  # noqa: ANN401 - JSON can hold anything
    """Return themes and sub-themes in a row, each theme without its sub-themes."""
    listed = themes["themes"] if isinstance(themes, dict) else themes
    return [
        entry for theme in listed for entry in ({**theme, "subthemes": len(theme["subthemes"])}, *theme["subthemes"])
    ]


def read(path: Path) -> bytes:
    """Return the contents of a file; nothing if it does not exist."""
    return path.read_bytes() if path.is_file() else b""

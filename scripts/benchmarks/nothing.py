"""Units in which there is nothing to find, made of real ones."""

import csv
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.preprocessing import normalize

from benchmarks.cases import Case, said_by_nobody
from benchmarks.jobs import Vectors
from benchmarks.views import default
from thememiner import Settings, read_corpus, segment
from thememiner.records import Segmentation


class Sample(NamedTuple):
    """Units to cluster, of whatever kind."""

    units: pd.DataFrame
    vectors: Vectors
    texts: list[str]


Kind = Callable[[Case, np.random.Generator], Sample]
"""Returns units of that kind, made of the units of a case."""


def real(case: Case, _random: np.random.Generator) -> Sample:
    """Return the units as they are: here themes should be found."""
    return Sample(case.units, case.vectors, case.texts)


def random_text(case: Case, random: np.random.Generator) -> Sample:
    """Return units of the same lengths whose words are drawn from all of them, without putting back, and encoded."""
    between = "" if case.name.startswith("zh_") else " "
    words = random.permutation(np.array([word for own in case.words for word in own], dtype=object)).tolist()
    borders = np.cumsum([0, *map(len, case.words)]).tolist()
    made = [words[start:end] for start, end in pairwise(borders)]
    segmentation = as_units([between.join(own) for own in made], case.units["doc_id"].tolist())
    kept = segmentation.units[segmentation.units["kept"]].reset_index(drop=True)
    rows = [int(row_id) for row_id in kept["row_id"]]
    return Sample(said_by_nobody(kept), default(segmentation), [" ".join(made[row]) for row in rows])


def as_units(texts: Sequence[str], documents: Sequence[str]) -> Segmentation:
    """Return texts of documents as the units of a table, sorted by document; a row id is the place in the list."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "units.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = ((f"{row:06}", *pair) for row, pair in enumerate(zip(documents, texts, strict=True)))
            csv.writer(file).writerows([("id", "document", "text"), *rows])
        settings = Settings.model_validate({"table": {"rows": "units"}})
        return segment(read_corpus(path, settings=settings), settings=settings)


def same_covariance(case: Case, random: np.random.Generator) -> Sample:
    """Return unit vectors of Gaussian noise with the mean and the covariance of the units' vectors."""
    centre = case.vectors.mean(axis=0, dtype=np.float64)
    centred = case.vectors - centre
    # Random sums of centred vectors have their covariance, and need no root of it.
    mixed = random.standard_normal((len(centred), len(centred))) @ centred / np.sqrt(len(centred))
    return _noise(case, centre + mixed)


def isotropic(case: Case, random: np.random.Generator) -> Sample:
    """Return unit vectors in random directions."""
    return _noise(case, random.standard_normal(case.vectors.shape))


def _noise(case: Case, vectors: npt.NDArray[np.float64]) -> Sample:
    units = case.units.assign(duplicate_of=None)
    return Sample(units, np.asarray(normalize(vectors), dtype=np.float32), case.texts)


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "real units": real,
        "random text": random_text,
        "noise of the same covariance": same_covariance,
        "noise in all directions": isotropic,
    }
)

"""Null data: units without themes, made from real units."""

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

from benchmarks.clustering_jobs import Vectors
from benchmarks.coded_cases import Case, without_participants
from benchmarks.compared_encoders import encode_default
from thememiner import Settings, read_corpus, segment
from thememiner.records import Segmentation


class Sample(NamedTuple):
    """Units to cluster."""

    units: pd.DataFrame
    vectors: Vectors
    texts: list[str]


Sampler = Callable[[Case, np.random.Generator], Sample]
"""Returns a sample made from the units of a case."""


def keep_units(case: Case, _random: np.random.Generator) -> Sample:
    """Return the real units, in which themes should be found."""
    return Sample(case.units, case.vectors, case.texts)


def shuffle_words(case: Case, random: np.random.Generator) -> Sample:
    """Return units of the same lengths, with the words of all units shuffled, and encode them."""
    between = "" if case.name.startswith("zh_") else " "
    words = random.permutation(np.array([word for own in case.words for word in own], dtype=object)).tolist()
    borders = np.cumsum([0, *map(len, case.words)]).tolist()
    made = [words[start:end] for start, end in pairwise(borders)]
    segmentation = segment_texts([between.join(own) for own in made], case.units["doc_id"].tolist())
    kept = segmentation.units[segmentation.units["kept"]].reset_index(drop=True)
    rows = [int(row_id) for row_id in kept["row_id"]]
    return Sample(without_participants(kept), encode_default(segmentation), [" ".join(made[row]) for row in rows])


def segment_texts(texts: Sequence[str], documents: Sequence[str]) -> Segmentation:
    """Return texts as the units of a table, sorted by document; a row id is an index into the list."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "units.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = ((f"{row:06}", *pair) for row, pair in enumerate(zip(documents, texts, strict=True)))
            csv.writer(file).writerows([("id", "document", "text"), *rows])
        settings = Settings.model_validate({"table": {"rows": "units"}})
        return segment(read_corpus(path, settings=settings), settings=settings)


def make_covariance_noise(case: Case, random: np.random.Generator) -> Sample:
    """Return unit vectors of Gaussian noise with the mean and the covariance of the units' vectors."""
    centre = case.vectors.mean(axis=0, dtype=np.float64)
    centred = case.vectors - centre
    # Random sums of centred vectors have the same covariance, without computing its square root.
    mixed = random.standard_normal((len(centred), len(centred))) @ centred / np.sqrt(len(centred))
    return _noise_sample(case, centre + mixed)


def make_isotropic_noise(case: Case, random: np.random.Generator) -> Sample:
    """Return unit vectors in random directions."""
    return _noise_sample(case, random.standard_normal(case.vectors.shape))


def _noise_sample(case: Case, vectors: npt.NDArray[np.float64]) -> Sample:
    units = case.units.assign(duplicate_of=None)
    return Sample(units, np.asarray(normalize(vectors), dtype=np.float32), case.texts)


KINDS: Mapping[str, Sampler] = MappingProxyType(
    {
        "real units": keep_units,
        "random text": shuffle_words,
        "noise of the same covariance": make_covariance_noise,
        "noise in all directions": make_isotropic_noise,
    }
)

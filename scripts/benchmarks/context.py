"""The effect of context on agreement with human codes, and the sweep that chose the default weights."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from statistics import mean
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.metrics import adjusted_mutual_info_score
from sklearn.preprocessing import normalize

from benchmarks.coded_sets import CodedCorpus, read_rows, read_transcripts
from benchmarks.course import print_course
from benchmarks.k_means_agreement import STARTS, Labels, cluster_k_means, kappa_across_documents
from benchmarks.markdown_tables import format_mean_and_spread, format_number, print_heading, print_progress, print_row
from benchmarks.umap_hdbscan import cluster_umap_hdbscan
from thememiner.comparison.alignment import find_overlaps
from thememiner.config import EmbeddingSettings, Permissions
from thememiner.embedding.context import (
    DEFAULT_WEIGHTS,
    ContextScope,
    ContextWeights,
    add_context,
    choose_context_scope,
    is_context,
)
from thememiner.embedding.embed import encode_units
from thememiner.records import Segmentation

SEEDS, QUICK_SEEDS = range(5), range(2)
NO_CONTEXT = replace(DEFAULT_WEIGHTS, neighbour=0, question=0, voice=0)
SWEEP = {
    "no context": NO_CONTEXT,
    "the defaults": DEFAULT_WEIGHTS,
    **{
        f"neighbours {weight}, {reach} each side": replace(DEFAULT_WEIGHTS, neighbour=weight, reach=reach)
        for weight, reach in ((0.3, 2), (0.5, 2), (0.7, 2), (0.7, 5), (0.85, 3))
    },
    **{f"question at least {least}": replace(DEFAULT_WEIGHTS, question=least) for least in (0, 0.25, 0.75, 1)},
    **{
        f"{share:.0%} of the document's mean taken out": replace(DEFAULT_WEIGHTS, voice=share)
        for share in (0, 0.5, 0.8)
    },
}
"""The defaults with one change each."""


@dataclass(frozen=True)
class Study:
    """Coded material: units with plain vectors, and the segments that people coded, each with its first code."""

    name: str
    units: pd.DataFrame
    vectors: npt.NDArray[np.float32]
    automatic: ContextScope
    forced: ContextScope
    owner: Labels
    """For each meeting of a coded segment and a kept unit: the segment; ``part`` is the unit."""
    part: Labels
    codes: Labels
    documents: Labels


class ContextScores(NamedTuple):
    """Scores of one clustering."""

    ami: float
    kappa: float
    """Over pairs of segments of different documents."""
    places: float
    """AMI of clusters and documents; themes should not follow documents."""


def print_context(*, quick: bool) -> None:
    """Print agreement with and without context, and the sweep unless ``quick``."""
    seeds = QUICK_SEEDS if quick else SEEDS
    found = list(read_studies())
    print_off_and_on(found, seeds)
    print_course(seeds)
    if not quick:
        print_sweep(found[0], seeds)


def print_off_and_on(found: list[Study], seeds: range) -> None:
    """Print every study without and with context, regardless of the automatic choice."""
    print_heading(
        "Context off and on",
        _method(seeds),
        *("set", "segments", "codes", "context", "AMI", "κ across documents", "AMI with documents"),
        *("HDBSCAN: AMI", "HDBSCAN: κ across documents", "HDBSCAN: AMI with documents"),
    )
    for study in found:
        own = " (its own choice)"
        is_on = bool(study.automatic.documents)
        for name, weights in (
            (f"off{'' if is_on else own}", NO_CONTEXT),
            (f"on{own if is_on else ', forced'}", DEFAULT_WEIGHTS),
        ):
            print_progress(f"context: {study.name}, {name}")
            vectors = segment_vectors(study, weights)
            print_row(
                *(
                    study.name,
                    f"{len(study.codes):,}",
                    study.codes.max() + 1,
                    name,
                    *k_means_scores(study, vectors, seeds),
                ),
                *umap_hdbscan_scores(study, vectors, seeds),
            )


def print_sweep(study: Study, seeds: range) -> None:
    """Print the scores of other weights."""
    measures = ("AMI", "κ across documents", "AMI with documents")
    columns = [f"{way}: {measure}" for way in ("k-means", "HDBSCAN") for measure in measures]
    print_heading(f"The sweep that chose the weights: {study.name}", _method(seeds), "weights", *columns)
    for name, weights in SWEEP.items():
        print_progress(f"sweep: {name}")
        vectors = segment_vectors(study, weights)
        print_row(name, *k_means_scores(study, vectors, seeds), *umap_hdbscan_scores(study, vectors, seeds))


def _method(seeds: range) -> str:
    return (
        f"Coded segments; k-means with k = number of first codes, {STARTS} starts each; one run of "
        f"UMAP and HDBSCAN; seeds 0 to {seeds[-1]}; means, of the AMI with standard deviation."
    )


def read_studies() -> Iterator[Study]:
    """Read and encode the usability sessions, the counselling dialogues by subject and by behaviour, and a survey."""
    yield prepare_study("usability sessions, whole transcripts", read_transcripts("en_serdif_usability"))
    therapist: dict[str, object] = {"interviewer": "therapist"}
    for name, codes in (("subjects", "topics"), ("behaviours: negative control", "labels")):
        yield prepare_study(f"counselling, {name}", read_rows("en_annomi", codes=codes, order="id", speakers=therapist))
    yield prepare_study("survey answers", read_rows("en_napire_causes"))


def prepare_study(name: str, material: CodedCorpus) -> Study:
    """Encode the units of a corpus, and match every coded segment with kept units."""
    print_progress(f"context: reading and encoding {name}")
    units = material.segmentation.units
    segments = material.coding.segments
    coded = segments[segments["rank"] == 1].reset_index(drop=True)
    kept = units["kept"].to_numpy(bool)
    met = find_overlaps(coded, units)
    met = met.select(kept[met.right])
    present, owner = np.unique(met.left, return_inverse=True)
    return Study(
        name=name,
        units=units,
        vectors=encode_context_units(material.segmentation),
        automatic=choose_context_scope(units, material.segmentation.forms),
        forced=choose_context_scope(units, material.segmentation.forms, setting="on"),
        owner=owner,
        part=met.right,
        codes=pd.factorize(coded["code_id"].to_numpy()[present])[0],
        documents=pd.factorize(coded["doc_id"].to_numpy()[present])[0],
    )


def encode_context_units(segmentation: Segmentation) -> npt.NDArray[np.float32]:
    """Return the default's plain vector for each unit that is kept or gives context, NaN for the others."""
    rows = np.flatnonzero(is_context(segmentation.units))
    kept = segmentation.units["kept"].to_numpy(bool)[rows]
    plain = encode_units(segmentation, rows, kept, settings=EmbeddingSettings(), permissions=Permissions())
    vectors = np.full((len(segmentation.units), plain.vectors.shape[1]), np.nan, dtype=np.float32)
    vectors[rows] = plain.vectors
    return vectors


def segment_vectors(study: Study, weights: ContextWeights) -> npt.NDArray[np.float32]:
    """Return the normalised mean vector of the kept units of each coded segment."""
    vectors = add_context(study.vectors, study.units, study.forced, weights=weights)
    sums = np.zeros((len(study.codes), vectors.shape[1]))
    np.add.at(sums, study.owner, vectors[study.part])
    return np.asarray(normalize(sums), dtype=np.float32)


def k_means_scores(study: Study, vectors: npt.NDArray[np.float32], seeds: range) -> list[str]:
    """Return the scores of k-means with k = number of codes as table cells."""
    count = int(study.codes.max()) + 1
    return _cells(score_labels(study, cluster_k_means(vectors, count, seed)) for seed in seeds)


def umap_hdbscan_scores(study: Study, vectors: npt.NDArray[np.float32], seeds: range) -> list[str]:
    """Return the scores of one run of UMAP and HDBSCAN as table cells."""
    return _cells(score_labels(study, cluster_umap_hdbscan(vectors, seed)) for seed in seeds)


def _cells(draws: Iterable[ContextScores]) -> list[str]:
    ami, kappa, places = (list(column) for column in zip(*draws, strict=True))
    return [format_mean_and_spread(ami), format_number(mean(kappa)), format_number(mean(places))]


def score_labels(study: Study, labels: Labels) -> ContextScores:
    """Compare clusters with human codes and with documents; -1 counts as one cluster."""
    return ContextScores(
        ami=adjusted_mutual_info_score(study.codes, labels),
        kappa=kappa_across_documents(study.codes, labels, study.documents),
        places=adjusted_mutual_info_score(study.documents, labels),
    )

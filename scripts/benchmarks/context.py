"""What context does to agreement with human codes, and the sweep that chose its default weights."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from statistics import mean
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.metrics import adjusted_mutual_info_score
from sklearn.preprocessing import normalize

from benchmarks.adaptive import adaptive
from benchmarks.agreement import STARTS, Labels, k_means, kappa_across
from benchmarks.coded_sets import Material, read_rows, read_transcripts
from benchmarks.tables import number, print_heading, print_row, tell, with_spread
from thememiner.comparison.alignment import meetings
from thememiner.config import EmbeddingSettings, Permissions
from thememiner.embedding.context import DEFAULTS, ContextForm, Weights, context_form, gives_context, in_context
from thememiner.embedding.embed import plain_vectors
from thememiner.records import Segmentation

SEEDS, QUICK_SEEDS = range(5), range(2)
NOTHING = replace(DEFAULTS, neighbour=0, question=0, voice=0)
SWEEP = {
    "no context": NOTHING,
    "the defaults": DEFAULTS,
    **{
        f"neighbours {weight}, {reach} each side": replace(DEFAULTS, neighbour=weight, reach=reach)
        for weight, reach in ((0.3, 2), (0.5, 2), (0.7, 2), (0.7, 5), (0.85, 3))
    },
    **{f"question at least {least}": replace(DEFAULTS, question=least) for least in (0, 0.25, 0.75, 1)},
    **{f"{share:.0%} of the document's mean taken out": replace(DEFAULTS, voice=share) for share in (0, 0.5, 0.8)},
}
"""One thing changed at a time, beside the defaults."""


@dataclass(frozen=True)
class Study:
    """Coded material: units with plain vectors, and the segments that people coded, each with its first code."""

    name: str
    units: pd.DataFrame
    vectors: npt.NDArray[np.float32]
    automatic: ContextForm
    forced: ContextForm
    owner: Labels
    """For each meeting of a coded segment and a kept unit: the segment; with ``part``, the unit."""
    part: Labels
    codes: Labels
    documents: Labels


class Figures(NamedTuple):
    """What is measured of one clustering."""

    ami: float
    kappa: float
    """Over pairs of segments of different documents."""
    places: float
    """AMI between clusters and documents: themes must not be places."""


def print_context(*, quick: bool) -> None:
    """Print agreement with and without context, and the sweep unless in a hurry."""
    seeds = QUICK_SEEDS if quick else SEEDS
    found = list(studies())
    print_off_and_on(found, seeds)
    if not quick:
        print_sweep(found[0], seeds)


def print_off_and_on(found: list[Study], seeds: range) -> None:
    """Print every study without and with context, whatever the program would choose by itself."""
    print_heading(
        "Context off and on",
        _method(seeds),
        *("set", "segments", "codes", "context", "AMI", "κ across documents", "AMI with documents"),
        *("HDBSCAN: AMI", "HDBSCAN: κ across documents", "HDBSCAN: AMI with documents"),
    )
    for study in found:
        own = " (its own choice)"
        is_on = bool(study.automatic.documents)
        for name, weights in ((f"off{'' if is_on else own}", NOTHING), (f"on{own if is_on else ', forced'}", DEFAULTS)):
            tell(f"context: {study.name}, {name}")
            vectors = of_segments(study, weights)
            print_row(
                *(
                    study.name,
                    f"{len(study.codes):,}",
                    study.codes.max() + 1,
                    name,
                    *k_means_cells(study, vectors, seeds),
                ),
                *density_cells(study, vectors, seeds),
            )


def print_sweep(study: Study, seeds: range) -> None:
    """Print what other weights would have given."""
    measures = ("AMI", "κ across documents", "AMI with documents")
    columns = [f"{way}: {measure}" for way in ("k-means", "HDBSCAN") for measure in measures]
    print_heading(f"The sweep that chose the weights: {study.name}", _method(seeds), "weights", *columns)
    for name, weights in SWEEP.items():
        tell(f"sweep: {name}")
        vectors = of_segments(study, weights)
        print_row(name, *k_means_cells(study, vectors, seeds), *density_cells(study, vectors, seeds))


def _method(seeds: range) -> str:
    return (
        f"Coded segments; k-means told the number of first codes, {STARTS} starts each; HDBSCAN "
        f"after UMAP, once; seeds 0 to {seeds[-1]}; means, of the AMI with standard deviation."
    )


def studies() -> Iterator[Study]:
    """Read and encode the usability sessions, the counselling dialogues by subject and by behaviour, and a survey."""
    yield prepared("usability sessions, whole transcripts", read_transcripts("en_serdif_usability"))
    therapist: dict[str, object] = {"interviewer": "therapist"}
    for name, codes in (("subjects", "topics"), ("behaviours: negative control", "labels")):
        yield prepared(f"counselling, {name}", read_rows("en_annomi", codes=codes, order="id", speakers=therapist))
    yield prepared("survey answers", read_rows("en_napire_causes"))


def prepared(name: str, material: Material) -> Study:
    """Encode the units of a corpus, and find the kept units of every coded segment."""
    tell(f"context: reading and encoding {name}")
    units = material.segmentation.units
    forms = {document.doc_id: document.form for document in material.corpus.documents}
    segments = material.coding.segments
    coded = segments[segments["rank"] == 1].reset_index(drop=True)
    kept = units["kept"].to_numpy(bool)
    met = meetings(coded, units)
    met = met.where(kept[met.right])
    present, owner = np.unique(met.left, return_inverse=True)
    return Study(
        name=name,
        units=units,
        vectors=encoded(material.segmentation),
        automatic=context_form(units, forms),
        forced=context_form(units, forms, setting="on"),
        owner=owner,
        part=met.right,
        codes=pd.factorize(coded["code_id"].to_numpy()[present])[0],
        documents=pd.factorize(coded["doc_id"].to_numpy()[present])[0],
    )


def encoded(segmentation: Segmentation) -> npt.NDArray[np.float32]:
    """Return the default's plain vector for each unit that is kept or gives context, NaN for the others."""
    rows = np.flatnonzero(gives_context(segmentation.units))
    kept = segmentation.units["kept"].to_numpy(bool)[rows]
    plain = plain_vectors(segmentation, rows, kept, settings=EmbeddingSettings(), permissions=Permissions())
    vectors = np.full((len(segmentation.units), plain.vectors.shape[1]), np.nan, dtype=np.float32)
    vectors[rows] = plain.vectors
    return vectors


def of_segments(study: Study, weights: Weights) -> npt.NDArray[np.float32]:
    """Return the mean of its kept units' vectors for each coded segment, unit length."""
    vectors = in_context(study.vectors, study.units, study.forced, weights=weights)
    sums = np.zeros((len(study.codes), vectors.shape[1]))
    np.add.at(sums, study.owner, vectors[study.part])
    return np.asarray(normalize(sums), dtype=np.float32)


def k_means_cells(study: Study, vectors: npt.NDArray[np.float32], seeds: range) -> list[str]:
    """Cluster segments into the true number of codes, and return the figures, the first with its spread."""
    count = int(study.codes.max()) + 1
    return _cells(figures(study, k_means(vectors, count, seed)) for seed in seeds)


def density_cells(study: Study, vectors: npt.NDArray[np.float32], seeds: range) -> list[str]:
    """Cluster segments by one run of UMAP and HDBSCAN, which finds the number by itself; return the same figures."""
    return _cells(figures(study, adaptive(vectors, seed)) for seed in seeds)


def _cells(draws: Iterable[Figures]) -> list[str]:
    ami, kappa, places = (list(column) for column in zip(*draws, strict=True))
    return [with_spread(ami), number(mean(kappa)), number(mean(places))]


def figures(study: Study, labels: Labels) -> Figures:
    """Compare clusters with the human codes and with the documents; -1 is a group of its own."""
    return Figures(
        ami=adjusted_mutual_info_score(study.codes, labels),
        kappa=kappa_across(study.codes, labels, study.documents),
        places=adjusted_mutual_info_score(study.documents, labels),
    )

"""Print what context does to agreement with human codes, and the sweep that chose its default weights.

Run as ``.venv/bin/python scripts/benchmarks/context.py``; needs the coded data in ``../shared/data``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean, stdev
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_mutual_info_score
from sklearn.preprocessing import normalize
from threadpoolctl import threadpool_limits

from thememiner import Coding, Corpus, Settings, read_corpus, segment
from thememiner.comparison.meetings import meetings
from thememiner.discovery import AdaptiveClusterer
from thememiner.embedding import SentenceEncoder
from thememiner.embedding.context import DEFAULTS, ContextForm, Weights, context_form, gives_context, in_context
from thememiner.exchange import read_codings

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
SEEDS = range(5)
NOTHING = replace(DEFAULTS, neighbour=0, question=0, voice=0)
SWEEP = {
    "no context": NOTHING,
    "half of the document's mean taken out, no context": replace(DEFAULTS, neighbour=0, question=0),
    **{
        f"neighbours {weight}, {reach} each side": replace(NOTHING, neighbour=weight, reach=reach)
        for weight in (0.5, 0.7, 0.85)
        for reach in (1, 2, 3, 5, 8)
    },
    **{f"0.7, 3 each side; mean {share}": replace(DEFAULTS, question=0, voice=share) for share in (0.25, 0.5, 0.99)},
    "0.7, 3 each side; mean 0.5 whatever the length": replace(DEFAULTS, question=0, voice_units=0),
    **{f"0.7, 3 each side; mean 0.5; question {q}": replace(DEFAULTS, question=q) for q in (0.25, 0.5, 0.7, 1)},
}


@dataclass(frozen=True)
class Study:
    """Coded material: units with plain vectors, and the segments that people coded, each with its first code."""

    name: str
    units: pd.DataFrame
    vectors: npt.NDArray[np.float32]
    automatic: ContextForm
    forced: ContextForm
    owner: npt.NDArray[np.int64]
    """For each meeting of a coded segment and a kept unit: the segment; with ``part``, the unit."""
    part: npt.NDArray[np.int64]
    codes: npt.NDArray[np.int64]
    documents: npt.NDArray[np.int64]


class Figures(NamedTuple):
    """What is measured of one clustering."""

    ami: float
    kappa: float
    """Over pairs of segments of different documents."""
    places: float
    """AMI between clusters and documents: themes must not be places."""


def main() -> None:
    """Print both tables, as Markdown."""
    usability, subjects, behaviours, survey = studies()
    print("| set | context | k-means, AMI | κ across documents | AMI with documents | HDBSCAN, AMI | κ |")
    print("|---|---|---|---|---|---|---|")
    for study in (usability, subjects, behaviours, survey):
        own = " (its own choice)"
        is_on = bool(study.automatic.documents)
        for name, weights in ((f"off{'' if is_on else own}", NOTHING), (f"on{own if is_on else ', forced'}", DEFAULTS)):
            vectors = of_segments(study, weights)
            draws = [figures(study, k_means(study, vectors, seed)) for seed in SEEDS]
            density = figures(study, AdaptiveClusterer().fit(vectors).labels_)
            print(f"| {study.name} | {name} | {told(draws)} | {density.ami:.3f} | {density.kappa:.3f} |", flush=True)
    print("\n| weights | usability: AMI | κ | with documents | counselling, subjects: AMI | κ | with documents |")
    print("|---|---|---|---|---|---|---|")
    for name, weights in SWEEP.items():
        cells = []
        for study in (usability, subjects):
            vectors = of_segments(study, weights)
            cells.append(told([figures(study, k_means(study, vectors, seed)) for seed in SEEDS]))
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


def studies() -> Iterator[Study]:
    """Read and encode the usability sessions, the counselling dialogues by subject and by behaviour, and a survey."""
    folder = DATA / "en_serdif_usability"
    corpus = read_corpus(folder / "transcripts")
    coded = read_codings(folder / "coded_segments.jsonl", corpus.documents).codings[0]
    yield prepared("usability sessions, whole transcripts", corpus, coded, Settings())
    for name, codes in (("subjects", "topics"), ("behaviours: negative control", "labels")):
        settings = Settings.model_validate(
            {
                "table": {"rows": "units", "codes": codes, "order": "id"},
                "speakers": {"interviewer": "therapist"},
            }
        )
        corpus = read_corpus(DATA / "en_annomi" / "units.jsonl", settings=settings)
        yield prepared(f"counselling, {name}", corpus, corpus.codings[0], settings)
    settings = Settings.model_validate({"table": {"rows": "units", "codes": "labels"}})
    corpus = read_corpus(DATA / "en_napire_causes" / "units.jsonl", settings=settings)
    yield prepared("survey answers", corpus, corpus.codings[0], settings)


def prepared(name: str, corpus: Corpus, coding: Coding, settings: Settings) -> Study:
    """Encode the units of a corpus, and find the kept units of every coded segment."""
    units = segment(corpus, settings=settings).units
    forms = {document.doc_id: document.form for document in corpus.documents}
    coded = coding.segments[coding.segments["rank"] == 1].reset_index(drop=True)
    kept = units["kept"].to_numpy(bool)
    met = meetings(coded, units)
    met = met.where(kept[met.right])
    present, owner = np.unique(met.left, return_inverse=True)
    return Study(
        name=name,
        units=units,
        vectors=encoded(units),
        automatic=context_form(units, forms),
        forced=context_form(units, forms, setting="on"),
        owner=owner,
        part=met.right,
        codes=pd.factorize(coded["code_id"].to_numpy()[present])[0],
        documents=pd.factorize(coded["doc_id"].to_numpy()[present])[0],
    )


def encoded(units: pd.DataFrame) -> npt.NDArray[np.float32]:
    """Return a vector for each unit that is kept or gives context, NaN for the others."""
    wanted = gives_context(units)
    texts = [str(text) for text in units["text"].to_numpy()[wanted]]
    distinct = sorted(set(texts))
    found = SentenceEncoder().encode(distinct)
    vectors = np.full((len(units), found.shape[1]), np.nan, dtype=np.float32)
    vectors[wanted] = found[np.searchsorted(distinct, texts)]
    return vectors


def of_segments(study: Study, weights: Weights) -> npt.NDArray[np.float32]:
    """Return the mean of its kept units' vectors for each coded segment, unit length."""
    vectors = in_context(study.vectors, study.units, study.forced, weights=weights)
    sums = np.zeros((len(study.codes), vectors.shape[1]))
    np.add.at(sums, study.owner, vectors[study.part])
    return np.asarray(normalize(sums), dtype=np.float32)


def k_means(study: Study, vectors: npt.NDArray[np.float32], seed: int) -> npt.NDArray[np.int64]:
    """Cluster segments into the true number of codes."""
    count = int(study.codes.max()) + 1
    with threadpool_limits(limits=1):
        return np.asarray(KMeans(count, n_init=1, random_state=seed).fit_predict(vectors))


def figures(study: Study, labels: npt.NDArray[np.int64]) -> Figures:
    """Compare clusters with the human codes and with the documents; -1 is a group of its own."""
    return Figures(
        ami=adjusted_mutual_info_score(study.codes, labels),
        kappa=kappa_across(study.codes, labels, study.documents),
        places=adjusted_mutual_info_score(study.documents, labels),
    )


def kappa_across(
    codes: npt.NDArray[np.int64], labels: npt.NDArray[np.int64], documents: npt.NDArray[np.int64]
) -> float:
    """Return Cohen's kappa of "same code" and "same cluster" over all pairs of different documents.

    Counted from the sizes of groups, without looking at single pairs. What is unassigned is in no pair of one cluster.
    """
    alone = np.where(labels < 0, labels.max() + 1 + np.arange(len(labels)), labels)
    everything = pairs(np.zeros_like(codes)) - pairs(documents)
    by_code = (pairs(codes) - pairs(codes, documents)) / everything
    by_cluster = (pairs(alone) - pairs(alone, documents)) / everything
    by_both = (pairs(codes, alone) - pairs(codes, alone, documents)) / everything
    chance = by_code * by_cluster + (1 - by_code) * (1 - by_cluster)
    return float((1 - by_code - by_cluster + 2 * by_both - chance) / (1 - chance))


def pairs(*groupings: npt.NDArray[np.int64]) -> float:
    """Return how many pairs are in the same group of every grouping."""
    sizes = np.unique(np.stack(groupings), axis=1, return_counts=True)[1].astype(float)
    return float((sizes * (sizes - 1) / 2).sum())


def told(draws: list[Figures]) -> str:
    """Return the means over seeds as table cells, the first figure with its spread."""
    ami, kappa, places = (list(column) for column in zip(*draws, strict=True))
    return f"{mean(ami):.3f} ± {stdev(ami):.3f} | {mean(kappa):.3f} | {mean(places):.3f}"


if __name__ == "__main__":
    main()

"""The process that clusters with a peer at its defaults, in the environment of the peers.

Run as ``python -m benchmarks.peer_process CONTENDER FOLDER``: a peer gets vectors, texts and seeds only.
Nothing of this program is imported but the file of jobs.
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.clustering_jobs import Cluster, Job, JobInput, run_jobs

if TYPE_CHECKING:
    from umap import UMAP

FAILURES = (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
"""Errors that peers raise for few units; they count as no clusters."""


def main() -> None:
    """Run the jobs of a folder with one peer."""
    contender, folder = sys.argv[1:]
    run_jobs(Path(folder), PEER_CLUSTERERS[contender](), failures=FAILURES)


def bertopic() -> Cluster:
    """Return BERTopic at its defaults, except for the seed of its UMAP."""
    from bertopic import BERTopic  # noqa: PLC0415 - only what the contender needs

    def cluster(given: JobInput, job: Job) -> Mapping[str, Any]:
        vectors, texts, _ = given
        return {"labels": BERTopic(umap_model=seeded_umap(job.seed)).fit_transform(texts, vectors)[0]}

    return cluster


def bertopic_without_seed() -> Cluster:
    """Return BERTopic at its defaults, which uses all processors because it has no seed."""
    from bertopic import BERTopic  # noqa: PLC0415 - only what the contender needs

    def cluster(given: JobInput, _job: Job) -> Mapping[str, Any]:
        vectors, texts, _ = given
        return {"labels": BERTopic().fit_transform(texts, vectors)[0]}

    return cluster


def bertopic_reassigned() -> Cluster:
    """Return BERTopic with every outlier reassigned to the nearest topic vector."""
    from bertopic import BERTopic  # noqa: PLC0415 - only what the contender needs

    def cluster(given: JobInput, job: Job) -> Mapping[str, Any]:
        vectors, texts, _ = given
        model = BERTopic(umap_model=seeded_umap(job.seed))
        labels = model.fit_transform(texts, vectors)[0]
        # It needs at least one topic and one outlier.
        if min(labels) < 0 <= max(labels):
            labels = model.reduce_outliers(texts, labels, strategy="embeddings", embeddings=vectors)
        return {"labels": labels}

    return cluster


def turftopic() -> Cluster:
    """Return Turftopic's model of clusters at its defaults (t-SNE, HDBSCAN), except for its seed."""
    from turftopic import ClusteringTopicModel  # noqa: PLC0415 - only what the contender needs

    def cluster(given: JobInput, job: Job) -> Mapping[str, Any]:
        vectors, texts, _ = given
        model = ClusteringTopicModel(encoder=NoEncoder(), random_state=job.seed)
        return {"labels": model.fit_predict(texts, embeddings=vectors)}

    return cluster


def seeded_umap(seed: int) -> "UMAP":
    """Return the UMAP of BERTopic's defaults, with a seed."""
    from umap import UMAP  # noqa: PLC0415 - only what the contender needs

    return UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", low_memory=False, random_state=seed)


class NoEncoder:
    """A placeholder encoder for Turftopic, which gets the vectors and never calls it."""

    def encode(self, *_texts: object) -> None:
        """Raise ``TypeError``."""
        raise TypeError("the vectors are given, so there is no text to encode")


PEER_CLUSTERERS = {
    "bertopic": bertopic,
    "bertopic-without-seed": bertopic_without_seed,
    "bertopic-reassigned": bertopic_reassigned,
    "turftopic": turftopic,
}

if __name__ == "__main__":
    main()

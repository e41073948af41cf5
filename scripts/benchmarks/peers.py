"""The peers, each with its own defaults, in an environment of their own; nothing of this program is imported.

Run as ``python -m benchmarks.peers CONTENDER FOLDER``: a peer sees vectors, texts and seeds, and nothing else.
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.jobs import Cluster, Given, Job, do_jobs

if TYPE_CHECKING:
    from umap import UMAP

FAILURES = (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
"""What peers were seen to raise when there are few units, and its kin: then they have found nothing."""


def main() -> None:
    """Do the jobs of a folder with one peer."""
    contender, folder = sys.argv[1:]
    do_jobs(Path(folder), PEERS[contender](), failures=FAILURES)


def bertopic() -> Cluster:
    """Return BERTopic at its defaults, but for the seed of its UMAP."""
    from bertopic import BERTopic  # noqa: PLC0415 - only what the contender needs

    def cluster(given: Given, job: Job) -> Mapping[str, Any]:
        vectors, texts, _ = given
        return {"labels": BERTopic(umap_model=seeded_umap(job.seed)).fit_transform(texts, vectors)[0]}

    return cluster


def bertopic_without_seed() -> Cluster:
    """Return BERTopic at its defaults, which uses all processors because it has no seed."""
    from bertopic import BERTopic  # noqa: PLC0415 - only what the contender needs

    def cluster(given: Given, _job: Job) -> Mapping[str, Any]:
        vectors, texts, _ = given
        return {"labels": BERTopic().fit_transform(texts, vectors)[0]}

    return cluster


def bertopic_reassigned() -> Cluster:
    """Return BERTopic that then gives every outlier the topic whose vector is nearest."""
    from bertopic import BERTopic  # noqa: PLC0415 - only what the contender needs

    def cluster(given: Given, job: Job) -> Mapping[str, Any]:
        vectors, texts, _ = given
        model = BERTopic(umap_model=seeded_umap(job.seed))
        labels = model.fit_transform(texts, vectors)[0]
        # Without a topic there is nowhere to go, and without an outlier nobody to send.
        if min(labels) < 0 <= max(labels):
            labels = model.reduce_outliers(texts, labels, strategy="embeddings", embeddings=vectors)
        return {"labels": labels}

    return cluster


def turftopic() -> Cluster:
    """Return Turftopic's model of clusters at its defaults (t-SNE, HDBSCAN), but for its seed."""
    from turftopic import ClusteringTopicModel  # noqa: PLC0415 - only what the contender needs

    def cluster(given: Given, job: Job) -> Mapping[str, Any]:
        vectors, texts, _ = given
        model = ClusteringTopicModel(encoder=NoEncoder(), random_state=job.seed)
        return {"labels": model.fit_predict(texts, embeddings=vectors)}

    return cluster


def seeded_umap(seed: int) -> "UMAP":
    """Return the UMAP that BERTopic makes for itself, with a seed."""
    from umap import UMAP  # noqa: PLC0415 - only what the contender needs

    return UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", low_memory=False, random_state=seed)


class NoEncoder:
    """Stand where Turftopic would load a model; the vectors are given, so it is never asked."""

    def encode(self, *_texts: object) -> None:
        """Refuse."""
        raise TypeError("the vectors are given: nothing is left to encode")


PEERS = {
    "bertopic": bertopic,
    "bertopic-without-seed": bertopic_without_seed,
    "bertopic-reassigned": bertopic_reassigned,
    "turftopic": turftopic,
}

if __name__ == "__main__":
    main()

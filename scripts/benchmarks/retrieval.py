"""Cross-language retrieval: finding a Chinese sentence by its English translation, and the reverse."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
from sklearn.metrics import adjusted_mutual_info_score

from benchmarks.compared_encoders import Encoder, Vectors, encode_default, encode_minilm, temporary_cache
from benchmarks.k_means_agreement import cluster_k_means
from benchmarks.markdown_tables import format_number, print_heading, print_progress, print_row
from thememiner import Settings, read_corpus, segment
from thememiner.records import Segmentation

PAIRS = Path(__file__).with_name("sentence_pairs.tsv")
QUICK = slice(55, 95)
"""A slice with as many everyday as interview pairs, which keeps similar pairs together."""
GROUPS, SEEDS = 15, 5
TWINS = 2
DIRECTIONS = ("Chinese → English", "English → Chinese")

ENCODERS: Mapping[str, Encoder] = MappingProxyType({"MiniLM": encode_minilm, "default": encode_default})
Cosines = npt.NDArray[np.float64]
"""Cosines of Chinese sentences (rows) and English sentences (columns), in the order of the pairs."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A Chinese sentence and its English translation."""

    id: str
    kind: str
    chinese: str
    english: str


def print_retrieval(*, quick: bool) -> None:
    """Print how often the nearest sentence in the other language is the translation, and the mistakes."""
    pairs = read_pairs()[QUICK] if quick else read_pairs()
    segmentation = build_bilingual_corpus(pairs)
    print_heading(
        "Translations found",
        f"{len(pairs)} sentence pairs, both languages in one corpus. Found: no other sentence in that language has as "
        f"high a cosine. Clusters: {GROUPS} by k-means, mean over seeds 0 to {SEEDS - 1}.",
        *("encoder", "pairs, and sentences to choose from", *DIRECTIONS, "AMI of clusters with the language"),
    )
    found = {name: print_retrieval_of(name, view, segmentation, pairs) for name, view in ENCODERS.items()}
    print_heading(
        "Mistakes of the default encoder",
        f"Query pair → retrieved pair. Similar pairs (a negation, another outcome) are at most {TWINS} lines apart.",
        *("direction", "misses", "similar pairs", "other pairs"),
    )
    for direction, among in zip(DIRECTIONS, (found["default"], found["default"].T), strict=True):
        print_row(direction, *list_misses(among, pairs))


def print_retrieval_of(name: str, view: Encoder, segmentation: Segmentation, pairs: Sequence[Pair]) -> Cosines:
    """Print how often the translation is nearest for an encoder, and return the cosines."""
    print_progress(f"retrieval: {name}")
    with temporary_cache():
        vectors = view(segmentation)
    languages = segmentation.units.loc[segmentation.units["kept"], "row_id"].str[0].tolist()
    split = mean(adjusted_mutual_info_score(languages, cluster_k_means(vectors, GROUPS, seed)) for seed in range(SEEDS))
    cosines = pair_cosines(segmentation, vectors, pairs)
    for kind in ("everyday", "interview", "all"):
        chosen = np.array([kind in {pair.kind, "all"} for pair in pairs])
        among = cosines[np.ix_(chosen, chosen)]
        languages_apart = format_number(split) if kind == "all" else ""
        print_row(name, f"{kind}, {chosen.sum()}", format_hit_rate(among), format_hit_rate(among.T), languages_apart)
    return cosines


def read_pairs() -> list[Pair]:
    """Read the sentence pairs."""
    with PAIRS.open(encoding="utf-8", newline="") as file:
        return [Pair(**row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def build_bilingual_corpus(pairs: Sequence[Pair]) -> Segmentation:
    """Return all sentences as the units of one table, first Chinese, then English."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sentences.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["id", "text"])
            writer.writerows((f"1-{pair.id}", pair.chinese) for pair in pairs)
            writer.writerows((f"2-{pair.id}", pair.english) for pair in pairs)
        settings = Settings.model_validate({"table": {"rows": "units"}})
        return segment(read_corpus(path, settings=settings), settings=settings)


def pair_cosines(segmentation: Segmentation, vectors: Vectors, pairs: Sequence[Pair]) -> Cosines:
    """Return the cosines of the Chinese and the English sentences."""
    rows = segmentation.units.loc[segmentation.units["kept"], "row_id"].tolist()
    chinese, english = (vectors[[rows.index(f"{side}-{pair.id}") for pair in pairs]].astype(float) for side in "12")
    return np.asarray(chinese @ english.T)


def nearest_other(among: Cosines) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Return for each row the nearest column that is not its translation, and whether the translation is nearer.

    A tie counts as a miss.
    """
    others = among.copy()
    np.fill_diagonal(others, -np.inf)
    return others.argmax(axis=1), among.diagonal() > others.max(axis=1)


def format_hit_rate(among: Cosines) -> str:
    """Return the number and the share of rows whose translation is nearest."""
    hits = nearest_other(among)[1]
    return f"{hits.sum()} ({hits.mean():.1%})"


def list_misses(among: Cosines, pairs: Sequence[Pair]) -> tuple[int, str, str]:
    """Return the number of misses, and the ids of misses to similar pairs and to other pairs."""
    nearest, hits = nearest_other(among)
    missed = np.flatnonzero(~hits)
    pairs_missed = [f"{pairs[row].id} → {pairs[nearest[row]].id}" for row in missed.tolist()]
    is_twin = (np.abs(nearest[missed] - missed) <= TWINS).tolist()
    twins = [text for text, twin in zip(pairs_missed, is_twin, strict=True) if twin]
    others = [text for text, twin in zip(pairs_missed, is_twin, strict=True) if not twin]
    return len(missed), ", ".join(twins) or "none", ", ".join(others) or "none"

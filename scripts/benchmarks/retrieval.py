"""How often a Chinese sentence and its English translation are found by each other."""

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

from benchmarks.agreement import k_means
from benchmarks.tables import number, print_heading, print_row, tell
from benchmarks.views import Vectors, View, cache_of_its_own, default, minilm
from thememiner import Settings, read_corpus, segment
from thememiner.records import Segmentation

PAIRS = Path(__file__).with_name("sentence_pairs.tsv")
QUICK = slice(55, 95)
"""As many everyday as interview pairs, near-twins together."""
GROUPS, SEEDS = 15, 5
TWINS = 2
DIRECTIONS = ("Chinese → English", "English → Chinese")

ENCODERS: Mapping[str, View] = MappingProxyType({"MiniLM": minilm, "default": default})
Cosines = npt.NDArray[np.float64]
"""Of each Chinese sentence (rows) with each English one (columns), in the order of the pairs."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A Chinese sentence and its English translation."""

    id: str
    kind: str
    chinese: str
    english: str


def print_retrieval(*, quick: bool) -> None:
    """Print how often the nearest sentence of the other language is the translation, and what is taken for it."""
    pairs = read_pairs()[QUICK] if quick else read_pairs()
    segmentation = in_one_corpus(pairs)
    print_heading(
        "Translations found",
        f"{len(pairs)} sentence pairs, both languages in one corpus. Found: no other sentence of its language has as "
        f"high a cosine. Clusters: {GROUPS} by k-means, mean over seeds 0 to {SEEDS - 1}.",
        *("encoder", "pairs, and sentences to choose from", *DIRECTIONS, "AMI of clusters with the language"),
    )
    found = {name: print_found(name, view, segmentation, pairs) for name, view in ENCODERS.items()}
    print_heading(
        "What the default takes for the translation",
        f"Pair asked for → pair found. Near-twins (a negation, another outcome) stand at most {TWINS} lines apart.",
        *("direction", "misses", "near-twins", "others"),
    )
    for direction, among in zip(DIRECTIONS, (found["default"], found["default"].T), strict=True):
        print_row(direction, *misses(among, pairs))


def print_found(name: str, view: View, segmentation: Segmentation, pairs: Sequence[Pair]) -> Cosines:
    """Print how often an encoder has the translation nearest, and return its cosines."""
    tell(f"retrieval: {name}")
    with cache_of_its_own():
        vectors = view(segmentation)
    languages = segmentation.units.loc[segmentation.units["kept"], "row_id"].str[0].tolist()
    split = mean(adjusted_mutual_info_score(languages, k_means(vectors, GROUPS, seed)) for seed in range(SEEDS))
    cosines = of_pairs(segmentation, vectors, pairs)
    for kind in ("everyday", "interview", "all"):
        chosen = np.array([kind in {pair.kind, "all"} for pair in pairs])
        among = cosines[np.ix_(chosen, chosen)]
        languages_apart = number(split) if kind == "all" else ""
        print_row(name, f"{kind}, {chosen.sum()}", share(among), share(among.T), languages_apart)
    return cosines


def read_pairs() -> list[Pair]:
    """Read the sentence pairs."""
    with PAIRS.open(encoding="utf-8", newline="") as file:
        return [Pair(**row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def in_one_corpus(pairs: Sequence[Pair]) -> Segmentation:
    """Return all sentences as the units of one corpus, as if they came from a table; first Chinese, then English."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sentences.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["id", "text"])
            writer.writerows((f"1-{pair.id}", pair.chinese) for pair in pairs)
            writer.writerows((f"2-{pair.id}", pair.english) for pair in pairs)
        settings = Settings.model_validate({"table": {"rows": "units"}})
        return segment(read_corpus(path, settings=settings), settings=settings)


def of_pairs(segmentation: Segmentation, vectors: Vectors, pairs: Sequence[Pair]) -> Cosines:
    """Return the cosines of the Chinese sentences with the English ones."""
    rows = segmentation.units.loc[segmentation.units["kept"], "row_id"].tolist()
    chinese, english = (vectors[[rows.index(f"{side}-{pair.id}") for pair in pairs]].astype(float) for side in "12")
    return np.asarray(chinese @ english.T)


def nearest_other(among: Cosines) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Return for each row the nearest column that is not its translation, and whether the translation is nearer.

    Two sentences with the very same vector cannot be told apart, so a tie is a miss.
    """
    others = among.copy()
    np.fill_diagonal(others, -np.inf)
    return others.argmax(axis=1), among.diagonal() > others.max(axis=1)


def share(among: Cosines) -> str:
    """Return how many rows have their translation nearest, and the share."""
    hits = nearest_other(among)[1]
    return f"{hits.sum()} ({hits.mean():.1%})"


def misses(among: Cosines, pairs: Sequence[Pair]) -> tuple[int, str, str]:
    """Return how many misses there are, and by id those that took a near-twin and the others."""
    nearest, hits = nearest_other(among)
    missed = np.flatnonzero(~hits)
    told = [f"{pairs[row].id} → {pairs[nearest[row]].id}" for row in missed]
    is_twin = (np.abs(nearest[missed] - missed) <= TWINS).tolist()
    twins = [text for text, twin in zip(told, is_twin, strict=True) if twin]
    others = [text for text, twin in zip(told, is_twin, strict=True) if not twin]
    return len(missed), ", ".join(twins) or "none", ", ".join(others) or "none"

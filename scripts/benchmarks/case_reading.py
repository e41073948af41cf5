"""The cases there are: sets whose rows are units, and whole transcripts; read and encoded once in a process."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from typing import Any

import numpy as np
import pandas as pd
from sklearn.preprocessing import normalize

from benchmarks.cases import Case, said_by_nobody
from benchmarks.coded_sets import SETS, CodedSet, CodedUnits, Material, read_transcripts
from benchmarks.jobs import Vectors
from benchmarks.tables import tell
from benchmarks.views import default
from thememiner.comparison.alignment import meetings
from thememiner.embedding import embed
from thememiner.records import Segmentation

PROTOCOL = tuple(coded_set.name for coded_set in SETS[:5])
"""The full English sets of which means are taken."""
TRANSCRIPTS = "en_serdif_usability"


def read_cases(names: Sequence[str], most: int | None) -> Iterator[Case]:
    """Read and encode cases by name, each once in a process; of none are there more than ``most`` coded units."""
    for name in names:
        yield read_case(name, most)


@cache
def read_case(name: str, most: int | None) -> Case:
    """Read and encode a case."""
    tell(f"reading and encoding {name}")
    return READ[name](most)


def of_set(coded_set: CodedSet, most: int | None) -> Case:
    """Return a set whose rows are units, without context."""
    coded = coded_set.read(most=most)
    return Case(
        name=coded.name,
        units=said_by_nobody(coded.units.reset_index(drop=True)),
        vectors=default(coded.segmentation),
        words=words_of(coded),
        judged=np.arange(len(coded.codes)),
        codes=coded.codes,
        documents=pd.factorize(coded.units["doc_id"])[0],
    )


def words_of(coded: CodedUnits) -> tuple[tuple[str, ...], ...]:
    """Return the words of each unit."""
    if not coded.name.startswith("zh_"):
        return tuple(tuple(text.split()) for text in coded.texts)
    rows = np.flatnonzero(coded.segmentation.units["kept"].to_numpy(bool)).tolist()
    pairs = zip(rows, coded.texts, strict=True)
    return tuple(tuple(coded.segmentation.tokens.words(row, text)) for row, text in pairs)


def every_unit() -> Case:
    """Return the whole transcripts as a run sees them: every unit is clustered, and segments are found by place.

    A segment is judged by the unit that it shares most text with.
    """
    material, vectors = _transcripts(in_context=True)
    kept = _kept(material.segmentation)
    segments, codes = _segments(material)
    met = meetings(segments, kept)
    best = np.lexsort((met.right, -met.shared, met.left))
    present, firsts = np.unique(met.left[best], return_index=True)
    return Case(
        name=f"{TRANSCRIPTS}, transcripts, every unit",
        units=kept,
        vectors=vectors,
        words=tuple(tuple(str(text).split()) for text in kept["text"]),
        judged=met.right[best][firsts],
        codes=tuple(codes[index] for index in present),
        documents=pd.factorize(segments["doc_id"].iloc[present])[0],
    )


def coded_segments(*, in_context: bool) -> Case:
    """Return the coded segments of the whole transcripts, each with the mean vector of the units it meets."""
    material, vectors = _transcripts(in_context=in_context)
    kept = _kept(material.segmentation)
    segments, codes = _segments(material)
    met = meetings(segments, kept)
    present, owner = np.unique(met.left, return_inverse=True)
    sums = np.zeros((len(present), vectors.shape[1]))
    np.add.at(sums, owner, vectors[met.right])
    chosen = segments.iloc[present].reset_index(drop=True)
    texts = {document.doc_id: document.text for document in material.corpus.documents}
    places = zip(chosen["doc_id"], chosen["start"], chosen["end"], strict=True)
    spoken = [texts[doc_id][start:end] for doc_id, start, end in places]
    # A segment has the columns of a unit: those of the first unit that it meets, but for its own place and text.
    like = kept.iloc[met.right[np.unique(met.left, return_index=True)[1]]].reset_index(drop=True)
    ids = [f"segment {index:05}" for index in range(len(chosen))]
    own: dict[str, Any] = {
        "unit_id": ids,
        "start": chosen["start"],
        "end": chosen["end"],
        "text": spoken,
        "duplicate_of": None,
    }
    return Case(
        name=f"{TRANSCRIPTS}, transcripts, {'coded segments' if in_context else 'no context'}",
        units=like.assign(**own),
        vectors=np.asarray(normalize(sums), dtype=np.float32),
        words=tuple(tuple(text.split()) for text in spoken),
        judged=np.arange(len(chosen)),
        codes=tuple(codes[index] for index in present),
        documents=pd.factorize(chosen["doc_id"])[0],
    )


@cache
def _transcripts(*, in_context: bool) -> tuple[Material, Vectors]:
    """Read and encode the whole transcripts; a vector for each kept unit."""
    material = read_transcripts(TRANSCRIPTS)
    forms = {document.doc_id: document.form for document in material.corpus.documents}
    embedding = embed(material.segmentation, forms=forms)
    kept = material.segmentation.units["kept"].to_numpy(bool)
    return material, (embedding.contextual if in_context else embedding.vectors)[kept]


def _kept(segmentation: Segmentation) -> pd.DataFrame:
    return segmentation.units[segmentation.units["kept"]].reset_index(drop=True)


def _segments(material: Material) -> tuple[pd.DataFrame, list[tuple[str, ...]]]:
    """Return the places that people coded, and the codes of each, the first one first."""
    groups = material.coding.segments.groupby(["doc_id", "start", "end"], sort=True)["code_id"].agg(tuple)
    return groups.index.to_frame(index=False), groups.tolist()


READ: dict[str, Callable[[int | None], Case]] = {
    **{coded_set.name: partial(of_set, coded_set) for coded_set in SETS},
    f"{TRANSCRIPTS}, transcripts, every unit": lambda most: every_unit().sampled(most),
    f"{TRANSCRIPTS}, transcripts, coded segments": lambda most: coded_segments(in_context=True).sampled(most),
    f"{TRANSCRIPTS}, transcripts, no context": lambda most: coded_segments(in_context=False).sampled(most),
}
"""What can be measured, by name."""

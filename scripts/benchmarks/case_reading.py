"""Readers of the benchmark cases: tables of units and whole transcripts, each read and encoded once per process."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from typing import Any

import numpy as np
import pandas as pd
from sklearn.preprocessing import normalize

from benchmarks.clustering_jobs import Vectors
from benchmarks.coded_cases import Case, without_participants
from benchmarks.coded_sets import SETS, CodedCorpus, CodedSet, CodedUnits, read_transcripts
from benchmarks.compared_encoders import encode_default
from benchmarks.markdown_tables import print_progress
from thememiner.comparison.alignment import find_overlaps
from thememiner.config import Permissions, Settings
from thememiner.embedding import embed
from thememiner.records import Embedding, Segmentation
from thememiner.workflows.question_stage import find_interview_guide

PROTOCOL_SETS = tuple(coded_set.name for coded_set in SETS[:5])
"""The English sets whose means are reported."""
TRANSCRIPTS = "en_serdif_usability"


def read_cases(names: Sequence[str], most: int | None) -> Iterator[Case]:
    """Read and encode cases by name, each once per process, with at most ``most`` coded units."""
    for name in names:
        yield read_case(name, most)


@cache
def read_case(name: str, most: int | None) -> Case:
    """Read and encode a case."""
    print_progress(f"reading and encoding {name}")
    return CASE_READERS[name](most)


def read_rows_case(coded_set: CodedSet, most: int | None) -> Case:
    """Return a set whose rows are units, without context."""
    coded = coded_set.read(most=most)
    return Case(
        name=coded.name,
        units=without_participants(coded.units.reset_index(drop=True)),
        vectors=encode_default(coded.segmentation),
        words=split_words(coded),
        judged=np.arange(len(coded.codes)),
        codes=coded.codes,
        documents=pd.factorize(coded.units["doc_id"])[0],
    )


def split_words(coded: CodedUnits) -> tuple[tuple[str, ...], ...]:
    """Return the words of each unit."""
    if not coded.name.startswith("zh_"):
        return tuple(tuple(text.split()) for text in coded.texts)
    rows = np.flatnonzero(coded.segmentation.units["kept"].to_numpy(bool)).tolist()
    pairs = zip(rows, coded.texts, strict=True)
    return tuple(tuple(coded.segmentation.tokens.words(row, text)) for row, text in pairs)


def read_units_case(*, with_course: bool) -> Case:
    """Return the whole transcripts as a run sees them, with or without the course of the interviews."""
    material, embedding = _read_and_embed()
    if with_course:
        embedding = trace_course_of(material, embedding)
    name = f"{TRANSCRIPTS}, transcripts, every unit{', with course' * with_course}"
    return to_units_case(name, material, embedding)


def to_units_case(name: str, material: CodedCorpus, embedding: Embedding) -> Case:
    """Return whole documents as a case: every kept unit is clustered, and segments are matched by position.

    A segment is scored by the unit with which it shares the most text.
    """
    kept = _kept(material.segmentation)
    segments, codes = _segments(material)
    met = find_overlaps(segments, kept)
    best = np.lexsort((met.right, -met.shared, met.left))
    present, firsts = np.unique(met.left[best], return_index=True)
    return Case(
        name=name,
        units=kept,
        vectors=embedding.contextual[material.segmentation.units["kept"].to_numpy(bool)],
        words=tuple(tuple(str(text).split()) for text in kept["text"]),
        judged=met.right[best][firsts],
        codes=tuple(codes[index] for index in present),
        documents=pd.factorize(segments["doc_id"].iloc[present])[0],
    )


def read_segments_case(*, in_context: bool) -> Case:
    """Return the coded segments of the whole transcripts, each with the mean vector of the units it overlaps."""
    material, vectors = _transcripts(in_context=in_context)
    kept = _kept(material.segmentation)
    segments, codes = _segments(material)
    met = find_overlaps(segments, kept)
    present, owner = np.unique(met.left, return_inverse=True)
    sums = np.zeros((len(present), vectors.shape[1]))
    np.add.at(sums, owner, vectors[met.right])
    chosen = segments.iloc[present].reset_index(drop=True)
    texts = {document.doc_id: document.text for document in material.corpus.documents}
    places = zip(chosen["doc_id"], chosen["start"], chosen["end"], strict=True)
    spoken = [texts[doc_id][start:end] for doc_id, start, end in places]
    # A segment has the columns of a unit: those of the first unit that it meets, except for position and text.
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
def _read_and_embed() -> tuple[CodedCorpus, Embedding]:
    material = read_transcripts(TRANSCRIPTS)
    return material, embed(material.segmentation)


def _transcripts(*, in_context: bool) -> tuple[CodedCorpus, Vectors]:
    """Return the whole transcripts and a vector for each kept unit."""
    material, embedding = _read_and_embed()
    kept = material.segmentation.units["kept"].to_numpy(bool)
    return material, (embedding.contextual if in_context else embedding.vectors)[kept]


def trace_course_of(material: CodedCorpus, embedding: Embedding) -> Embedding:
    """Return the embedding with the course of the interviews, if they have a common one."""
    guide_result = find_interview_guide(material.segmentation, embedding, Settings(), Permissions())
    return guide_result.add_course(embedding)


def _kept(segmentation: Segmentation) -> pd.DataFrame:
    return segmentation.units[segmentation.units["kept"]].reset_index(drop=True)


def _segments(material: CodedCorpus) -> tuple[pd.DataFrame, list[tuple[str, ...]]]:
    """Return the coded segments and the codes of each, in order."""
    groups = material.coding.segments.groupby(["doc_id", "start", "end"], sort=True)["code_id"].agg(tuple)
    return groups.index.to_frame(index=False), groups.tolist()


CASE_READERS: dict[str, Callable[[int | None], Case]] = {
    **{coded_set.name: partial(read_rows_case, coded_set) for coded_set in SETS},
    f"{TRANSCRIPTS}, transcripts, every unit": lambda most: read_units_case(with_course=False).sampled(most),
    f"{TRANSCRIPTS}, transcripts, every unit, with course": lambda most: read_units_case(with_course=True).sampled(
        most
    ),
    f"{TRANSCRIPTS}, transcripts, coded segments": lambda most: read_segments_case(in_context=True).sampled(most),
    f"{TRANSCRIPTS}, transcripts, no context": lambda most: read_segments_case(in_context=False).sampled(most),
}
"""The readers of all cases, by name."""

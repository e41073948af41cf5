"""A corpus and its manual codings as files.

How the result of each stage is written, and read again.
Clusters, themes and their comparison with people's codings as files.
Meaning units and their vectors as files.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any, NamedTuple

from thememiner.batch.store import Content
from thememiner.description import Named
from thememiner.discovery import Guided
from thememiner.exchange import SeedTheme
from thememiner.records import (
    SEGMENTED_COLUMNS,
    Ceiling,
    Column,
    Corpus,
    Discovery,
    Embedding,
    Kind,
    Note,
    Problem,
    Saturation,
    Segmentation,
    Source,
    Theme,
    Tokens,
    table,
)
from thememiner.runs import (
    RunFiles,
    array_from_npy,
    array_to_npy,
    coding_files,
    comparison_files,
    documents_from_parquet,
    documents_to_parquet,
    from_json,
    npy_parts,
    read_codings,
    read_comparisons,
    same_bytes,
    table_from_parquet,
    table_to_parquet,
    to_json,
)
from thememiner.workflows import Beside, Guidance, ManualCodings, Sought

_REASON = (Column("reason", Kind.OPTIONAL_TEXT, "why a kept unit is unassigned"),)
_ARRAYS = (
    *("subthemes", "membership", "nearest", "nearest_membership", "margin", "carries_both"),
    *("centres", "layout"),
)
"""Fields of a discovery that are arrays."""


@dataclass(frozen=True, slots=True)
class _ReadingNotes:
    """What went wrong and what was decided."""

    problems: tuple[Problem, ...]
    notes: tuple[Note, ...]
    sources: tuple[tuple[str, Source | None], ...] = ()


def corpus_files(corpus: Corpus) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each file of a corpus."""
    yield "documents.parquet", documents_to_parquet(corpus.documents)
    yield "participants.json", to_json(dict(corpus.participants))
    yield "told.json", to_json(_ReadingNotes(corpus.problems, corpus.notes))
    yield from coding_files(corpus.codings)


def restore_corpus(files: RunFiles) -> Corpus:
    """Return the corpus as it was. Raises ``RunError``."""
    told = files.parse("told.json", partial(from_json, kind=_ReadingNotes))
    return Corpus(
        documents=files.parse("documents.parquet", documents_from_parquet),
        participants=files.parse("participants.json", partial(from_json, kind=dict[str, dict[str, str]])),
        codings=read_codings(files),
        problems=told.problems,
        notes=told.notes,
    )


def manual_files(manual: ManualCodings) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each file of the manual codings."""
    yield "told.json", to_json(_ReadingNotes(manual.problems, manual.notes, manual.sources))
    yield from coding_files(manual.codings)


def read_manual(files: RunFiles) -> ManualCodings:
    """Return the manual codings as they were. Raises ``RunError``."""
    told = files.parse("told.json", partial(from_json, kind=_ReadingNotes))
    return ManualCodings(read_codings(files), told.sources, told.problems, told.notes)


@dataclass(frozen=True, slots=True)
class _DiscoveryNotes:
    """What of a discovery is no array."""

    parents: tuple[int, ...]
    stability: tuple[float | None, ...]
    theme_stability: tuple[float | None, ...]
    choices: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Guide:
    """Seed themes, without what each unit has to do with them."""

    source: Source
    seeds: tuple[SeedTheme, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Named:
    themes: tuple[Theme, ...]
    record: Mapping[str, Any]
    notes: tuple[Note, ...]


def sought_files(sought: Sought) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each file of a discovery, and of the seed themes that guided it."""
    found = sought.discovery
    for name in _ARRAYS:
        yield f"{name}.npy", array_to_npy(getattr(found, name))
    yield "reasons.parquet", table_to_parquet(table(_REASON, {"reason": found.reasons}), _REASON)
    yield "told.json", to_json(_DiscoveryNotes(found.parents, found.stability, found.theme_stability, found.choices))
    if sought.guidance is not None:
        guided = sought.guidance.guided
        yield "guide.json", to_json(_Guide(sought.guidance.source, sought.guidance.seeds, guided.names))
        yield "guided.npy", array_to_npy(guided.labels)
        yield "strength.npy", array_to_npy(guided.strength)


def read_sought(files: RunFiles) -> Sought:
    """Return the discovery as it was. Raises ``RunError``."""
    arrays = {name: files.parse(f"{name}.npy", array_from_npy) for name in _ARRAYS}
    reasons = files.parse("reasons.parquet", partial(table_from_parquet, columns=_REASON))["reason"]
    told = files.parse("told.json", partial(from_json, kind=_DiscoveryNotes))
    discovery = Discovery(
        **arrays,
        reasons=tuple(reasons.astype(object).where(reasons.notna(), None)),
        parents=told.parents,
        stability=told.stability,
        theme_stability=told.theme_stability,
        choices=told.choices,
    )
    return Sought(discovery, _guidance(files) if "guide.json" in files else None)


def _guidance(files: RunFiles) -> Guidance:
    told = files.parse("guide.json", partial(from_json, kind=_Guide))
    arrays = (files.parse(name, array_from_npy) for name in ("guided.npy", "strength.npy"))
    return Guidance(told.source, told.seeds, Guided(told.names, *arrays))


def named_files(named: Named) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of the file of the themes with their names."""
    yield "themes.json", to_json(_Named(named.themes, dict(named.record), named.notes))


def read_named(files: RunFiles) -> Named:
    """Return the themes as they were. Raises ``RunError``."""
    stored = files.parse("themes.json", partial(from_json, kind=_Named))
    return Named(stored.themes, stored.record, stored.notes)


def beside_files(beside: Beside) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each file of the comparisons with people's codings."""
    yield "ceiling.json", to_json(beside.ceiling)
    yield from comparison_files(beside.comparisons)


def read_beside(files: RunFiles) -> Beside:
    """Return the comparisons as they were. Raises ``RunError``."""
    return Beside(read_comparisons(files), files.parse("ceiling.json", partial(from_json, kind=tuple[Ceiling, ...])))


def saturation_files(saturation: Saturation | None) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of the file of the saturation: a list of one, or of none."""
    yield "saturation.json", to_json([] if saturation is None else [saturation])


def read_saturation(files: RunFiles) -> Saturation | None:
    """Return the saturation as it was; None where it was not asked for. Raises ``RunError``."""
    found = files.parse("saturation.json", partial(from_json, kind=tuple[Saturation, ...]))
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class _EmbeddingNotes:
    context: str
    encoder: Mapping[str, str | int]


def segmentation_files(segmentation: Segmentation) -> Iterator[tuple[str, Content]]:
    """Yield the name and content of each file of a segmentation."""
    yield "units.parquet", table_to_parquet(segmentation.units, SEGMENTED_COLUMNS)
    yield "offsets.npy", array_to_npy(segmentation.tokens.offsets)
    yield "starts.npy", array_to_npy(segmentation.tokens.starts)
    yield "ends.npy", array_to_npy(segmentation.tokens.ends)


def read_segmentation(files: RunFiles) -> Segmentation:
    """Return the segmentation as it was. Raises ``RunError``."""
    units = files.parse("units.parquet", partial(table_from_parquet, columns=SEGMENTED_COLUMNS))
    names = ("offsets.npy", "starts.npy", "ends.npy")
    return Segmentation(units, Tokens(*(files.parse(name, array_from_npy) for name in names)))


def embedding_files(embedding: Embedding) -> Iterator[tuple[str, Content]]:
    """Yield the name and content of each file of an embedding; equal vectors are stored once."""
    yield "vectors.npy", npy_parts(embedding.vectors)
    if not same_bytes(embedding.contextual, embedding.vectors):
        yield "contextual.npy", npy_parts(embedding.contextual)
    yield "told.json", to_json(_EmbeddingNotes(embedding.context, embedding.encoder))
    for name, array in sorted(embedding.state.items()):
        yield f"state/{name}.npy", array_to_npy(array)


def read_embedding(files: RunFiles) -> Embedding:
    """Return the embedding as it was. Raises ``RunError``."""
    vectors = files.array("vectors.npy")
    told = files.parse("told.json", partial(from_json, kind=_EmbeddingNotes))
    return Embedding(
        vectors=vectors,
        contextual=files.array("contextual.npy") if "contextual.npy" in files else vectors,
        context=told.context,
        encoder=told.encoder,
        state={PurePosixPath(name).stem: files.parse(name, array_from_npy) for name in files.names("state", ".npy")},
    )


class ResultForm(NamedTuple):
    """The files of a result, name by name, and the result that they hold."""

    files: Callable[[Any], Iterator[tuple[str, Content]]]
    read: Callable[[RunFiles], Any]


FORMS: Mapping[str, ResultForm] = MappingProxyType(
    {
        "read": ResultForm(corpus_files, restore_corpus),
        "gold": ResultForm(manual_files, read_manual),
        "segment": ResultForm(segmentation_files, read_segmentation),
        "embed": ResultForm(embedding_files, read_embedding),
        "discover": ResultForm(sought_files, read_sought),
        "describe": ResultForm(named_files, read_named),
        "compare": ResultForm(beside_files, read_beside),
        "saturate": ResultForm(saturation_files, read_saturation),
    }
)
"""By stage."""

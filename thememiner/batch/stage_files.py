"""The files that store the result of each stage: how they are written, and how the result is read from them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any, NamedTuple

from thememiner.batch.store import Content
from thememiner.description import NamedThemes
from thememiner.discovery import SeededUnits
from thememiner.exchange import SeedTheme
from thememiner.questions import InterviewCourse
from thememiner.records import (
    SEGMENTED_COLUMNS,
    UNIT_COLUMNS,
    Corpus,
    Discovery,
    Embedding,
    Form,
    HumanAgreement,
    Note,
    Problem,
    Saturation,
    Segmentation,
    Source,
    SurroundingVectors,
    Theme,
    Tokens,
)
from thememiner.runs import (
    RunFiles,
    are_identical,
    array_from_npy,
    array_to_npy,
    coding_files,
    comparison_files,
    documents_from_parquet,
    documents_to_parquet,
    from_json,
    guide_files,
    iter_npy_bytes,
    read_codings,
    read_comparisons,
    read_guide,
    table_from_parquet,
    table_to_parquet,
    to_json,
)
from thememiner.stages import COMPARE, DESCRIBE, DISCOVER, EMBED, GOLD, QUESTIONS, READ, SATURATE, SEGMENT
from thememiner.workflows import ComparisonResult, DiscoveryResult, Guidance, GuideResult, ManualCodings

DETAILS = "details.json"
"""The file for what fits no table and no array."""
_DISCOVERY_ARRAYS = (
    *("subthemes", "membership", "nearest", "nearest_membership", "margin", "carries_both"),
    *("centres", "layout"),
)


class StageFormat(NamedTuple):
    """How the result of a stage is stored."""

    serialize: Callable[[Any], Iterator[tuple[str, Content]]]
    """Yields the name and content of each file."""
    read: Callable[[RunFiles], Any]
    """Returns the result. Raises ``RunError`` if a file is missing or was altered."""


@dataclass(frozen=True, slots=True)
class _ReadingDetails:
    problems: tuple[Problem, ...]
    notes: tuple[Note, ...]
    sources: tuple[tuple[str, Source | None], ...] = ()


@dataclass(frozen=True, slots=True)
class _EmbeddingDetails:
    context: str
    encoder: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class _GuideDetails:
    source: Source | None
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class _DiscoveryDetails:
    parents: tuple[int, ...]
    stability: tuple[float | None, ...]
    theme_stability: tuple[float | None, ...]
    choices: Mapping[str, str]
    replication: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class _SeedDetails:
    source: Source
    seeds: tuple[SeedTheme, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _NamedThemes:
    themes: tuple[Theme, ...]
    record: Mapping[str, Any]
    notes: tuple[Note, ...]


def _corpus_files(corpus: Corpus) -> Iterator[tuple[str, bytes]]:
    yield "documents.parquet", documents_to_parquet(corpus.documents)
    yield "participants.json", to_json(dict(corpus.participants))
    yield DETAILS, to_json(_ReadingDetails(corpus.problems, corpus.notes))
    yield from coding_files(corpus.codings)


def _read_corpus(files: RunFiles) -> Corpus:
    details = files.parse(DETAILS, partial(from_json, kind=_ReadingDetails))
    return Corpus(
        documents=files.parse("documents.parquet", documents_from_parquet),
        participants=files.parse("participants.json", partial(from_json, kind=dict[str, dict[str, str]])),
        codings=read_codings(files),
        problems=details.problems,
        notes=details.notes,
    )


def _manual_coding_files(manual: ManualCodings) -> Iterator[tuple[str, bytes]]:
    yield DETAILS, to_json(_ReadingDetails(manual.problems, manual.notes, manual.sources))
    yield from coding_files(manual.codings)


def _read_manual_codings(files: RunFiles) -> ManualCodings:
    details = files.parse(DETAILS, partial(from_json, kind=_ReadingDetails))
    return ManualCodings(read_codings(files), details.sources, details.problems, details.notes)


def _segmentation_files(segmentation: Segmentation) -> Iterator[tuple[str, Content]]:
    yield "units.parquet", table_to_parquet(segmentation.units, SEGMENTED_COLUMNS)
    yield "offsets.npy", array_to_npy(segmentation.tokens.offsets)
    yield "starts.npy", array_to_npy(segmentation.tokens.starts)
    yield "ends.npy", array_to_npy(segmentation.tokens.ends)
    yield "forms.json", to_json(dict(segmentation.forms))


def _read_segmentation(files: RunFiles) -> Segmentation:
    units = files.parse("units.parquet", partial(table_from_parquet, columns=SEGMENTED_COLUMNS))
    names = ("offsets.npy", "starts.npy", "ends.npy")
    tokens = Tokens(*(files.parse(name, array_from_npy) for name in names))
    return Segmentation(units, tokens, files.parse("forms.json", partial(from_json, kind=dict[str, Form])))


def _embedding_files(embedding: Embedding) -> Iterator[tuple[str, Content]]:
    yield "vectors.npy", iter_npy_bytes(embedding.vectors)
    if not are_identical(embedding.contextual, embedding.vectors):  # equal vectors are stored once
        yield "contextual.npy", iter_npy_bytes(embedding.contextual)
    if embedding.surroundings is not None:
        yield "surrounding_rows.npy", array_to_npy(embedding.surroundings.rows)
        yield "surroundings.npy", iter_npy_bytes(embedding.surroundings.vectors)
    yield DETAILS, to_json(_EmbeddingDetails(embedding.context, embedding.encoder))
    for name, array in sorted(embedding.state.items()):
        yield f"state/{name}.npy", array_to_npy(array)


def _read_embedding(files: RunFiles) -> Embedding:
    vectors = files.array("vectors.npy")
    details = files.parse(DETAILS, partial(from_json, kind=_EmbeddingDetails))
    return Embedding(
        vectors=vectors,
        contextual=files.array("contextual.npy") if "contextual.npy" in files else vectors,
        context=details.context,
        encoder=details.encoder,
        state={PurePosixPath(name).stem: files.parse(name, array_from_npy) for name in files.names("state", ".npy")},
        surroundings=_read_surroundings(files) if "surroundings.npy" in files else None,
    )


def _read_surroundings(files: RunFiles) -> SurroundingVectors:
    return SurroundingVectors(files.parse("surrounding_rows.npy", array_from_npy), files.array("surroundings.npy"))


def _question_files(result: GuideResult) -> Iterator[tuple[str, bytes]]:
    yield from guide_files(result.guide)
    if result.course is not None:
        yield "course.npy", array_to_npy(result.course.vectors)
        yield "coordinates.npy", array_to_npy(result.course.questions)
    yield DETAILS, to_json(_GuideDetails(result.source, tuple(result.notes)))


def _read_questions(files: RunFiles) -> GuideResult:
    details = files.parse(DETAILS, partial(from_json, kind=_GuideDetails))
    course = None
    if "course.npy" in files:
        course = InterviewCourse(*(files.parse(name, array_from_npy) for name in ("course.npy", "coordinates.npy")))
    return GuideResult(read_guide(files), course, details.source, details.notes)


def _discovery_files(result: DiscoveryResult) -> Iterator[tuple[str, bytes]]:
    discovery = result.discovery
    yield "units.parquet", table_to_parquet(result.units, UNIT_COLUMNS)
    for name in _DISCOVERY_ARRAYS:
        yield f"{name}.npy", array_to_npy(getattr(discovery, name))
    yield (
        DETAILS,
        to_json(
            _DiscoveryDetails(
                discovery.parents,
                discovery.stability,
                discovery.theme_stability,
                discovery.choices,
                discovery.replication,
            )
        ),
    )
    if result.guidance is not None:
        guided = result.guidance.guided
        yield "guide.json", to_json(_SeedDetails(result.guidance.source, result.guidance.seeds, guided.names))
        yield "guided.npy", array_to_npy(guided.labels)
        yield "strength.npy", array_to_npy(guided.strength)


def _read_discovery(files: RunFiles) -> DiscoveryResult:
    units = files.parse("units.parquet", partial(table_from_parquet, columns=UNIT_COLUMNS))
    arrays: dict[str, Any] = {name: files.parse(f"{name}.npy", array_from_npy) for name in _DISCOVERY_ARRAYS}
    kept = units[units["kept"].to_numpy(bool)]
    details = files.parse(DETAILS, partial(from_json, kind=_DiscoveryDetails))
    discovery = Discovery(
        **arrays,
        reasons=tuple(kept["reason"].astype(object).where(kept["reason"].notna(), None)),
        parents=details.parents,
        stability=details.stability,
        theme_stability=details.theme_stability,
        replication=details.replication,
        choices=details.choices,
        unit_ids=kept["unit_id"],
    )
    return DiscoveryResult(units, discovery, _read_guidance(files) if "guide.json" in files else None)


def _read_guidance(files: RunFiles) -> Guidance:
    details = files.parse("guide.json", partial(from_json, kind=_SeedDetails))
    arrays = (files.parse(name, array_from_npy) for name in ("guided.npy", "strength.npy"))
    return Guidance(details.source, details.seeds, SeededUnits(details.names, *arrays))


def _theme_files(described: NamedThemes) -> Iterator[tuple[str, bytes]]:
    yield "themes.json", to_json(_NamedThemes(described.themes, dict(described.record), described.notes))


def _read_themes(files: RunFiles) -> NamedThemes:
    stored = files.parse("themes.json", partial(from_json, kind=_NamedThemes))
    return NamedThemes(stored.themes, stored.record, stored.notes)


def _comparison_files(compared: ComparisonResult) -> Iterator[tuple[str, bytes]]:
    yield "ceiling.json", to_json(compared.ceiling)
    yield from comparison_files(compared.comparisons)


def _read_comparison(files: RunFiles) -> ComparisonResult:
    ceiling = files.parse("ceiling.json", partial(from_json, kind=tuple[HumanAgreement, ...]))
    return ComparisonResult(read_comparisons(files), ceiling)


def _saturation_files(saturation: Saturation | None) -> Iterator[tuple[str, bytes]]:
    yield "saturation.json", to_json([] if saturation is None else [saturation])


def _read_saturation(files: RunFiles) -> Saturation | None:
    stored = files.parse("saturation.json", partial(from_json, kind=tuple[Saturation, ...]))
    return stored[0] if stored else None


STAGE_FORMATS: Mapping[str, StageFormat] = MappingProxyType(
    {
        READ.name: StageFormat(_corpus_files, _read_corpus),
        GOLD.name: StageFormat(_manual_coding_files, _read_manual_codings),
        SEGMENT.name: StageFormat(_segmentation_files, _read_segmentation),
        EMBED.name: StageFormat(_embedding_files, _read_embedding),
        QUESTIONS.name: StageFormat(_question_files, _read_questions),
        DISCOVER.name: StageFormat(_discovery_files, _read_discovery),
        DESCRIBE.name: StageFormat(_theme_files, _read_themes),
        COMPARE.name: StageFormat(_comparison_files, _read_comparison),
        SATURATE.name: StageFormat(_saturation_files, _read_saturation),
    }
)
"""Formats by stage; the last stage has none, because it writes the run itself."""

"""The stages of a mining as functions: from transcripts to a run, one function a stage."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.comparison import Alignments, measure_human_agreement
from thememiner.config import Permissions, Settings
from thememiner.corpus import read_corpus
from thememiner.description import NamedThemes, assign_units, describe, name_by_model, refuse_unusable_namer, to_coding
from thememiner.discovery import discover
from thememiner.embedding import embed, refuse_unusable_model
from thememiner.records import Coding, Corpus, Embedding, Run, Saturation, Segmentation, Theme
from thememiner.report import compose_methods, render_report
from thememiner.runs import RunFile, fill_run_folder
from thememiner.segmentation import segment
from thememiner.stages import (
    COMPARE,
    DESCRIBE,
    DISCOVER,
    EMBED,
    GOLD,
    QUESTIONS,
    READ,
    REPORT,
    SATURATE,
    SEGMENT,
    STAGES,
    StageContext,
)
from thememiner.workflows.manifest import build_manifest
from thememiner.workflows.manual_codings import ManualCodings, read_manual_codings
from thememiner.workflows.pairwise import compare_all
from thememiner.workflows.progress import Journal
from thememiner.workflows.question_stage import (
    QUESTION_STATE,
    GuideResult,
    find_interview_guide,
    refuse_unusable_questions,
)
from thememiner.workflows.saturation import is_wanted, measure_saturation
from thememiner.workflows.seeded import guide_discovery, refuse_unusable_guide
from thememiner.workflows.stage_results import ComparisonResult, DiscoveryResult
from thememiner.workflows.studies import refuse_empty_corpus

StageFunction = Callable[[StageContext], object]
NOTHING_PERMITTED = Permissions()
NO_FILES: Mapping[str, bytes] = MappingProxyType({})
NO_RESULTS: Mapping[str, object] = MappingProxyType({})


def run_stages(
    functions: Mapping[str, StageFunction],
    journal: Journal,
    *,
    settings: Settings,
    permissions: Permissions = NOTHING_PERMITTED,
    paths: Sequence[Path] = (),
    gold: Sequence[Path] = (),
    gold_format: str | None = None,
    known: Mapping[str, object] = NO_RESULTS,
) -> Run:
    """Run all stages in order, keep their results in memory, and return what the last one makes of them.

    ``functions`` has a function for each stage by its name, and ``known`` the results of stages that need not run.
    Each stage gets the settings that it declares, and the default for every other setting.
    """
    results = dict(known)
    for stage in STAGES:
        if stage.name not in results:
            journal.begin(stage.label)
            results[stage.name] = functions[stage.name](
                StageContext(
                    settings=stage.own_settings(settings),
                    permissions=permissions,
                    result=results.__getitem__,
                    on_step=journal.step,
                    paths=paths,
                    gold=gold,
                    gold_format=gold_format,
                )
            )
    run = results[REPORT.name]
    if not isinstance(run, Run):
        raise TypeError(REPORT.name)
    return run


def refuse_unusable_settings(settings: Settings, permissions: Permissions) -> None:
    """Raise an error at once if a file, the model or the naming server of the settings cannot be used.

    Raises ``ConfigurationError``, ``ModelError`` or ``UsageError``. No model is loaded and no server asked.
    """
    refuse_unusable_guide(settings)
    refuse_unusable_questions(settings)
    refuse_unusable_model(settings.embedding, permissions)
    refuse_unusable_namer(settings.naming, permissions)


def read(context: StageContext) -> Corpus:
    """Read the transcripts. Raises ``UnreadableFileError`` if none can be read."""
    return refuse_empty_corpus(read_corpus(context.paths, settings=context.settings))


def read_gold(context: StageContext) -> ManualCodings:
    """Read the manual codings, and place them on the documents."""
    corpus: Corpus = context.result(READ.name)
    return read_manual_codings(context.gold, corpus, context.settings, format=context.gold_format)


def cut(context: StageContext) -> Segmentation:
    """Cut the documents into meaning units."""
    corpus: Corpus = context.result(READ.name)
    return segment(corpus, settings=context.settings)


def encode(context: StageContext) -> Embedding:
    """Turn the meaning units into vectors."""
    segmentation: Segmentation = context.result(SEGMENT.name)
    return embed(
        segmentation, settings=context.settings.embedding, permissions=context.permissions, on_batch=context.on_step
    )


def relate_questions(context: StageContext) -> GuideResult:
    """Find the interview guide, or match a given one, and trace the course of the interviews."""
    segmentation: Segmentation = context.result(SEGMENT.name)
    return find_interview_guide(segmentation, context.result(EMBED.name), context.settings, context.permissions)


def find_themes(context: StageContext) -> DiscoveryResult:
    """Cluster the meaning units, around seed themes if the settings name a file of them."""
    segmentation: Segmentation = context.result(SEGMENT.name)
    embedding: Embedding = context.result(EMBED.name)
    guide_result: GuideResult = context.result(QUESTIONS.name)
    settings = context.settings
    guidance = guide_discovery(embedding, segmentation.units, settings, context.permissions)
    discovery = discover(
        guide_result.add_course(embedding),
        segmentation.units,
        settings=settings.discovery,
        seed=settings.seed,
        tokens=segmentation.tokens,
        seeded_units=None if guidance is None else guidance.guided,
    )
    return DiscoveryResult(assign_units(segmentation.units, discovery), discovery, guidance)


def describe_themes(context: StageContext) -> NamedThemes:
    """Give every theme its name, key words and quotes."""
    found: DiscoveryResult = context.result(DISCOVER.name)
    settings = context.settings
    themes = describe(
        found.discovery, context.result(SEGMENT.name), context.result(EMBED.name), settings=settings.description
    )
    described = name_by_model(themes, settings=settings.naming, seed=settings.seed, permissions=context.permissions)
    if found.guidance is None:
        return described
    return replace(described, themes=found.guidance.rename_themes(described.themes, found.discovery))


def compare_proposal(context: StageContext) -> ComparisonResult:
    """Compare the proposal with every manual coding, and people with each other."""
    corpus: Corpus = context.result(READ.name)
    people: ManualCodings = context.result(GOLD.name)
    found: DiscoveryResult = context.result(DISCOVER.name)
    described: NamedThemes = context.result(DESCRIBE.name)
    proposal = propose_coding(found.units, described.themes)
    settings, seed = context.settings.comparison, context.settings.seed
    alignments = Alignments(found.units, min_overlap=settings.min_overlap)
    comparisons = compare_all(
        proposal,
        people.codings,
        found.units,
        corpus.documents,
        settings=settings,
        seed=seed,
        alignments=alignments,
    )
    agreement = measure_human_agreement(
        people.codings, proposal, found.units, settings=settings, seed=seed, alignments=alignments
    )
    return ComparisonResult(comparisons, agreement)


def saturate(context: StageContext) -> Saturation | None:
    """Measure saturation; None if the settings do not ask for it."""
    found: DiscoveryResult = context.result(DISCOVER.name)
    guide_result: GuideResult = context.result(QUESTIONS.name)
    settings = context.settings
    if not is_wanted(found.units, settings.saturation):
        return None
    return measure_saturation(
        found.units,
        guide_result.add_course(context.result(EMBED.name)).contextual,
        settings=settings.saturation,
        discovery=settings.discovery,
        seed=settings.seed,
        on_step=context.on_step,
    )


def assemble_run(context: StageContext) -> Run:
    """Put the results of all stages together as a run."""
    corpus: Corpus = context.result(READ.name)
    people: ManualCodings = context.result(GOLD.name)
    embedding: Embedding = context.result(EMBED.name)
    found: DiscoveryResult = context.result(DISCOVER.name)
    described: NamedThemes = context.result(DESCRIBE.name)
    compared: ComparisonResult = context.result(COMPARE.name)
    guide_result: GuideResult = context.result(QUESTIONS.name)
    return Run(
        manifest=build_manifest(corpus, people, embedding, guide_result, found, described, context.settings),
        documents=corpus.documents,
        participants=corpus.participants,
        units=found.units,
        vectors=embedding.vectors,
        contextual=embedding.contextual,
        layout=_map_positions(found),
        themes=described.themes,
        codings=(propose_coding(found.units, described.themes), *people.codings),
        comparisons=compared.comparisons,
        state={
            "centres": found.discovery.centres,
            **({} if guide_result.course is None else {QUESTION_STATE: guide_result.course.questions}),
            **embedding.state,
        },
        saturation=context.result(SATURATE.name),
        ceiling=compared.ceiling,
        guide=guide_result.guide,
        course=None if guide_result.course is None else guide_result.course.vectors,
    )


STAGE_FUNCTIONS: Mapping[str, StageFunction] = MappingProxyType(
    {
        READ.name: read,
        GOLD.name: read_gold,
        SEGMENT.name: cut,
        EMBED.name: encode,
        QUESTIONS.name: relate_questions,
        DISCOVER.name: find_themes,
        DESCRIBE.name: describe_themes,
        COMPARE.name: compare_proposal,
        SATURATE.name: saturate,
        REPORT.name: assemble_run,
    }
)
"""By stage, the function that returns its result when transcripts are mined."""


def propose_coding(units: pd.DataFrame, themes: tuple[Theme, ...]) -> Coding:
    """Return the program's coding of the units; a unit with a theme and no sub-theme is coded with the theme."""
    return to_coding(units.assign(subtheme_id=units["subtheme_id"].fillna(units["theme_id"])), themes)


def _map_positions(found: DiscoveryResult) -> npt.NDArray[np.float32]:
    """Return the position of every unit on the map, shape (units, 2); NaN for units that were set aside."""
    positions = np.full((len(found.units), 2), np.nan, dtype=np.float32)
    positions[found.units["kept"].to_numpy(bool)] = found.discovery.layout
    return positions


def write_with_pages(
    run: Run,
    folder: Path,
    *,
    files: Mapping[str, bytes] = NO_FILES,
    log: Mapping[str, bytes] = NO_FILES,
) -> None:
    """Write a run with its report, its methods paragraph and further ``files`` into a folder from ``stage_run``.

    Raises ``StorageError``.
    """
    pages: dict[str, bytes] = {
        RunFile.REPORT: render_report(run).encode(),
        RunFile.METHODS: compose_methods(run).encode(),
    }
    fill_run_folder(run, folder, files={**pages, **files}, log=log)

"""The stages that suggest sub-themes of one code of a run; the code keeps its name and all its units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from thememiner.comparison import Level, compare
from thememiner.config import ComparisonSettings
from thememiner.description import NamedThemes, assign_units, describe, to_coding
from thememiner.discovery import discover
from thememiner.phrasing import format_count, inflect
from thememiner.records import (
    Code,
    Codebook,
    Coding,
    Comparison,
    Corpus,
    Discovery,
    Note,
    Problem,
    Run,
    Scope,
    Source,
    Theme,
)
from thememiner.runs import manifest_hash
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
    StageContext,
)
from thememiner.workflows.code_lookup import compose_code_path, list_codes_below
from thememiner.workflows.manual_codings import ManualCodings
from thememiner.workflows.pipeline import STAGE_FUNCTIONS, StageFunction, assemble_run
from thememiner.workflows.stage_results import ComparisonResult, DiscoveryResult
from thememiner.workflows.subtheme_scope import CodeUnits

THEME_ID = "T1"
"""The id of the code as the only theme of the new run."""
OWN_SETTINGS = ("seed", "discovery", "description", "comparison")
"""Settings that apply to the new run; all others are those that the parent was mined with."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The code whose sub-themes are asked for, and where it comes from."""

    run: Run
    folder: Path
    """Of that run."""
    coding: Coding
    code: Code
    source: Source | None = None
    """The file of the coding, if it does not come from the run."""
    problems: Sequence[Problem] = ()
    notes: Sequence[Note] = ()


@dataclass(frozen=True, slots=True)
class SubthemeStages:
    """Stages that work on the units of one code. Documents, units and vectors are known from the run."""

    subject: Subject
    units: CodeUnits

    @property
    def functions(self) -> Mapping[str, StageFunction]:
        """By stage, the function that returns its result."""
        return {
            **STAGE_FUNCTIONS,
            DISCOVER.name: self.find_subthemes,
            DESCRIBE.name: self.describe_code,
            COMPARE.name: self.compare_codes,
            REPORT.name: self.assemble,
        }

    @property
    def known(self) -> Mapping[str, object]:
        """By stage, results that are known beforehand; saturation is not measured within a code."""
        parent, subject = self.subject.run, self.subject
        is_manual = not subject.coding.is_proposal
        people = ManualCodings(
            codings=(restrict_to_code(subject.coding, subject.code.code_id),) if is_manual else (),
            sources=((subject.coding.coder, subject.source),) if is_manual else (),
            problems=tuple(subject.problems),
            notes=tuple(subject.notes),
        )
        return {
            READ.name: Corpus(parent.documents, parent.participants),
            GOLD.name: people,
            SEGMENT.name: self.units.segmentation,
            EMBED.name: self.units.embedding,
            QUESTIONS.name: self.units.guide_result,
            SATURATE.name: None,
        }

    def find_subthemes(self, context: StageContext) -> DiscoveryResult:
        """Cluster the units of the code into sub-themes of one theme, the code."""
        settings, segmentation = context.settings, self.units.segmentation
        one_theme = settings.discovery.model_copy(update={"n_themes": 1})
        clustered = self.units.guide_result.add_course(self.units.embedding)
        found = discover(clustered, segmentation.units, settings=one_theme, seed=settings.seed)
        discovery = replace(
            found,
            parents=(0,) * len(found.parents),
            theme_stability=(None,) if found.parents else (),  # the stability of the code itself is not measured
            choices=_choices(self.subject, self.units, found),
        )
        units = assign_units(segmentation.units, discovery)
        # All units of the code keep it, also those that fit no sub-theme.
        return DiscoveryResult(units.assign(theme_id=units["theme_id"].mask(units["kept"], THEME_ID)), discovery)

    def describe_code(self, context: StageContext) -> NamedThemes:
        """Describe the code by all its units, and the sub-themes by theirs."""
        found: DiscoveryResult = context.result(DISCOVER.name)
        segmentation, embedding, settings = self.units.segmentation, self.units.embedding, context.settings.description
        described = describe(found.discovery, segmentation, embedding, settings=settings)
        (code,) = describe(_all_in_one(found.discovery), segmentation, embedding, settings=settings)
        subthemes = tuple(subtheme for theme in described for subtheme in theme.subthemes)
        return NamedThemes((replace(code, name=self.subject.code.name, subthemes=subthemes, stability=None),), {}, ())

    def compare_codes(self, context: StageContext) -> ComparisonResult:
        """Compare the person's codes below the code, if it is a person's, with the suggested sub-themes."""
        people: ManualCodings = context.result(GOLD.name)
        found: DiscoveryResult = context.result(DISCOVER.name)
        described: NamedThemes = context.result(DESCRIBE.name)
        compared = (
            compare_within(
                coding, self.subject.code.code_id, found.units, described.themes, context.settings.comparison
            )
            for coding in people.codings
        )
        return ComparisonResult(tuple(comparison for comparison in compared if comparison is not None))

    def assemble(self, context: StageContext) -> Run:
        """Put the new run together; its manifest names the run and the code that it comes from."""
        run, subject = assemble_run(context), self.subject
        directly = int((run.units["kept"] & run.units["subtheme_id"].isna()).sum())
        parent_settings, own = subject.run.manifest["settings"], run.manifest["settings"]
        manifest = {
            **run.manifest,
            "settings": {**parent_settings, **{name: own[name] for name in OWN_SETTINGS}},
            "parent": {"folder": subject.folder.resolve().name, "sha256": manifest_hash(subject.folder)},
            "code": {
                "coder": subject.coding.coder,
                "id": subject.code.code_id,
                "path": compose_code_path(subject.coding, subject.code),
            },
            "counts": {**run.manifest["counts"], "directly_under_the_code": directly},
            "summary": _summary(subject.code, self.units, run, directly),
        }
        return replace(run, manifest=manifest)


def _all_in_one(found: Discovery) -> Discovery:
    """Return a discovery in which all units make up one sub-theme."""
    units = len(found.subthemes)
    return replace(
        found,
        subthemes=np.zeros(units, dtype=np.int64),
        parents=(0,),
        nearest=np.full(units, -1, dtype=np.int64),
        carries_both=np.zeros(units, dtype=np.bool_),
        stability=(None,),
        theme_stability=(None,),
        replication=(),
    )


def _choices(subject: Subject, units: CodeUnits, found: Discovery) -> Mapping[str, str]:
    """Return the choices of a discovery with the choice of the code; how themes are formed does not apply to it."""
    unseen = "" if subject.coding.is_proposal else " This step saw nothing else of that coding."
    code = (
        f"Only the {format_count(units.count, 'unit')} with the code “{subject.code.name}” of {subject.coding.coder} "
        f"took part.{unseen} The code was kept as it is, with all its units; a unit that fits no suggested sub-theme "
        "stays directly under it."
    )
    choices = {name: choice for name, choice in found.choices.items() if name != "themes"}
    reason = {} if found.parents else {"themes": found.choices["themes"]}  # why there are no sub-themes
    return {"code": code, **choices, **reason}


def _summary(code: Code, units: CodeUnits, run: Run, directly: int) -> str:
    people = format_count(units.participants, "participant")
    inside = f"the code “{code.name}” ({format_count(units.count, 'meaning unit')} from {people})"
    (theme,) = run.themes
    if not theme.subthemes:
        return f"No sub-themes in {inside}: {run.manifest['choices']['themes'].removeprefix('None: ')}"
    count = format_count(len(theme.subthemes), "candidate sub-theme")
    verb = inflect(directly, "stays", "stay")
    return f"{count} in {inside}: {units.count - directly:,} fit one, {directly:,} {verb} directly under the code."


def restrict_to_code(coding: Coding, code_id: str) -> Coding:
    """Return the part of a coding with a code or a code below it; the code is at the top of its codebook."""
    ids = {code_id, *list_codes_below(coding, code_id)}
    codes = [code for code in coding.codebook.codes if code.code_id in ids]
    segments = coding.segments[coding.segments["code_id"].isin(ids)].reset_index(drop=True)
    top = [replace(code, parent_id=None) if code.code_id == code_id else code for code in codes]
    return replace(coding, codebook=Codebook(tuple(top)), segments=segments)


def compare_within(
    reference: Coding, code_id: str, units: pd.DataFrame, themes: tuple[Theme, ...], settings: ComparisonSettings
) -> Comparison | None:
    """Compare a person's codes below a code with the suggested sub-themes, over the units of the code.

    A unit that carries only the code counts as uncoded on both sides. Returns None if one side has no codes below it.
    """
    below = list_codes_below(reference, code_id)
    if not below or not any(theme.subthemes for theme in themes):
        return None
    segments = reference.segments[reference.segments["code_id"].isin(below)].reset_index(drop=True)
    own = units[units["kept"]]
    scope = Scope({str(doc_id): _spans(rows) for doc_id, rows in own.groupby("doc_id", sort=True)})
    compared = compare(
        replace(reference, segments=segments, scope=scope), to_coding(units, themes), units, settings=settings
    )
    # Both sides have the same code on top, so there is nothing to compare at its level.
    return replace(compared, levels=tuple(level for level in compared.levels if level.level == Level.SUBTHEME))


def _spans(units: pd.DataFrame) -> tuple[tuple[int, int], ...]:
    return tuple(zip(units["start"].tolist(), units["end"].tolist(), strict=True))

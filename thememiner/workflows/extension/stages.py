"""The stages that extend a run by new interviews; the run itself is not altered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from thememiner.corpus import read_corpus
from thememiner.description import NamedThemes
from thememiner.discovery import discover
from thememiner.embedding import BILINGUAL, embed_new_units
from thememiner.errors import UsageError
from thememiner.records import Embedding, Extension, NewCandidate, Note, Run, Segmentation, SubthemeChange
from thememiner.runs import manifest_hash
from thememiner.segmentation import segment_new_documents
from thememiner.stages import DESCRIBE, DISCOVER, EMBED, GOLD, QUESTIONS, READ, REPORT, SEGMENT, StageContext
from thememiner.workflows.extension.candidates import (
    FORMING_RULE,
    PLACEMENT_RULE,
    Candidate,
    assign_candidates,
    find_candidates,
)
from thememiner.workflows.extension.changes import WEAKENING_RULE, find_changes, fit_new_units
from thememiner.workflows.extension.extended_themes import (
    ThemeTree,
    add_candidates,
    describe_extended_themes,
    to_discovery,
)
from thememiner.workflows.extension.extended_units import (
    ExtendedUnits,
    find_earlier_units,
    join_assignments,
    measure_extent,
)
from thememiner.workflows.extension.new_documents import ExtendedCorpus, add_documents, extend_codings
from thememiner.workflows.extension.summary import summarise_extension
from thememiner.workflows.manual_codings import ManualCodings
from thememiner.workflows.pipeline import STAGE_FUNCTIONS, StageFunction, assemble_run
from thememiner.workflows.question_stage import GuideResult, extend_guide, fitted_state
from thememiner.workflows.stage_results import DiscoveryResult
from thememiner.workflows.studies import refuse_empty_corpus

KEPT_RECORDS = ("guide", "naming")
"""Parts of a manifest that say how the themes came about; the themes, and so these parts, stay."""
STEPS = 3
"""Of discovery: fitting new units, looking for new candidates, discovering over all units."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionResult(DiscoveryResult):
    """The assignments of all units; those of earlier units are unchanged, unless they joined a new candidate."""

    tree: ThemeTree
    candidates: Sequence[Candidate]
    changes: tuple[SubthemeChange, ...]
    rules: Mapping[str, str]
    """By what was decided (``fit``, ``new candidates``, ``place``, ``weakened``): the rule, with its figures."""


@dataclass(frozen=True, slots=True)
class ExtensionStages:
    """Stages that add new interviews to a run; comparison and saturation are those of mining."""

    parent: Run
    folder: Path
    """Of that run."""

    @property
    def functions(self) -> Mapping[str, StageFunction]:
        """By stage, the function that returns its result."""
        return {
            **STAGE_FUNCTIONS,
            READ.name: self.read,
            GOLD.name: self.read_gold,
            SEGMENT.name: self.cut,
            EMBED.name: self.encode,
            QUESTIONS.name: self.relate_questions,
            DISCOVER.name: self.find_changes,
            DESCRIBE.name: self.describe_themes,
            REPORT.name: self.assemble,
        }

    def read(self, context: StageContext) -> ExtendedCorpus:
        """Read the new transcripts, and add them to the documents of the run."""
        return add_documents(self.parent, refuse_empty_corpus(read_corpus(context.paths, settings=context.settings)))

    def read_gold(self, context: StageContext) -> ManualCodings:
        """Read manual codings, and add them to those of the run and of the new transcripts."""
        corpus: ExtendedCorpus = context.result(READ.name)
        return extend_codings(self.parent, corpus, context.gold, context.settings, format=context.gold_format)

    def cut(self, context: StageContext) -> Segmentation:
        """Cut the new documents into meaning units; those of earlier documents stay."""
        corpus: ExtendedCorpus = context.result(READ.name)
        known = [document.doc_id for document in self.parent.documents]
        segmentation, earlier = segment_new_documents(corpus, self.parent.units, known, settings=context.settings)
        _refuse_nothing_kept(segmentation.units[~earlier])
        return segmentation

    def encode(self, context: StageContext) -> Embedding:
        """Turn the new units into vectors, made as those of the run; earlier vectors stay."""
        segmentation: Segmentation = context.result(SEGMENT.name)
        parent = self.parent
        return embed_new_units(
            segmentation,
            find_earlier_units(segmentation.units, parent),
            Embedding(
                parent.vectors,
                parent.contextual,
                "",
                parent.manifest["encoder"],
                fitted_state(parent),
                unit_ids=parent.units["unit_id"],
            ),
            settings=context.settings.embedding,
            permissions=context.permissions,
            on_batch=context.on_step,
        )

    def relate_questions(self, context: StageContext) -> GuideResult:
        """Recognise the questions of the run's interview guide in the new interviews."""
        segmentation: Segmentation = context.result(SEGMENT.name)
        is_earlier = find_earlier_units(segmentation.units, self.parent)
        embedding: Embedding = context.result(EMBED.name)
        return extend_guide(self.parent, segmentation, embedding, is_earlier, context.settings, context.permissions)

    def find_changes(self, context: StageContext) -> ExtensionResult:
        """Fit new units to the sub-themes, look for new candidates, and find the sub-themes that weakened."""
        extended, settings, parent = self._units(context), context.settings, self.parent
        earlier = join_assignments(parent, extended)
        units, fitting_rule = fit_new_units(earlier, extended, parent.themes, settings=settings.discovery)
        context.on_step(1, STEPS)
        candidates, unassigned = find_candidates(units, extended, parent.themes, settings=settings)
        units = assign_candidates(units, candidates)
        context.on_step(2, STEPS)
        again = discover(
            extended.embedding, extended.segmentation.units, settings=settings.discovery, seed=settings.seed
        )
        changes = find_changes(units, extended, again, parent.themes, settings=settings)
        tree = add_candidates(parent.themes, candidates)
        choices = parent.manifest["choices"] if parent.themes else unassigned.choices
        choices = {name: choice for name, choice in choices.items() if name != "context"} | {
            "new interviews": fitting_rule,
            "new candidates": f"{FORMING_RULE} {PLACEMENT_RULE}",
        }
        return ExtensionResult(
            units=units,
            discovery=to_discovery(units, extended, tree, again.layout, choices),
            tree=tree,
            candidates=candidates,
            changes=changes,
            rules={
                "fit": fitting_rule,
                "new candidates": FORMING_RULE,
                "place": PLACEMENT_RULE,
                "weakened": WEAKENING_RULE,
            },
        )

    def describe_themes(self, context: StageContext) -> NamedThemes:
        """Describe all themes over all units; those of the run keep their ids and names."""
        found: ExtensionResult = context.result(DISCOVER.name)
        extended = self._units(context)
        themes = describe_extended_themes(
            found.discovery, extended, found.tree, self.parent.themes, settings=context.settings.description
        )
        return NamedThemes(themes, {}, ())

    def assemble(self, context: StageContext) -> Run:
        """Put the extended run together; its manifest names the run that it extends."""
        found: ExtensionResult = context.result(DISCOVER.name)
        run, extended, parent = assemble_run(context), self._units(context), self.parent.manifest
        extension = self._extension(context.result(READ.name), found, extended, run)
        new_languages = _new_languages(extended) if context.settings.embedding.model == BILINGUAL else []
        manifest = {
            **run.manifest,
            **{name: parent[name] for name in KEPT_RECORDS if name in parent},
            "parent": {"folder": extension.parent, "sha256": extension.parent_sha256},
            "summary": f"{run.manifest['summary']} {summarise_extension(extension)}",
            "notes": [*run.manifest["notes"], *({"place": note.place, "text": note.text} for note in new_languages)],
        }
        return replace(run, manifest=manifest, extension=extension)

    def _units(self, context: StageContext) -> ExtendedUnits:
        segmentation: Segmentation = context.result(SEGMENT.name)
        guide_result: GuideResult = context.result(QUESTIONS.name)
        return ExtendedUnits(
            segmentation,
            guide_result.add_course(context.result(EMBED.name)),
            find_earlier_units(segmentation.units, self.parent),
        )

    def _extension(
        self, corpus: ExtendedCorpus, found: ExtensionResult, extended: ExtendedUnits, run: Run
    ) -> Extension:
        """Return what the new interviews changed, as a record."""
        kept, earlier = found.units[extended.kept], extended.earlier[extended.kept]
        new = kept[~earlier]
        in_candidates = kept["subtheme_id"].isin([candidate.subtheme_id for candidate in found.candidates])
        unassigned = new[new["subtheme_id"].isna()]["reason"].value_counts().sort_index()
        names = {subtheme.theme_id: subtheme.name for theme in run.themes for subtheme in theme.subthemes}
        return Extension(
            parent=self.folder.resolve().name,
            parent_sha256=manifest_hash(self.folder),
            documents=corpus.new,
            skipped=corpus.skipped,
            before=measure_extent(kept[earlier]),
            new=measure_extent(new),
            fitting=int((new["subtheme_id"].notna() & ~in_candidates[~earlier]).sum()),
            in_candidates=int(in_candidates[~earlier].sum()),
            joined=int(in_candidates[earlier].sum()),
            unassigned={str(reason): int(count) for reason, count in unassigned.items()},
            changes=found.changes,
            candidates=tuple(
                _to_record(candidate, names[candidate.subtheme_id], found.units, extended)
                for candidate in found.candidates
            ),
            rules=found.rules,
        )


def _to_record(candidate: Candidate, name: str, units: pd.DataFrame, extended: ExtendedUnits) -> NewCandidate:
    own = units.iloc[candidate.rows]
    return NewCandidate(
        subtheme_id=candidate.subtheme_id,
        name=name,
        extent=measure_extent(own),
        new_units=int((~extended.earlier[candidate.rows]).sum()),
        participants=tuple(sorted({str(person) for person in own["participant"].dropna()})),
        parent=candidate.parent,
    )


def _refuse_nothing_kept(new: pd.DataFrame) -> None:
    if not new["kept"].any():
        raise UsageError(
            "nothing to extend by: the new documents have no meaning unit of a participant.",
            remedy="Check who is taken for an interviewer (settings [speakers]).",
        )


def _new_languages(extended: ExtendedUnits) -> list[Note]:
    """Return a note for each language that no earlier unit has: vectors were not centred for it."""
    languages = extended.segmentation.units["language"].where(extended.kept, "")
    rows_by_language = {
        "Chinese": languages.isin(["zh", "mixed"]).to_numpy(bool),
        "English": (languages == "en").to_numpy(bool),
    }
    text = "is new to the run: its units may be close to each other for their language alone. Better mine all together."
    return [
        Note(language, text)
        for language, rows in rows_by_language.items()
        if rows[~extended.earlier].any() and not rows[extended.earlier].any()
    ]

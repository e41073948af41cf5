"""What new interviews change in the themes of a run, stage by stage."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from thememiner.config import Settings
from thememiner.records import Discovery, Extension, NewCandidate, Run, SubthemeChange, Theme
from thememiner.workflows.extension.candidates import (
    FORMING,
    PLACING,
    Candidate,
    assign_candidates,
    find_candidates,
)
from thememiner.workflows.extension.fitted import assign_fitting
from thememiner.workflows.extension.material import Material, extent_of, results_so_far
from thememiner.workflows.extension.newcomers import Newcomers
from thememiner.workflows.extension.renewed import as_discovery, describe_renewed, grown
from thememiner.workflows.extension.weakening import RULE as WEAKENING
from thememiner.workflows.extension.weakening import changes, rediscover
from thememiner.workflows.journal import Journal


@dataclass(frozen=True, slots=True)
class Findings:
    """The extended proposal, and what is new in it."""

    units: pd.DataFrame
    """Columns ``UNIT_COLUMNS``; the rows of earlier units as they were, but for those that joined a candidate."""
    discovery: Discovery
    themes: tuple[Theme, ...]
    candidates: tuple[Candidate, ...]
    changes: tuple[SubthemeChange, ...]
    rules: Mapping[str, str]


def find_changes(run: Run, material: Material, settings: Settings, journal: Journal) -> Findings:
    """Fit new units, look for new candidates, rediscover, and describe the themes anew."""
    journal.begin("Fitting new units")
    units, rule = assign_fitting(results_so_far(run, material), material, run.themes, settings=settings.discovery)
    journal.begin("Looking for new candidates")
    candidates, among_unassigned = find_candidates(units, material, run.themes, settings=settings)
    units = assign_candidates(units, candidates)
    journal.begin("Rediscovering themes over everything")
    again = rediscover(material, settings=settings)
    changed = changes(units, material, again, run.themes, settings=settings)
    journal.begin("Describing themes")
    rules = {"fit": rule, "new candidates": FORMING, "place": PLACING, "weakened": WEAKENING}
    tree = grown(run.themes, candidates)
    choices = run.manifest["choices"] if run.themes else among_unassigned.choices
    choices = {name: reason for name, reason in choices.items() if name != "context"} | {
        "new interviews": rule,
        "new candidates": f"{FORMING} {PLACING}",
    }
    discovery = as_discovery(units, material, tree, again.layout, choices)
    themes = describe_renewed(discovery, material, tree, run.themes, settings=settings.description)
    return Findings(units, discovery, themes, tuple(candidates), changed, rules)


def as_extension(
    findings: Findings, material: Material, newcomers: Newcomers, *, parent: str, parent_sha256: str
) -> Extension:
    """Put what was found into a record."""
    units = findings.units
    kept = units[material.kept]
    earlier = material.earlier[material.kept]
    new = kept[~earlier]
    of_candidates = kept["subtheme_id"].isin([candidate.subtheme_id for candidate in findings.candidates])
    names = {one.theme_id: one.name for theme in findings.themes for one in theme.subthemes}
    without = new[new["subtheme_id"].isna()]
    return Extension(
        parent=parent,
        parent_sha256=parent_sha256,
        documents=newcomers.new,
        skipped=newcomers.skipped,
        before=extent_of(kept[earlier]),
        new=extent_of(new),
        fitting=int((new["subtheme_id"].notna() & ~of_candidates[~earlier]).sum()),
        in_candidates=int(of_candidates[~earlier].sum()),
        joined=int(of_candidates[earlier].sum()),
        unassigned={str(reason): int(n) for reason, n in without["reason"].value_counts().sort_index().items()},
        changes=findings.changes,
        candidates=tuple(_told(candidate, units, material, names) for candidate in findings.candidates),
        rules=findings.rules,
    )


def _told(candidate: Candidate, units: pd.DataFrame, material: Material, names: Mapping[str, str]) -> NewCandidate:
    own = units.iloc[candidate.rows]
    return NewCandidate(
        subtheme_id=candidate.subtheme_id,
        name=names[candidate.subtheme_id],
        extent=extent_of(own),
        new_units=int((~material.earlier[candidate.rows]).sum()),
        participants=tuple(sorted({str(person) for person in own["participant"].dropna()})),
        parent=candidate.parent,
    )

"""What new interviews change in the themes of a run, stage by stage.

Which sub-themes of a run weakened with the new interviews: rarer in them, or not found again.
New units take the places that they fit among the sub-themes of a run.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import bdtr

from thememiner.config import DiscoverySettings, Settings
from thememiner.discovery import discover, fit_units, stability_in
from thememiner.records import UNIT_COLUMNS, Discovery, Extension, NewCandidate, Run, SubthemeChange, Theme, table
from thememiner.workflows.extension.candidates import FORMING, PLACING, Candidate, assign_candidates, find_candidates
from thememiner.workflows.extension.inputs import Material, Newcomers, extent_of, results_so_far, subthemes_of
from thememiner.workflows.extension.summary import as_discovery, describe_renewed, grown
from thememiner.workflows.progress import Journal

Mask = npt.NDArray[np.bool_]
LESS = 0.1
DOUBTFUL = 0.6
"""Below this stability a group should not be trusted (Hennig 2007, Cluster-wise assessment of cluster stability)."""
CHANCE = 0.01
"""One in a hundred, because a run has dozens of sub-themes to put to it."""
RULE = (
    "All units, earlier and new, were clustered again as they are when a run is mined, and the stability of each "
    "sub-theme was measured over its earlier units as it was before. A sub-theme weakened if that is less than "
    f"{DOUBTFUL}, and more than {LESS} below its stability before (where that was measured), or "
    f"if it is so rare in the new interviews that its share of the earlier ones leads to it less than {CHANCE:.0%} of "
    "the time (binomial tail)."
)


def rediscover(material: Material, *, settings: Settings) -> Discovery:
    """Discover themes over all units as if they had come together."""
    return discover(material.embedding, material.segmentation.units, settings=settings.discovery, seed=settings.seed)


def changes(
    units: pd.DataFrame, material: Material, again: Discovery, themes: tuple[Theme, ...], *, settings: Settings
) -> tuple[SubthemeChange, ...]:
    """Return what became of each sub-theme of the run (see ``RULE``); ``again`` is what was rediscovered."""
    kept = units[material.kept]
    earlier = material.earlier[material.kept]
    documents = (kept["doc_id"][earlier].nunique(), kept["doc_id"][~earlier].nunique())
    subthemes = subthemes_of(themes)
    return_of = _stability_now(units, material, tuple(subthemes), settings)
    return tuple(
        _change(subtheme, kept, earlier, again, documents, return_of[name]) for name, subtheme in subthemes.items()
    )


def _stability_now(
    units: pd.DataFrame, material: Material, names: tuple[str, ...], settings: Settings
) -> dict[str, float | None]:
    """Return the stability of each sub-theme's earlier units among all; None for one that had none."""
    known = np.any(material.embedding.contextual != 0, axis=1)
    rows = material.by_id(material.kept & known)
    held = units["subtheme_id"].to_numpy(dtype=object)[rows]
    earlier = material.earlier[rows]
    places = pd.Index(names).get_indexer(pd.Index(held)) if names else np.full(len(rows), -1)
    clusters = np.where(earlier, places, -1).astype(np.int64)
    found = stability_in(
        material.embedding.contextual[rows],
        units.iloc[rows],
        clusters,
        earlier,
        settings=settings.discovery,
        seed=settings.seed,
    )
    return {name: found[place] if np.any(clusters == place) else None for place, name in enumerate(names)}


def _change(
    subtheme: Theme,
    kept: pd.DataFrame,
    earlier: Mask,
    again: Discovery,
    documents: tuple[int, int],
    comes_back: float | None,
) -> SubthemeChange:
    holds = (kept["subtheme_id"] == subtheme.theme_id).fillna(value=False).to_numpy(bool)
    before, added = extent_of(kept[holds & earlier]), extent_of(kept[holds & ~earlier])
    rarer = tail(added.documents, documents[1], (before.documents + 1) / (documents[0] + 2)) < CHANCE
    reasons = []
    if rarer:
        reasons.append(
            f"In {added.documents} of {documents[1]} new interviews, after {before.documents} of {documents[0]}."
        )
    if not_found_again(comes_back, subtheme.stability):
        stability = "not measured" if subtheme.stability is None else f"{subtheme.stability:.2f}"
        reasons.append(f"Comes back less often now (stability {comes_back or 0:.2f}; before: {stability}).")
    return SubthemeChange(
        subtheme_id=subtheme.theme_id,
        name=subtheme.name,
        before=before,
        added=added,
        stability=subtheme.stability,
        comes_back=comes_back,
        comes_back_with_new=best_jaccard(holds, again.subthemes),
        weakened=tuple(reasons),
    )


def best_jaccard(members: Mask, labels: npt.NDArray[np.int64]) -> float | None:
    """Return the largest Jaccard index of a set of units with any cluster; None for the empty set.

    ``members`` has shape (units,), and ``labels`` too, -1 for no cluster. Without a cluster it is 0.
    """
    if not members.any():
        return None
    count = int(labels.max(initial=-1)) + 1
    sizes = np.bincount(labels[labels >= 0], minlength=count)
    shared = np.bincount(labels[members & (labels >= 0)], minlength=count)
    return float((shared / (sizes + members.sum() - shared)).max(initial=0))


def not_found_again(comes_back: float | None, stability: float | None) -> bool:
    """Say whether a sub-theme came back clearly less well than before; one without earlier units did not weaken."""
    if comes_back is None or comes_back >= DOUBTFUL:
        return False
    return stability is None or comes_back < stability - LESS


def tail(count: int, trials: int, share: float) -> float:
    """Return the probability of at most ``count`` successes in so many trials; 1 without trials."""
    return float(bdtr(count, trials, share)) if trials else 1.0


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
    rules = {"fit": rule, "new candidates": FORMING, "place": PLACING, "weakened": RULE}
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


def assign_fitting(
    units: pd.DataFrame, material: Material, themes: tuple[Theme, ...], *, settings: DiscoverySettings
) -> tuple[pd.DataFrame, str]:
    """Return the table of units with what the new ones fit, or why they fit nothing, and the rule in words.

    The rows of earlier units stay as they are.
    """
    ids = list(subthemes_of(themes))
    voters = material.by_id(material.kept & material.earlier & units["duplicate_of"].isna().to_numpy(bool))
    new = material.by_id(material.kept & ~material.earlier)
    labels = pd.Index(ids).get_indexer(pd.Index(units["subtheme_id"].iloc[voters])) if ids else np.full(len(voters), -1)
    contextual = material.embedding.contextual
    fit = fit_units(
        contextual[voters],
        np.asarray(labels, dtype=np.int64),
        np.asarray(pd.factorize(units["doc_id"].iloc[voters], sort=True)[0], dtype=np.int64),
        contextual[new],
        settings=settings,
    )
    named = np.array([*ids, None], dtype=object)
    own, beside = named[fit.subthemes], named[fit.nearest]
    above = {subtheme.theme_id: theme.theme_id for theme in themes for subtheme in theme.subthemes}
    found = {
        "reason": np.array(fit.reasons, dtype=object),
        "theme_id": np.array([above.get(name) for name in own], dtype=object),
        "subtheme_id": own,
        "membership": _where(fit.subthemes >= 0, fit.membership),
        "second_subtheme_id": _where(fit.carries_both, beside),
        "nearest_subtheme_id": beside,
        "nearest_membership": _where(fit.nearest >= 0, fit.nearest_membership),
        "margin": _where((fit.subthemes >= 0) | (fit.nearest >= 0), fit.margin),
    }
    columns = {name: units[name].to_numpy(dtype=object, copy=True) for name in units.columns}
    for name, values in found.items():
        columns[name][new] = values
    return table(UNIT_COLUMNS, columns), fit.rule


def _where(known: npt.NDArray[np.bool_], values: npt.NDArray[Any]) -> npt.NDArray[np.object_]:
    """Return values where they are known, and None elsewhere."""
    found = np.full(len(values), None, dtype=object)
    found[known] = values[known]
    return found

"""New units take the places that they fit among the sub-themes of a run."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.config import DiscoverySettings
from thememiner.discovery.fitting import fit_units
from thememiner.records import UNIT_COLUMNS, Theme, table
from thememiner.workflows.extension.material import Material, subthemes_of


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

"""Sub-themes suggested inside one code, which itself stays as it is."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from thememiner.config import Settings
from thememiner.description import as_coding, assign, describe
from thememiner.discovery import discover
from thememiner.records import Coding, Discovery, Theme
from thememiner.workflows.within.material import Material

PARENT_ID = "T1"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What is suggested inside a code."""

    units: pd.DataFrame
    """Columns ``UNIT_COLUMNS``: all units of the code have its theme, and those that fit one a sub-theme."""
    discovery: Discovery
    theme: Theme
    """The code, with the suggested sub-themes."""

    def coding(self, *, with_code: bool = True) -> Coding:
        """Return it as a coding; ``with_code`` also the units that carry the code and no sub-theme."""
        if not with_code:
            return as_coding(self.units, (self.theme,))
        return as_coding(self.units.assign(subtheme_id=_lowest(self.units)), (self.theme,))


def suggest(material: Material, name: str, settings: Settings) -> Suggestion:
    """Cluster the units of a code into sub-themes; the code keeps its name and all its units."""
    one_theme = settings.discovery.model_copy(update={"n_themes": 1})
    found = discover(material.embedding, material.segmentation.units, settings=one_theme, seed=settings.seed)
    discovery = _below_one(found)
    described = describe(discovery, material.segmentation, material.embedding, settings=settings.description)
    # The code itself is described by all its units, with a sub-theme or without.
    (whole,) = describe(_all_in_one(found), material.segmentation, material.embedding, settings=settings.description)
    subthemes = tuple(subtheme for theme in described for subtheme in theme.subthemes)
    units = assign(material.segmentation.units, discovery)
    theme_ids = units["theme_id"].mask(units["kept"], PARENT_ID)
    return Suggestion(
        units=units.assign(theme_id=theme_ids),
        discovery=discovery,
        theme=replace(whole, name=name, subthemes=subthemes, stability=None),
    )


def _lowest(units: pd.DataFrame) -> pd.Series:
    """Return the sub-theme of each unit, or the theme where it has none."""
    lowest: pd.Series = units["subtheme_id"].fillna(units["theme_id"])
    return lowest


def _below_one(found: Discovery) -> Discovery:
    """Return a discovery whose sub-themes, if any, have one theme; nobody asked whether that is stable."""
    return replace(found, parents=(0,) * len(found.parents), theme_stability=(None,) if found.parents else ())


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
    )

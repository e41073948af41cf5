"""Which codes the kept units of a run carry: the machine's themes, or a manual coder's."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.comparison.alignment import align
from thememiner.comparison.levels import Level, groups
from thememiner.records import MACHINE, Code, Coding, Run


@dataclass(frozen=True, slots=True)
class Carried:
    """Units that a coder looked at, and the codes of one level that they carry."""

    coder: str
    codes: tuple[Code, ...]
    units: pd.DataFrame
    """Columns ``doc_id`` and ``participant``, a row a unit."""
    carries: npt.NDArray[np.bool_]
    """Shape (units, codes): first codes and further ones alike."""
    notes: tuple[str, ...] = ()


def carried_by_machine(run: Run, level: Level) -> Carried:
    """Return the themes, or the sub-themes and the themes that have none, that the kept units carry.

    A unit's second code counts like its first.
    """
    kept = run.units[run.units["kept"]]
    codes: list[Code] = []
    column: dict[str, int] = {}
    for theme in run.themes:
        shown = theme.subthemes if level is Level.SUBTHEME and theme.subthemes else (theme,)
        column |= {name.theme_id: len(codes) for name in (theme, *theme.subthemes)}
        column |= {one.theme_id: len(codes) + place for place, one in enumerate(shown)}
        codes += [Code(one.theme_id, one.name) for one in shown]
    carries = np.zeros((len(kept), len(codes)), dtype=np.bool_)
    first = kept["subtheme_id"].where(kept["subtheme_id"].notna(), kept["theme_id"])
    for ids in (first, kept["second_subtheme_id"]):
        places = ids.astype(object).map(column).fillna(-1).to_numpy(np.int64)
        rows = np.flatnonzero(places >= 0)
        carries[rows, places[rows]] = True
    return Carried(MACHINE, tuple(codes), _people(kept), carries)


def carried_by_coder(coding: Coding, units: pd.DataFrame, level: Level, *, min_overlap: float) -> Carried:
    """Return the codes of a manual coding that the kept units carry, as far as its coder looked at them.

    Where nothing but the coded segments is known to have been read, the documents in which there are some count as
    read, as a whole.
    """
    alignment = align(coding, units, min_overlap=min_overlap)
    compared = units["kept"].to_numpy(np.bool_)
    notes = []
    if coding.scope.spans is None:
        read = units["doc_id"].isin(units["doc_id"].iloc[alignment.units].unique())
        compared = compared & read.to_numpy(np.bool_)
        notes.append(
            f"It is not known what {coding.coder} read beside the coded segments: the documents in which there are "
            f"some count as read, all others are left out ({units.loc[~read, 'doc_id'].nunique():,})."
        )
    else:
        compared = compared & alignment.seen
    found = groups(coding.codebook, alignment, compared, level)
    return Carried(coding.coder, found.codes, _people(units[compared]), found.carries, tuple(notes))


def _people(units: pd.DataFrame) -> pd.DataFrame:
    return units[["doc_id", "participant"]].reset_index(drop=True)

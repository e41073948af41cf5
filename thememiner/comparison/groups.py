"""Attributes of participants and documents, and the groups that they make of the units.

Which codes the kept units of a run carry: the machine's themes, or a manual coder's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.comparison.alignment import align
from thememiner.comparison.levels import Level, groups
from thememiner.errors import UsageError
from thememiner.language import natural
from thememiner.records import MACHINE, NOT_KNOWN, Attribute, Belongs, Code, Coding, Run

MOST_PAIRS = 6
"""Pairs of groups up to which all are compared."""
Values = tuple[str, ...]


class Division(NamedTuple):
    """Units divided into groups by the values of attributes."""

    attributes: tuple[Attribute, ...]
    groups: tuple[Values, ...]
    """In natural order, attribute by attribute; what is not known last."""
    of_units: npt.NDArray[np.int64]
    """Shape (units,): index of each unit's group."""


def attributes_of(run: Run) -> dict[str, Attribute]:
    """Return what is known of the participants and documents of a run, by name, in the order of their tables.

    A name that both have is the participants'.
    """
    of_documents = {name: Belongs.DOCUMENTS for document in run.documents for name in document.attributes}
    of_participants = {name: Belongs.PARTICIPANTS for known in run.participants.values() for name in known}
    found = of_participants | {name: of for name, of in of_documents.items() if name not in of_participants}
    return {name: Attribute(name, of) for name, of in found.items()}


def known_attribute(run: Run, name: str) -> Attribute:
    """Return an attribute of a run by its name. Raises ``UsageError`` if there is none, with those that there are."""
    there = attributes_of(run)
    if name not in there:
        names = ", ".join(f"'{known}'" for known in there)
        remedy = f"There are: {names}." if there else "Mine with a participants.csv or documents.csv (docs/formats.md)."
        raise UsageError(f"no participant or document has the attribute '{name}'.", remedy=remedy)
    return there[name]


def divide(run: Run, units: pd.DataFrame, attributes: Sequence[Attribute]) -> Division:
    """Divide units (columns ``doc_id`` and ``participant``) by attributes; without any, all are one group.

    With an attribute of documents and one of participants, the documents' comes last: what changes over time is then
    seen within each group of people.
    """
    ordered = tuple(sorted(attributes, key=lambda attribute: attribute.of is Belongs.DOCUMENTS))
    columns = [_values(run, units, attribute) for attribute in ordered]
    of_units = list(zip(*columns, strict=True)) if columns else [()] * len(units)
    there = sorted(set(of_units), key=lambda values: [(value == NOT_KNOWN, natural(value)) for value in values])
    place = {values: index for index, values in enumerate(there)}
    return Division(ordered, tuple(there), np.array([place[values] for values in of_units], dtype=np.int64))


def _values(run: Run, units: pd.DataFrame, attribute: Attribute) -> list[str]:
    known: dict[str, Mapping[str, str]]
    if attribute.of is Belongs.PARTICIPANTS:
        known, names = dict(run.participants), units["participant"]
    else:
        known, names = {document.doc_id: document.attributes for document in run.documents}, units["doc_id"]
    by_name = {name: found.get(attribute.name, "").strip() or NOT_KNOWN for name, found in known.items()}
    return [by_name.get(name, NOT_KNOWN) if isinstance(name, str) else NOT_KNOWN for name in names.tolist()]


def pairs_of(division: Division) -> tuple[list[tuple[int, int]], str]:
    """Return which groups are compared, as pairs of indices, and the same in words.

    Groups differ in the last attribute, and are equal in the others. What is not known there is not compared.
    """
    if not division.attributes:
        return [], ""
    last = sorted({values[-1] for values in division.groups} - {NOT_KNOWN}, key=natural)
    everyone = len(last) * (len(last) - 1) // 2 <= MOST_PAIRS
    by_rest: dict[Values, list[int]] = {}
    for index, values in enumerate(division.groups):
        if values[-1] != NOT_KNOWN:
            by_rest.setdefault(values[:-1], []).append(index)
    pairs = []
    for members in by_rest.values():
        if everyone:
            pairs += list(combinations(members, 2))
        else:
            pairs += [(members[0], other) for other in members[1:] if division.groups[members[0]][-1] == last[0]]
    return pairs, _in_words(division.attributes, last, pairs, everyone=everyone)


def _in_words(
    attributes: tuple[Attribute, ...], last: list[str], pairs: list[tuple[int, int]], *, everyone: bool
) -> str:
    if not pairs:
        return "There are no two groups to compare."
    name = attributes[-1].name
    within = f", within each {attributes[0].name}" if len(attributes) > 1 else ""
    if everyone:
        return f"Compared: each {name} with each other one{within}." if len(last) > 2 else f"Compared: {name}{within}."  # noqa: PLR2004 - two values make one pair
    return f"Compared: each {name} with the first, {last[0]}{within}; not with each other, as they are many."


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

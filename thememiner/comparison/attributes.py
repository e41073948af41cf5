"""Attributes of participants and documents, and the groups that they make of the units."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.errors import UsageError
from thememiner.language import natural
from thememiner.records import NOT_KNOWN, Attribute, Belongs, Run

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

"""Groups of units by attributes of participants or documents, and the codes that a coder's units carry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.comparison.alignment import align
from thememiner.comparison.levels import Level, group_by_code
from thememiner.errors import UsageError
from thememiner.language import natural_sort_key
from thememiner.phrasing import note_documents_counted_as_read, note_second_codes
from thememiner.records import MACHINE, NOT_KNOWN, Attribute, AttributeOwner, Code, Coding, Run

MAX_PAIRS = 6
"""With more pairs of groups, each group is compared with the first only."""
Values = tuple[str, ...]


class AttributeGroups(NamedTuple):
    """Units grouped by the values of attributes."""

    attributes: tuple[Attribute, ...]
    groups: tuple[Values, ...]
    """In natural order, attribute by attribute; unknown values last."""
    of_units: npt.NDArray[np.int64]
    """Shape (units,): index of each unit's group."""


class GroupPairs(NamedTuple):
    """Which groups are compared."""

    pairs: tuple[tuple[int, int], ...]
    """Indices of groups that differ in the last attribute only."""
    values: tuple[str, ...]
    """The known values of the last attribute, in natural order."""
    with_first_only: bool
    """Whether groups are compared only with the group of the first value, because there are many."""


@dataclass(frozen=True, slots=True)
class CodeMatrix:
    """The units that a coder looked at, and the codes of one level that they carry."""

    coder: str
    codes: tuple[Code, ...]
    units: pd.DataFrame
    """Columns ``unit_id``, ``doc_id`` and ``participant``, a row for each unit."""
    carries: npt.NDArray[np.bool_]
    """Shape (units, codes), first and further codes."""
    notes: tuple[str, ...] = ()


def list_attributes(run: Run) -> dict[str, Attribute]:
    """Return the attributes of a run's participants and documents by name, in the order of their tables.

    If participants and documents have an attribute of the same name, it is the participants'.
    """
    of_documents = {name: AttributeOwner.DOCUMENTS for document in run.documents for name in document.attributes}
    of_participants = {name: AttributeOwner.PARTICIPANTS for known in run.participants.values() for name in known}
    owners = of_participants | {name: of for name, of in of_documents.items() if name not in of_participants}
    return {name: Attribute(name, of) for name, of in owners.items()}


def find_attribute(run: Run, name: str) -> Attribute:
    """Return an attribute of a run by its name. Raise ``UsageError`` that lists the attributes if there is none."""
    attributes = list_attributes(run)
    if name not in attributes:
        names = ", ".join(f"'{known}'" for known in attributes)
        remedy = (
            f"There are: {names}." if attributes else "Mine with a participants.csv or documents.csv (docs/formats.md)."
        )
        raise UsageError(f"no participant or document has the attribute '{name}'.", remedy=remedy)
    return attributes[name]


def group_by_attributes(run: Run, units: pd.DataFrame, attributes: Sequence[Attribute]) -> AttributeGroups:
    """Group units (columns ``doc_id`` and ``participant``) by attributes; without attributes, all are one group.

    With an attribute of documents and one of participants, the documents' comes last, so that change over time is
    compared within each group of people.
    """
    ordered = tuple(sorted(attributes, key=lambda attribute: attribute.of is AttributeOwner.DOCUMENTS))
    columns = [_attribute_values(run, units, attribute) for attribute in ordered]
    of_units = list(zip(*columns, strict=True)) if columns else [()] * len(units)
    groups = sorted(
        set(of_units), key=lambda values: [(value == NOT_KNOWN, natural_sort_key(value)) for value in values]
    )
    position = {values: index for index, values in enumerate(groups)}
    return AttributeGroups(ordered, tuple(groups), np.array([position[values] for values in of_units], dtype=np.int64))


def _attribute_values(run: Run, units: pd.DataFrame, attribute: Attribute) -> list[str]:
    known: dict[str, Mapping[str, str]]
    if attribute.of is AttributeOwner.PARTICIPANTS:
        known, names = dict(run.participants), units["participant"]
    else:
        known, names = {document.doc_id: document.attributes for document in run.documents}, units["doc_id"]
    by_name = {name: values.get(attribute.name, "").strip() or NOT_KNOWN for name, values in known.items()}
    return [by_name.get(name, NOT_KNOWN) if isinstance(name, str) else NOT_KNOWN for name in names.tolist()]


def choose_group_pairs(grouped: AttributeGroups) -> GroupPairs:
    """Return which groups are compared.

    Groups of a pair differ in the last attribute and are equal in the others. Groups with an unknown last value are
    not compared.
    """
    if not grouped.attributes:
        return GroupPairs((), (), with_first_only=False)
    last = sorted({values[-1] for values in grouped.groups} - {NOT_KNOWN}, key=natural_sort_key)
    with_first_only = len(last) * (len(last) - 1) // 2 > MAX_PAIRS
    by_rest: dict[Values, list[int]] = {}
    for index, values in enumerate(grouped.groups):
        if values[-1] != NOT_KNOWN:
            by_rest.setdefault(values[:-1], []).append(index)
    pairs: list[tuple[int, int]] = []
    for members in by_rest.values():
        if not with_first_only:
            pairs += list(combinations(members, 2))
        elif grouped.groups[members[0]][-1] == last[0]:
            pairs += [(members[0], other) for other in members[1:]]
    return GroupPairs(tuple(pairs), tuple(last), with_first_only)


def proposal_code_matrix(run: Run, level: Level) -> CodeMatrix:
    """Return the themes, or the sub-themes and the themes without sub-themes, that the kept units of a run carry.

    A unit's second code counts like its first; if any unit carries two, a note says so.
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
        columns = ids.astype(object).map(column).fillna(-1).to_numpy(np.int64)
        rows = np.flatnonzero(columns >= 0)
        carries[rows, columns[rows]] = True
    with_two = int((carries.sum(axis=1) > 1).sum())
    notes = (note_second_codes(with_two),) if with_two else ()
    return CodeMatrix(MACHINE, tuple(codes), _whose_units(kept), carries, notes)


def coder_code_matrix(coding: Coding, units: pd.DataFrame, level: Level, *, min_overlap: float) -> CodeMatrix:
    """Return the codes of a manual coding that the kept units carry, for the units that its coder looked at.

    If only the coded segments are known to have been read, documents with coded segments count as read completely.
    Raise ``UsageError`` if a segment's code is not in the codebook.
    """
    alignment = align(coding, units, min_overlap=min_overlap)
    compared = units["kept"].to_numpy(np.bool_)
    notes = []
    if coding.scope.spans is None:
        is_read = units["doc_id"].isin(units["doc_id"].iloc[alignment.units].unique())
        compared = compared & is_read.to_numpy(np.bool_)
        notes.append(note_documents_counted_as_read(coding.coder, units.loc[~is_read, "doc_id"].nunique()))
    else:
        compared = compared & alignment.looked_at
    grouped = group_by_code(coding.codebook, alignment, compared, level)
    return CodeMatrix(coding.coder, grouped.codes, _whose_units(units[compared]), grouped.carries, tuple(notes))


def _whose_units(units: pd.DataFrame) -> pd.DataFrame:
    return units[["unit_id", "doc_id", "participant"]].reset_index(drop=True)

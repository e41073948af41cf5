"""A run: everything that one mining of a corpus produced, and how an extension changed it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from thememiner.records.codings import Coding
from thememiner.records.comparisons import Comparison, HumanAgreement
from thememiner.records.documents import Document
from thememiner.records.questions import QuestionGuide
from thememiner.records.saturation import Saturation
from thememiner.records.themes import Theme
from thememiner.records.units import PersonIndex, person_index
from thememiner.records.vector_grid import add_course

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Extent:
    """How many units, participants and documents there are."""

    units: int
    participants: int
    documents: int


@dataclass(frozen=True, slots=True)
class SubthemeChange:
    """An existing sub-theme before and after an extension."""

    subtheme_id: str
    name: str
    before: Extent
    """In the earlier interviews."""
    added: Extent
    """In the new interviews; a participant who speaks in both counts in both."""
    stability: float | None
    """Stability before the extension, 0 to 1; None if not measured."""
    comes_back: float | None
    """Stability of its earlier units when all units are clustered again, 0 to 1; None without earlier units."""
    comes_back_with_new: float | None
    """Largest Jaccard index of its units with a sub-theme when all are clustered again, 0 to 1; None without units."""
    weakened: tuple[str, ...]
    """Reasons why it weakened; empty if it did not."""


@dataclass(frozen=True, slots=True)
class NewCandidate:
    """A sub-theme that an extension found in addition to the existing ones."""

    subtheme_id: str
    name: str
    extent: Extent
    new_units: int
    """Number of its units from new interviews; the others were unassigned before."""
    participants: tuple[str, ...]
    """Participants who mention it, sorted."""
    parent: str | None
    """The existing theme that it belongs to; None if its theme is new too."""


@dataclass(frozen=True, slots=True)
class Extension:
    """What an extension found. Each kept unit of the new documents fits, is in a new candidate, or is unassigned."""

    parent: str
    """Folder name of the run that was extended."""
    parent_sha256: str
    """Hash of its manifest."""
    documents: tuple[str, ...]
    """Ids of the new documents, sorted."""
    skipped: tuple[str, ...]
    """Ids of given documents that the run already contains with the same text."""
    before: Extent
    """Kept units, participants and documents of the run that was extended."""
    new: Extent
    """Kept units, participants and documents that were added."""
    fitting: int
    """Number of new units that fit an existing sub-theme."""
    in_candidates: int
    """Number of new units in new candidates."""
    joined: int
    """Number of earlier units in new candidates; they were unassigned before."""
    unassigned: Mapping[str, int]
    """Number of new units without a theme, by reason."""
    changes: tuple[SubthemeChange, ...]
    """One for each existing sub-theme, in their order."""
    candidates: tuple[NewCandidate, ...]
    rules: Mapping[str, str]
    """The rules applied, with their figures: ``fit``, ``new candidates``, ``place``, ``weakened``."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a consensus meeting said about a unit, as its table states it."""

    unit_id: str
    codes: tuple[str, ...] | None
    """Ids of the codes that the unit was given, empty if it has none; None if only a comment was written."""
    comment: str = ""
    decided_by: str = ""
    reason: str = ""
    """Why the program had decided as it did."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run in memory. The ``runs`` package writes and opens it."""

    manifest: Mapping[str, Any]
    """Format number, versions, configuration, seeds, hashes of inputs and model, counts; no times and no paths."""
    documents: tuple[Document, ...]
    participants: Mapping[str, Mapping[str, str]]
    units: "pd.DataFrame"
    """Columns ``UNIT_COLUMNS``."""
    vectors: "npt.NDArray[np.float32]"
    """Plain vectors, shape (units, dimensions); NaN for units set aside."""
    contextual: "npt.NDArray[np.float32]"
    """Contextual vectors, shape (units, dimensions); NaN for units set aside. Equal to ``vectors`` if no document has
    context."""
    layout: "npt.NDArray[np.float32]"
    """Positions on the map, shape (units, 2); NaN for units set aside."""
    themes: tuple[Theme, ...]
    codings: tuple[Coding, ...]
    """The program's proposal, then the manual codings."""
    comparisons: tuple[Comparison, ...]
    state: Mapping[str, "npt.NDArray[Any]"]
    """Named arrays that later steps need, such as centres and weights."""
    saturation: Saturation | None = None
    """Saturation, or None if it was not measured."""
    extension: Extension | None = None
    """What the extension found; None if the run does not extend another."""
    ceiling: tuple[HumanAgreement, ...] = ()
    """Agreement among people, one for each level; empty unless at least two people coded the same units."""
    guide: QuestionGuide | None = None
    """The interview guide; None in runs of earlier versions, without dialogues, or if the settings turn it off."""
    course: "npt.NDArray[np.float32] | None" = None
    """The course of the interviews, shape (units, places + questions), which was clustered with ``contextual`` (see
    ``clustered``); NaN for units set aside. None if nothing of it was used."""

    @property
    def clustered(self) -> "npt.NDArray[np.float32]":
        """The vectors that were clustered: the contextual ones, with the course of the interviews if it was used."""
        return add_course(self.contextual, self.course)

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """The decisions of its consensus, in the order of the units; empty without one, and in older runs."""
        listed = self.manifest.get("consensus", {}).get("decisions", ())
        found = {
            one["unit_id"]: Decision(**{**one, "codes": None if one["codes"] is None else tuple(one["codes"])})
            for one in listed
        }
        return tuple(found[unit_id] for unit_id in self.units["unit_id"] if unit_id in found)

    @property
    def persons(self) -> PersonIndex:
        """Whose each kept unit is: the persons of whom a theme can be counted, everywhere the same."""
        return person_index(self.units[self.units["kept"]])

    @property
    def silent_participants(self) -> frozenset[str]:
        """Known participants without a kept unit."""
        named = {*self.participants, *(person for document in self.documents for person in document.participants)}
        return frozenset(named.difference(self.units.loc[self.units["kept"], "participant"].dropna()))

"""Disagreements between two coders of a run: listed, and written as a table for a consensus meeting."""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from thememiner.comparison import find_disagreements
from thememiner.errors import RunExistsError, UsageError
from thememiner.exchange import build_decision_sheet, write_sheet
from thememiner.intake import DocumentNames
from thememiner.phrasing import describe_disagreements, describe_left_out_units, list_some
from thememiner.records import Coding, Disagreement, Disagreements, Run
from thememiner.runs import open_run
from thememiner.storage import reserve_target
from thememiner.workflows.code_lookup import choose_coding, find_code
from thememiner.workflows.manual_codings import assume_documents_read
from thememiner.workflows.pairwise import get_proposal

Test = Callable[[Disagreement], bool]
MOST_CODERS = 2


@dataclass(frozen=True, slots=True)
class SelectedDisagreements:
    """All disagreements between two coders, and the selected ones."""

    whole: Disagreements
    """All disagreements."""
    shown: tuple[Disagreement, ...]
    """The selected ones."""
    first: Coding
    """The first coder's coding, to which the decisions will apply."""

    @property
    def sentences(self) -> tuple[str, ...]:
        """Sentences on the number of disagreements, of selected ones, and on units that are left out."""
        some = "" if len(self.shown) == len(self.whole.found) else f"; these are {len(self.shown):,} of them"
        return (f"{describe_disagreements(self.whole)}{some}.", *describe_left_out_units(self.whole))


def reserve_sheet(path: Path, *, replace: bool) -> AbstractContextManager[Path | None]:
    """Keep other processes from a table of disagreements while it is made; see ``reserve_target``.

    Raises ``RunExistsError`` if the file exists and ``replace`` is not set, since it may hold decisions already.
    """
    if path.exists() and not replace:
        what = "the file exists, and may hold decisions."
        raise RunExistsError(what, place=str(path), remedy="Choose another name, or give --force.")
    return reserve_target(path)


def write_disagreements(dispute: SelectedDisagreements, path: Path) -> None:
    """Write a table of disagreements (``.csv`` or ``.xlsx``) with empty columns for decisions.

    The folder must exist. Raises the errors of ``write_sheet``.
    """
    selected = dataclasses.replace(dispute.whole, found=dispute.shown)
    write_sheet(build_decision_sheet(selected, dispute.first.codebook), path)


def select_disagreements(
    folder: Path | str,
    *,
    coders: Sequence[str] = (),
    code: str | None = None,
    participant: str | None = None,
    document: str | None = None,
    most: int | None = None,
    everything_read: bool = False,
) -> SelectedDisagreements:
    """Return the disagreements of a person with the proposal, or of two people, the most instructive first.

    ``folder`` holds a run. ``coders`` names one person, who may be left out if there is only one manual coding, or two.
    ``code`` (of either coder, by id, path or name; codes below it count), ``participant`` and ``document`` select
    disagreements, and ``most`` is the largest number to return. With ``everything_read``, a coder of whom only segments
    are known counts as having read every document with a segment; otherwise uncoded units are left out.

    Raises ``UsageError`` if the folder is no run, there is no such coder, code, participant or document, or no manual
    coding at all, and ``RunError`` if the run is damaged.
    """
    run, place = open_run(folder), Path(folder).name
    first, second = _choose_pair(run, coders, place)
    if everything_read:
        first, second = (assume_documents_read(coding, run.documents) for coding in (first, second))
    tests = [
        *([] if code is None else [_test_code(code, first, second)]),
        *([] if participant is None else [_test_participant(participant, run, place)]),
        *([] if document is None else [_test_document(document, run, place)]),
    ]
    whole = find_disagreements(first, second, run)
    selected = tuple(one for one in whole.found if all(test(one) for test in tests))
    return SelectedDisagreements(whole, selected[:most], first)


def choose_manual_coding(run: Run, coder: str | None, place: str) -> Coding:
    """Return the manual coding of a coder, or the only one if no coder is named. Raises ``UsageError``."""
    codings = [coding for coding in run.codings if not coding.is_proposal]
    if not codings:
        raise UsageError("has no manual coding.", place=place, remedy="Give one with --gold when you mine or extend.")
    return choose_coding(codings, coder, place=place)


def _choose_pair(run: Run, coders: Sequence[str], place: str) -> tuple[Coding, Coding]:
    if len(coders) > MOST_CODERS:
        raise UsageError(f"{len(coders)} coders are named.", remedy="Name one with --coder, or two.")
    proposal = get_proposal(run)
    people = [coder for coder in coders if coder != proposal.coder]
    first = choose_manual_coding(run, people[0] if people else None, place)
    if len(people) < MOST_CODERS:
        return first, proposal
    if people[0] == people[1]:
        raise UsageError(f"{people[0]} is named twice.", remedy="Name two coders, or one.")
    return first, choose_manual_coding(run, people[1], place)


def _test_code(name: str, first: Coding, second: Coding) -> Test:
    """Return a test for disagreements about a code of either coder, or a code below it."""
    ids: set[tuple[str, str]] = set()
    refusals = []
    for side, coding in (("first", first), ("second", second)):
        try:
            above = find_code(coding, name).code_id
        except UsageError as error:
            refusals.append(error)
            continue
        ids |= {(side, code.code_id) for code in coding.codebook.codes if above in _with_parents(coding, code.code_id)}
    if not ids:
        raise refusals[0]
    return lambda one: any(
        (side, code.code_id) in ids for side, codes in (("first", one.first), ("second", one.second)) for code in codes
    )


def _with_parents(coding: Coding, code_id: str) -> Iterator[str]:
    """Yield the id of a code, and those of the codes above it."""
    parents = coding.codebook.parents()
    above: str | None = code_id
    while above is not None:
        yield above
        above = parents[above]


def _test_participant(participant: str, run: Run, place: str) -> Test:
    known = sorted(set(run.units["participant"].dropna()))
    if participant not in known:
        raise UsageError(f"has no participant {participant}.", place=place, remedy=f"Participants: {list_some(known)}.")
    return lambda one: one.participant == participant


def _test_document(document: str, run: Run, place: str) -> Test:
    known = [one.doc_id for one in run.documents]
    found = set(DocumentNames(known).find(document))
    if not found:
        raise UsageError(f"has no document {document}.", place=place, remedy=f"Documents: {list_some(known)}.")
    return lambda one: one.doc_id in found

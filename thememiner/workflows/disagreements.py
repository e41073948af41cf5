"""Where two coders of a run disagree: listed, and written as a table for a consensus meeting."""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from thememiner.comparison import find_disagreements
from thememiner.errors import RunExistsError, UsageError
from thememiner.exchange import build_decision_sheet, write_sheet
from thememiner.intake import DocumentNames
from thememiner.phrasing import describe_disagreement_scope, describe_left_out_units, list_some
from thememiner.records import MACHINE, Coding, Disagreement, Disagreements, Run
from thememiner.runs import open_run
from thememiner.workflows.code_lookup import choose_coding, find_code
from thememiner.workflows.manual_codings import as_read
from thememiner.workflows.pairwise import proposal_of

Test = Callable[[Disagreement], bool]
MOST_CODERS = 2


@dataclass(frozen=True, slots=True)
class Dispute:
    """Disagreements between two coders, and how many there are where only some were asked for."""

    whole: Disagreements
    """All of them."""
    shown: tuple[Disagreement, ...]
    """Those asked for."""
    first: Coding
    """Of the first coder, whose codes are decided upon."""

    @property
    def sentences(self) -> tuple[str, ...]:
        """Say on how many units the two disagree, how many of them were asked for, and which units are left out."""
        whole, units = self.whole, format_count(self.whole.units, "unit")
        total = f"{whole.first} and {whole.second} disagree on {len(whole.found):,} of {units} {describe_disagreement_scope(whole)}"
        some = "" if len(self.shown) == len(whole.found) else f"; these are {len(self.shown):,} of them"
        return (f"{total}{some}.", *describe_left_out_units(whole))


def write_dispute(dispute: Dispute, path: Path, *, replace: bool = False) -> None:
    """Write a table of disagreements (``.csv`` or ``.xlsx``) with empty columns for what is decided.

    Raises ``RunExistsError`` if the file is there and ``replace`` is not set, since it may hold decisions already, and
    what ``write_sheet`` raises.
    """
    if path.exists() and not replace:
        what = "the file exists, and may hold decisions."
        raise RunExistsError(what, place=str(path), remedy="Choose another name, or give --force.")
    path.parent.mkdir(parents=True, exist_ok=True)
    asked_for = dataclasses.replace(dispute.whole, found=dispute.shown)
    write_sheet(build_decision_sheet(asked_for, dispute.first.codebook), path)


def disagreements_in(
    folder: Path | str,
    *,
    coders: Sequence[str] = (),
    code: str | None = None,
    participant: str | None = None,
    document: str | None = None,
    most: int | None = None,
    everything_read: bool = False,
) -> Dispute:
    """Return where a person and the program disagree in the run in a folder, or two people, the most instructive first.

    ``coders`` is one person, who may be left out if there is only one manual coding, or two. With ``code`` (of either
    coder, by id, path or name; codes below it count), ``participant`` and ``document`` only those with it are returned,
    with ``most`` the first so many. With ``everything_read``, coders of whom only segments are known have read every
    document in which they coded something; else what they left uncoded tells nothing.

    Raises ``UsageError`` if the folder is no run, there is no such coder, code, participant or document, or no manual
    coding at all, and ``RunError`` if the run is damaged.
    """
    run, place = open_run(folder), Path(folder).name
    first, second = _choose(run, coders, place)
    if everything_read:
        first, second = (as_read(coding, run.documents) for coding in (first, second))
    tests = [
        *([] if code is None else [_carries(code, first, second)]),
        *([] if participant is None else [_is_of(participant, run, place)]),
        *([] if document is None else [_is_in(document, run, place)]),
    ]
    whole = find_disagreements(first, second, run)
    found = tuple(one for one in whole.found if all(test(one) for test in tests))
    return Dispute(whole, found[:most], first)


def manual_coding(run: Run, coder: str | None, place: str) -> Coding:
    """Return the coding of a person, or the only one if nobody is named. Raises ``UsageError``."""
    codings = [coding for coding in run.codings if coding.coder != MACHINE]
    if not codings:
        raise UsageError("has no manual coding.", place=place, remedy="Give one with --gold when you mine or extend.")
    return choose_coding(codings, coder, place=place)


def _choose(run: Run, coders: Sequence[str], place: str) -> tuple[Coding, Coding]:
    if len(coders) > MOST_CODERS:
        raise UsageError(f"{len(coders)} coders are named.", remedy="Name one with --coder, or two.")
    people = [coder for coder in coders if coder != MACHINE]
    first = manual_coding(run, people[0] if people else None, place)
    if len(people) < MOST_CODERS:
        return first, proposal_of(run)
    if people[0] == people[1]:
        raise UsageError(f"{people[0]} is named twice.", remedy="Name two coders, or one.")
    return first, manual_coding(run, people[1], place)


def _carries(name: str, first: Coding, second: Coding) -> Test:
    """Return whether a disagreement is about a code of either coder, or one below it."""
    ids: set[tuple[str, str]] = set()
    refusals = []
    for side, coding in (("first", first), ("second", second)):
        try:
            above = find_code(coding, name).code_id
        except UsageError as error:
            refusals.append(error)
            continue
        ids |= {(side, code.code_id) for code in coding.codebook.codes if above in _upwards(coding, code.code_id)}
    if not ids:
        raise refusals[0]
    return lambda one: any(
        (side, code.code_id) in ids for side, codes in (("first", one.first), ("second", one.second)) for code in codes
    )


def _upwards(coding: Coding, code_id: str) -> Iterator[str]:
    """Yield a code and those above it."""
    parents = coding.codebook.parents()
    above: str | None = code_id
    while above is not None:
        yield above
        above = parents[above]


def _is_of(participant: str, run: Run, place: str) -> Test:
    known = sorted(set(run.units["participant"].dropna()))
    if participant not in known:
        raise UsageError(f"has no participant {participant}.", place=place, remedy=f"Participants: {list_some(known)}.")
    return lambda one: one.participant == participant


def _is_in(document: str, run: Run, place: str) -> Test:
    known = [one.doc_id for one in run.documents]
    found = set(DocumentNames(known).find(document))
    if not found:
        raise UsageError(f"has no document {document}.", place=place, remedy=f"Documents: {list_some(known)}.")
    return lambda one: one.doc_id in found

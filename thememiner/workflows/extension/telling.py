"""What an extension found, in plain words."""

from collections.abc import Iterator

from thememiner.records import Extension, NewCandidate, SubthemeChange

MOST = 3
"""Sub-themes named as those that most new units fit."""


def summary_of(extension: Extension) -> str:
    """Return what the new interviews did, as a sentence or two; for the manifest."""
    new = extension.new
    weak = sum(1 for change in extension.changes if change.weakened)
    return (
        f"Extends {extension.parent} by {_number(new.documents, 'document')}: of {_number(new.units, 'new unit')} "
        f"{extension.fitting:,} fit existing sub-themes, {extension.in_candidates:,} are in "
        f"{_number(len(extension.candidates), 'new candidate')}, {sum(extension.unassigned.values()):,} are "
        f"unassigned; {weak:,} of {_number(len(extension.changes), 'existing sub-theme')} weakened."
    )


def told(extension: Extension) -> tuple[str, ...]:
    """Return what was found as lines for a terminal: what fits, new candidates, what weakened, what is left."""
    return tuple(_lines(extension))


def _lines(extension: Extension) -> Iterator[str]:
    new = extension.new
    documents, people = _number(new.documents, "new document"), _number(new.participants, "participant")
    yield f"{documents} with {_number(new.units, 'unit')} of {people}."
    yield f"Fit existing sub-themes: {_number(extension.fitting, 'unit')}{_most(extension)}"
    joined = f", joined by {extension.joined:,} unassigned before" if extension.joined else ""
    yield f"New candidates: {len(extension.candidates):,}, with {_number(extension.in_candidates, 'new unit')}{joined}"
    yield from map(_candidate, extension.candidates)
    weakened = [change for change in extension.changes if change.weakened]
    yield f"Weakened: {len(weakened):,} of {_number(len(extension.changes), 'existing sub-theme')}"
    yield from map(_weakened, weakened)
    if 3 * len(weakened) >= len(extension.changes) > 0:
        yield "That is a third or more: mine all transcripts together, and compare the two runs."
    reasons = "; ".join(f"{reason}: {count:,}" for reason, count in extension.unassigned.items())
    yield f"Unassigned: {_number(sum(extension.unassigned.values()), 'unit')}{f' ({reasons})' if reasons else ''}"


def _most(extension: Extension) -> str:
    fitting = sorted(extension.changes, key=lambda change: -change.added.units)
    named = [f"{one.subtheme_id} {one.name}: {one.added.units:,}" for one in fitting[:MOST] if one.added.units]
    return f" (most: {'; '.join(named)})" if named else ""


def _candidate(candidate: NewCandidate) -> str:
    people = f", from {', '.join(candidate.participants)}" if candidate.participants else ""
    place = f", within {candidate.parent}" if candidate.parent else ""
    units = _number(candidate.extent.units, "unit")
    return f"  {candidate.subtheme_id} {candidate.name}: {units}, {candidate.new_units:,} new{people}{place}"


def _weakened(change: SubthemeChange) -> str:
    return f"  {change.subtheme_id} {change.name}: {' '.join(change.weakened)}"


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"

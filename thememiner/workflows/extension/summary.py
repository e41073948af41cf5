"""The results of an extension in words, for the manifest and for a terminal."""

from collections.abc import Iterator

from thememiner.phrasing import format_count
from thememiner.records import Extension, NewCandidate, SubthemeChange

MOST_NAMED = 3
"""Sub-themes named as those that most new units fit."""


def summarise_extension(extension: Extension) -> str:
    """Return the result of an extension as one sentence, for the manifest."""
    new = extension.new
    weak = sum(1 for change in extension.changes if change.weakened)
    return (
        f"Extends {extension.parent} by {format_count(new.documents, 'document')}: "
        f"of {format_count(new.units, 'new unit')} "
        f"{extension.fitting:,} fit existing sub-themes, {extension.in_candidates:,} are in "
        f"{format_count(len(extension.candidates), 'new candidate')}, {sum(extension.unassigned.values()):,} are "
        f"unassigned; {weak:,} of {format_count(len(extension.changes), 'existing sub-theme')} weakened."
    )


def describe_extension(extension: Extension) -> tuple[str, ...]:
    """Return lines for a terminal: units that fit, new candidates, weakened sub-themes, unassigned units."""
    return tuple(_lines(extension))


def _lines(extension: Extension) -> Iterator[str]:
    new = extension.new
    documents, people = format_count(new.documents, "new document"), format_count(new.participants, "participant")
    yield f"{documents} with {format_count(new.units, 'unit')} of {people}."
    yield f"Fit existing sub-themes: {format_count(extension.fitting, 'unit')}{_most_frequent(extension)}"
    joined = f", joined by {extension.joined:,} unassigned before" if extension.joined else ""
    new_units = format_count(extension.in_candidates, "new unit")
    yield f"New candidates: {len(extension.candidates):,}, with {new_units}{joined}"
    yield from map(_candidate_line, extension.candidates)
    weakened = [change for change in extension.changes if change.weakened]
    yield f"Weakened: {len(weakened):,} of {format_count(len(extension.changes), 'existing sub-theme')}"
    yield from map(_weakened_line, weakened)
    if 3 * len(weakened) >= len(extension.changes) > 0:
        yield "That is a third or more: mine all transcripts together, and compare the two runs."
    reasons = "; ".join(f"{reason}: {count:,}" for reason, count in extension.unassigned.items())
    yield f"Unassigned: {format_count(sum(extension.unassigned.values()), 'unit')}{f' ({reasons})' if reasons else ''}"


def _most_frequent(extension: Extension) -> str:
    fitting = sorted(extension.changes, key=lambda change: -change.added.units)
    named = [f"{one.subtheme_id} {one.name}: {one.added.units:,}" for one in fitting[:MOST_NAMED] if one.added.units]
    return f" (most: {'; '.join(named)})" if named else ""


def _candidate_line(candidate: NewCandidate) -> str:
    people = f", from {', '.join(candidate.participants)}" if candidate.participants else ""
    place = f", within {candidate.parent}" if candidate.parent else ""
    units = format_count(candidate.extent.units, "unit")
    return f"  {candidate.subtheme_id} {candidate.name}: {units}, {candidate.new_units:,} new{people}{place}"


def _weakened_line(change: SubthemeChange) -> str:
    return f"  {change.subtheme_id} {change.name}: {' '.join(change.weakened)}"

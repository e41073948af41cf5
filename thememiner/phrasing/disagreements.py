"""Disagreements of two coders in words: which units are compared, and why the program decided as it did."""

from collections.abc import Mapping
from typing import Any

from thememiner.phrasing.comparisons import name_coding
from thememiner.phrasing.sentences import format_count, inflect
from thememiner.records import Decision, Disagreements

TWO_CODERS = 2
INSTRUCTIVE_RULE = (
    "How instructive a disagreement is, from 0 to 1, is the product of two numbers, one for each coder. For a person's "
    "code it is how well the other coding agrees with the code elsewhere (F1 with its counterpart, 0 without one). For "
    "a sub-theme of the program it is its stability times the share of the clusterings in which the unit was in it. It "
    "is one half for a coder who gave no code that differs. Measures that are missing are left out. Pairs of codes "
    "take turns in the list: first the most instructive unit of each pair, then the second of each, and so on."
)
"""How disagreements are ordered, for readers of the report."""


def describe_disagreements(disagreements: Disagreements) -> str:
    """Return on how many units two coders disagree, without full stop, so that a caller can add a clause."""
    first = name_coding(disagreements.first, disagreements.first_kind)
    second = name_coding(disagreements.second, disagreements.second_kind)
    return (
        f"The {first} and the {second} disagree on {len(disagreements.found):,} of "
        f"{format_count(disagreements.units, 'unit')} {describe_disagreement_scope(disagreements)}"
    )


def describe_disagreement_scope(disagreements: Disagreements) -> str:
    """Return in which units disagreements are searched, as a relative clause: ``that both looked at``."""
    scope = "that both coded" if len(disagreements.coded_only) == TWO_CODERS else "that both looked at"
    return f"{scope} and that have no decision yet" if disagreements.decided else scope


def describe_decisions(counts: Mapping[str, Any]) -> str:
    """Return what became of the rows of a table of decisions; ``counts`` is ``consensus`` in a run's manifest."""
    decided = counts["kept"] + counts["changed"] + counts["emptied"]
    return (
        f"Of {counts['rows']:,} rows, {decided:,} are decided ({counts['kept']:,} as {counts['coder']} had it, "
        f"{counts['changed']:,} otherwise, {counts['emptied']:,} without code), {counts['undecided']:,} undecided, and "
        f"{counts['not_used']:,} could not be used."
    )


def name_decision(decision: Decision) -> str:
    """Return the codes that a unit was given in a meeting: their paths, ``no code``, or ``not decided``."""
    if decision.codes is None:
        return "not decided"
    return "; ".join(code_id.replace(">>", ">") for code_id in decision.codes) or "no code"


def describe_decision(decision: Decision) -> str:
    """Return a decision with its comment and who made it, as the text of a memo."""
    parts = {"Decision": name_decision(decision), "Comment": decision.comment, "Decided by": decision.decided_by}
    return "\n".join(f"{name}: {text}" for name, text in {**parts, "Program": decision.reason}.items() if text)


def describe_left_out_units(disagreements: Disagreements) -> tuple[str, ...]:
    """Return sentences on the units that are left out, and how to include them."""
    sentences = []
    if disagreements.decided:
        have = inflect(disagreements.decided, "already has a decision and is", "already have a decision and are")
        sentences.append(f"{format_count(disagreements.decided, 'unit')} {have} not listed.")
    if disagreements.by_one:
        number, was = format_count(disagreements.by_one, "unit"), inflect(disagreements.by_one, "was", "were")
        sentences.append(
            f"{number} that only one of them coded {was} left out, because it is not known whether the other read "
            'them. If all coders read everything, set read = "documents" under [comparison], or use '
            "thememiner disagreements --read documents for an existing run."
        )
    return tuple(sentences)


def describe_assignment(
    subtheme_id: str, membership: float | None, nearest_id: str | None, nearest_membership: float | None
) -> str:
    """Return why a unit has a sub-theme: ``was in T2.1 in 84 % of the clusterings, next T2.3 (41 %)``.

    Memberships are shares of the clusterings, 0 to 1. They are None in the oldest runs, which have no shares.
    """
    if membership is None:
        return f"lies in {subtheme_id}"
    share = f"was in {subtheme_id} in {_format_share(membership)} of the clusterings"
    return share if nearest_id is None else f"{share}, next {nearest_id}{_in_brackets(nearest_membership)}"


def describe_unassigned(reason: str | None, nearest_id: str | None, nearest_membership: float | None) -> str:
    """Return why a unit has no sub-theme: ``far from all themes; nearest T1.1 (25 %)``."""
    nearest = "" if nearest_id is None else f"; nearest {nearest_id}{_in_brackets(nearest_membership)}"
    return f"{reason or 'no reason recorded'}{nearest}"


def _in_brackets(share: float | None) -> str:
    return "" if share is None else f" ({_format_share(share)})"


def _format_share(share: float) -> str:
    return f"{100 * share:.0f} %"

"""Labels that differ by one letter, which are likely to be one label with a misprint."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from thememiner.language import has_han

SHORTEST_HAN = 3
"""In characters: shorter Chinese labels that differ by one character may well be two labels."""


def index_by_deletions(labels: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    """Return labels by what is left of each if no letter, or any one, is taken out of it."""
    index: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for label, written in labels.items():
        for rest in _deletions(label):
            index[rest].append((label, written))
    return index


def _deletions(label: str) -> set[str]:
    return {label, *(label[:at] + label[at + 1 :] for at in range(len(label)))}


def find_similar(
    label: str, index: Mapping[str, Sequence[tuple[str, str]]], *, shortest: int
) -> tuple[str, str] | None:
    """Return the first label of an index that differs from one by a letter added, left out, changed or swapped."""
    if len(label) < shortest or any(letter.isdigit() for letter in label):
        return None
    near = {pair for rest in _deletions(label) for pair in index.get(rest, ())}
    return next((pair for pair in sorted(near) if _differ_by_one(label, pair[0])), None)


def _differ_by_one(one: str, other: str) -> bool:
    """Say whether two labels, which have a deletion in common, differ by exactly one edit."""
    if one == other or len(other) < SHORTEST_HAN:
        return False
    if len(one) != len(other):
        return not has_han(one)  # a Chinese character before a title is a surname (李老师)
    changed = [at for at, (left, right) in enumerate(zip(one, other, strict=True)) if left != right]
    if len(changed) == 1:
        return True
    first, last = changed[0], changed[-1]
    is_swap = one[first] == other[last] and one[last] == other[first]
    return len(changed) == len("ab") and last == first + 1 and is_swap

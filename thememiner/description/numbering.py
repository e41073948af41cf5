"""How themes and sub-themes are numbered: ``T2.1`` is the first sub-theme of theme ``T2``."""

from collections import Counter
from collections.abc import Sequence


def subtheme_ids(parents: Sequence[int]) -> tuple[str, ...]:
    """Return the id of each sub-theme, given the index of its theme."""
    seen: Counter[int] = Counter()
    ids = []
    for parent in parents:
        seen[parent] += 1
        ids.append(f"T{parent + 1}.{seen[parent]}")
    return tuple(ids)


def theme_of(subtheme_id: str) -> str:
    """Return the id of the theme above a sub-theme."""
    return subtheme_id.rpartition(".")[0]

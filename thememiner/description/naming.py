"""Working titles for themes, made of their keywords."""

from collections.abc import Mapping, Sequence

WORDS = 3


def names(keywords: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return a name for each group: its first three keywords, and more where two would be called the same.

    A group without keywords is named by its own id.
    """
    given: dict[str, str] = {}
    for group, words in keywords.items():
        length = WORDS
        name = " · ".join(words[:length])
        while name in given.values() and length < len(words):
            length += 1
            name = " · ".join(words[:length])
        given[group] = f"{name} ({group})" if name and name in given.values() else name or group
    return given

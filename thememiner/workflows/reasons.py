"""Many problems of one kind, told in one line."""

from collections.abc import Iterable


def by_reason(said: Iterable[tuple[str, str]]) -> list[str]:
    """Return a line for each thing that is said of places, with the first place and how many more there are."""
    places: dict[str, list[str]] = {}
    for place, text in said:
        places.setdefault(text.strip(), []).append(place)
    return [
        f"{where[0]}: {text}" if len(where) == 1 else f"{where[0]} and {len(where) - 1:,} more: {text}"
        for text, where in places.items()
    ]

"""Names of corpora and configurations that a plan cannot have."""

from collections.abc import Iterator, Sequence
from unicodedata import normalize


def equal_names(names: Sequence[str], what: str, remedy: str) -> Iterator[str]:
    """Tell of names that are equal; upper and lower case are one, and both ways to write ``é``, as on some disks."""
    alike: dict[str, list[str]] = {}
    for name in names:
        alike.setdefault(normalize("NFC", name).casefold(), []).append(name)
    several = [same for _, same in sorted(alike.items()) if len(same) > 1]
    yield from (f"{what}: {len(same)} are called {same[0]}; {remedy}" for same in several)


def undecodable_names(names: Sequence[str]) -> Iterator[str]:
    """Tell of names of another encoding, as old archives have them: they cannot stand in any table or page."""
    readable = {name: name.encode("utf-8", "backslashreplace").decode() for name in names}
    yield from (f"{told} is no valid text; rename it" for name, told in readable.items() if told != name)

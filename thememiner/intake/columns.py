"""Which column of a table is meant by a name, or by the first of several that it has."""

import difflib
import unicodedata
from collections.abc import Iterable, Sequence

from thememiner.intake.messages import first_few, shown

_MOST_NAMED, _MOST_COMPARED = 20, 1_000


def first_column(columns: Iterable[str], names: Iterable[str]) -> str | None:
    """Return the column that bears the first of these names that any does; case and width count if both are there."""
    return next(iter(all_columns(columns, names)), None)


def all_columns(columns: Iterable[str], names: Iterable[str]) -> tuple[str, ...]:
    """Return the columns that bear these names, in the order of the names."""
    exact = {column: column for column in columns}
    folded = {_folded(column): column for column in reversed(exact)}
    found = (exact.get(name, folded.get(_folded(name))) for name in names)
    return tuple(dict.fromkeys(column for column in found if column is not None))


def name_columns(columns: Sequence[str], wanted: Sequence[str]) -> str:
    """Return a sentence with the columns that there are, and those whose names are nearest to the wanted ones."""
    compared = [column for column in columns[:_MOST_COMPARED] if column == shown(column)]
    near = [match for name in wanted for match in difflib.get_close_matches(name, compared, n=1)]
    hint = f" Did you mean {' or '.join(dict.fromkeys(near))}?" if near else ""
    return f"It has {first_few(columns, most=_MOST_NAMED)}.{hint}"


def _folded(name: str) -> str:
    """Return a name without case, and as wide as ASCII is (``Ｔｅｘｔ`` is ``text``)."""
    return unicodedata.normalize("NFKC", name).casefold()

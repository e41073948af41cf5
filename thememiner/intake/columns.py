"""Which column of a table is meant by a name, or by the first of several that it has."""

import difflib
from collections.abc import Iterable, Sequence


def first_column(columns: Iterable[str], names: Iterable[str]) -> str | None:
    """Return the column that bears the first of these names that any does, without regard to case if need be."""
    return next(iter(all_columns(columns, names)), None)


def all_columns(columns: Iterable[str], names: Iterable[str]) -> tuple[str, ...]:
    """Return the columns that bear these names, in the order of the names."""
    exact = {column: column for column in columns}
    folded = {column.casefold(): column for column in reversed(exact)}
    found = (exact.get(name, folded.get(name.casefold())) for name in names)
    return tuple(dict.fromkeys(column for column in found if column is not None))


def name_columns(columns: Sequence[str], wanted: Sequence[str]) -> str:
    """Return a sentence with the columns that there are, and those whose names are nearest to the wanted ones."""
    near = [match for name in wanted for match in difflib.get_close_matches(name, columns, n=1)]
    hint = f" Did you mean {' or '.join(dict.fromkeys(near))}?" if near else ""
    return f"It has {', '.join(columns)}.{hint}"

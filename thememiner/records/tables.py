"""Tables with declared columns: each column has a name, a type and a meaning."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, cast

if TYPE_CHECKING:
    import pandas as pd


class ColumnKind(StrEnum):
    """The type of a column; the value is the pandas dtype."""

    TEXT = "str"
    OPTIONAL_TEXT = "string"
    INTEGER = "int64"
    REAL = "float32"
    OPTIONAL_REAL = "Float32"
    FLAG = "bool"


class Column(NamedTuple):
    """A column of a table: its name, its type and its meaning."""

    name: str
    kind: ColumnKind
    meaning: str


def make_table(columns: Sequence[Column], values: Mapping[str, Iterable[Any]] | None = None) -> "pd.DataFrame":
    """Make a table with exactly the declared columns, in their order and of their types; empty without values.

    Raises ``KeyError`` if a column is missing and ``ValueError`` for a column that is not declared.
    """
    import pandas as pd  # noqa: PLC0415 - records import nothing heavy

    given = {column.name: [] for column in columns} if values is None else values
    unknown = set(given) - {column.name for column in columns}
    if unknown:
        raise ValueError(f"columns that are not declared: {sorted(unknown)}")
    arrays = {c.name: pd.Series(list(given[c.name]), dtype=cast("Any", str(c.kind))) for c in columns}
    return pd.DataFrame(arrays)

"""SQLite files from outside, read without trust: nothing in them is run, nothing is written, and no more than fits."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NoReturn

from thememiner.errors import UnreadableFileError, UnsafeFileError
from thememiner.intake import raise_limit

MARK = b"SQLite format 3\0"
_REMEDY = "Open it in its own program and save it anew."
_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}
_BYTES_A_ROW = 64  # at least, so that endless rows of nothing are too much as well
Value = str | int | float | bytes | None


class Database:
    """The tables of a SQLite file; views, virtual tables and triggers do not count as such."""

    def __init__(self, connection: sqlite3.Connection, place: str, max_mb: int) -> None:
        self.place = place
        self.tables: Mapping[str, frozenset[str]] = {}
        """Column names by table, in lower case."""
        self._connection = connection
        self._left = max_mb * 2**20
        self._max_mb = max_mb

    def look(self) -> None:
        """Find out which tables there are, then forbid whatever is not plain reading."""
        listed = self._connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
        plain = [name for name, sql in listed if not (sql or "").lstrip().upper().startswith("CREATE VIRTUAL")]
        self.tables = {
            name.casefold(): frozenset(
                row[0].casefold()
                # Generated columns are none of these: what computes them is not run.
                for row in self._connection.execute("SELECT name FROM pragma_table_info(?)", (name,))
            )
            for name in plain
        }
        self._connection.set_authorizer(_authorise)

    def has(self, wanted: Mapping[str, Sequence[str]]) -> bool:
        """Say whether these tables are there, with these columns."""
        return all(set(columns) <= self.tables.get(table, frozenset()) for table, columns in wanted.items())

    def rows(self, table: str, columns: Sequence[str], *, optional: bool = False) -> Iterator[tuple[Value, ...]]:
        """Yield the rows of a table; None for columns that it has not, and no rows of an ``optional`` table.

        Names are the caller's own, never the file's. Raises ``UnsafeFileError`` if more comes out than may.
        """
        there = self.tables.get(table)
        if there is None:
            if optional:
                return
            raise self.unreadable(f"has no table {table}.")
        chosen = ", ".join(f'"{column}"' if column in there else "NULL" for column in columns)
        for row in self._connection.execute(f'SELECT {chosen} FROM "{table}"'):  # noqa: S608 - see above
            self._left -= _BYTES_A_ROW + sum(len(value) for value in row if isinstance(value, str | bytes))
            if self._left < 0:
                _too_much(self.place, self._max_mb)
            yield row

    def unreadable(self, what: str) -> UnreadableFileError:
        """Return the error that the file deserves."""
        return UnreadableFileError(what, place=self.place, remedy=_REMEDY)


@contextmanager
def open_database(path: Path, *, place: str, max_mb: int) -> Iterator[Database]:
    """Open a SQLite file for reading only, as it lies there: no journal is looked at, no function of it is run.

    Raises ``UnreadableFileError`` for a file that is broken or no database, also while it is being read, and
    ``UnsafeFileError`` if it is larger than ``max_mb`` megabytes or more comes out of it.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            is_database = file.read(len(MARK)) == MARK
    except OSError as error:
        raise UnreadableFileError(f"cannot be read ({error.strerror}).", place=place) from error
    if size > max_mb * 2**20:
        _too_much(place, max_mb)
    if not is_database:
        raise UnreadableFileError("is no SQLite database.", place=place, remedy=_REMEDY)
    try:
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, max_mb * 2**20)
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA query_only = ON")
            connection.execute("PRAGMA cell_size_check = ON")
            database = Database(connection, place, max_mb)
            database.look()
            yield database
    except (sqlite3.Error, UnicodeDecodeError, OverflowError) as error:
        what = "is a broken database, or holds what no such project does."
        raise UnreadableFileError(what, place=place, remedy=_REMEDY) from error


def as_name(value: Value) -> str:
    """Return a value as a name: text with single spaces, nothing as the empty text."""
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""


def as_written(value: Value) -> str:
    """Return a value's text as it stands; nothing, and bytes, as the empty text."""
    return str(value) if isinstance(value, str | int | float) else ""


def _authorise(action: int, *_: str | None) -> int:
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


def _too_much(place: str, max_mb: int) -> NoReturn:
    raise UnsafeFileError(f"holds more than {max_mb} MB.", place=place, remedy=raise_limit(max_mb))

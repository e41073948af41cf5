"""SQLite files from outside, read without trust: nothing in them is run or written, and size is limited."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NoReturn

from thememiner.errors import UnreadableFileError, UnsafeFileError
from thememiner.intake import suggest_higher_limit

SQLITE_SIGNATURE = b"SQLite format 3\0"
_REMEDY = "Open it in the program that made it and save it again."
_OTHER_FORMAT = "Leave out --format, so that the format is recognised from the content."
_ALLOWED_ACTIONS = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}
_BYTES_PER_ROW = 64  # counted for every row, so that an endless number of empty rows reaches the limit too
Value = str | int | float | bytes | None


class Database:
    """The plain tables of a SQLite file; views, virtual tables and triggers are ignored."""

    def __init__(self, connection: sqlite3.Connection, place: str, max_mb: int) -> None:
        self.place = place
        self.tables: Mapping[str, frozenset[str]] = {}
        """Column names by table, in lower case."""
        self._connection = connection
        self._bytes_left = max_mb * 2**20
        self._max_mb = max_mb

    def read_schema(self) -> None:
        """Read names of tables and columns, then forbid everything except plain reading."""
        listed = self._connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
        plain = [name for name, sql in listed if not (sql or "").lstrip().upper().startswith("CREATE VIRTUAL")]
        self.tables = {
            name.casefold(): frozenset(
                row[0].casefold()
                # pragma_table_info leaves out generated columns, whose expressions would be run.
                for row in self._connection.execute("SELECT name FROM pragma_table_info(?)", (name,))
            )
            for name in plain
        }
        self._connection.set_authorizer(_authorise)

    def has_tables(self, wanted: Mapping[str, Sequence[str]]) -> bool:
        """Tell whether the file has these tables with these columns."""
        return all(set(columns) <= self.tables.get(table, frozenset()) for table, columns in wanted.items())

    def read_rows(self, table: str, columns: Sequence[str], *, optional: bool = False) -> Iterator[tuple[Value, ...]]:
        """Yield the rows of a table, with None for columns that it lacks; nothing if an ``optional`` table is missing.

        ``table`` and ``columns`` must be constants of this program, never names from the file.

        Raises ``UnreadableFileError`` if the table is missing and not optional, and ``UnsafeFileError`` if more than
        the limit is read.
        """
        known = self.tables.get(table)
        if known is None:
            if optional:
                return
            raise UnreadableFileError(f"has no table {table}.", place=self.place, remedy=_REMEDY)
        chosen = ", ".join(f'"{column}"' if column in known else "NULL" for column in columns)
        for row in self._connection.execute(f'SELECT {chosen} FROM "{table}"'):  # noqa: S608 - names are constants
            self._bytes_left -= _BYTES_PER_ROW + sum(len(value) for value in row if isinstance(value, str | bytes))
            if self._bytes_left < 0:
                _raise_too_large(self.place, self._max_mb)
            yield row

    def require_tables(self, wanted: Mapping[str, Sequence[str]], program: str) -> None:
        """Raise ``UnreadableFileError`` if the file does not have these tables, by which a program is recognised."""
        if not self.has_tables(wanted):
            what = f"is not a project of {program}: it does not have the tables of one."
            raise UnreadableFileError(what, place=self.place, remedy=_OTHER_FORMAT)


@contextmanager
def open_database(path: Path, *, place: str, max_mb: int) -> Iterator[Database]:
    """Open a SQLite file read-only and as it is: no journal is applied, and no function in it is run.

    Raises ``UnreadableFileError`` if the file is broken or not a database, also while it is being read, and
    ``UnsafeFileError`` if it is larger than ``max_mb`` megabytes or more than that is read.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            is_database = file.read(len(SQLITE_SIGNATURE)) == SQLITE_SIGNATURE
    except OSError as error:
        raise UnreadableFileError(f"cannot be read ({error.strerror}).", place=place) from error
    if size > max_mb * 2**20:
        _raise_too_large(place, max_mb)
    if not is_database:
        raise UnreadableFileError("is not a SQLite database.", place=place, remedy=_OTHER_FORMAT)
    try:
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, max_mb * 2**20)
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA query_only = ON")
            connection.execute("PRAGMA cell_size_check = ON")
            database = Database(connection, place, max_mb)
            database.read_schema()
            yield database
    except (sqlite3.Error, UnicodeDecodeError, OverflowError) as error:
        what = "is a broken database, or has content that such a project cannot have."
        raise UnreadableFileError(what, place=place, remedy=_REMEDY) from error


def to_name(value: Value) -> str:
    """Return a value as a name: text with single spaces; an empty string for null and bytes."""
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""


def to_text(value: Value) -> str:
    """Return a value as text, unchanged; an empty string for null and bytes."""
    return str(value) if isinstance(value, str | int | float) else ""


def _authorise(action: int, *_: str | None) -> int:
    return sqlite3.SQLITE_OK if action in _ALLOWED_ACTIONS else sqlite3.SQLITE_DENY


def _raise_too_large(place: str, max_mb: int) -> NoReturn:
    raise UnsafeFileError(f"holds more than {max_mb} MB.", place=place, remedy=suggest_higher_limit(max_mb))

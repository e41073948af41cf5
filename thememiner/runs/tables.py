"""Tables with declared columns as Parquet and back: the same bytes for the same rows."""

from collections.abc import Sequence

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pandas.api.types import pandas_dtype

from thememiner.records import Column, Kind

_OPTIONAL = {Kind.OPTIONAL_TEXT, Kind.OPTIONAL_REAL}
_STORED = {
    Kind.TEXT: pa.large_string(),
    Kind.OPTIONAL_TEXT: pa.large_string(),
    Kind.INTEGER: pa.int64(),
    Kind.REAL: pa.float32(),
    Kind.OPTIONAL_REAL: pa.float32(),
    Kind.FLAG: pa.bool_(),
}


def table_to_parquet(table: pd.DataFrame, columns: Sequence[Column]) -> bytes:
    """Return the rows of a table as Parquet; the index is not stored.

    Raises ``ValueError`` if the table has other columns than those declared, or gaps where none may be.
    """
    if list(table.columns) != [column.name for column in columns]:
        raise ValueError(f"columns {list(table.columns)} instead of {[column.name for column in columns]}")
    fields = [pa.field(c.name, _STORED[c.kind], nullable=c.kind in _OPTIONAL) for c in columns]
    rows = pa.Table.from_pandas(table, schema=pa.schema(fields), preserve_index=False)
    return arrow_to_parquet(rows)


def table_from_parquet(data: bytes, columns: Sequence[Column]) -> pd.DataFrame:
    """Return a table with exactly the columns declared, of the types declared.

    An optional column that an earlier format did not have yet is empty. Raises ``ValueError`` if the data is no
    Parquet, and ``KeyError`` if a column is missing.
    """
    rows = arrow_from_parquet(data)
    for column in columns:
        if column.kind in _OPTIONAL and column.name not in rows.column_names:
            rows = rows.append_column(column.name, pa.nulls(len(rows), _STORED[column.kind]))
    return pd.DataFrame({column.name: _as_declared(rows[column.name], column) for column in columns})


def arrow_to_parquet(rows: pa.Table) -> bytes:
    """Return an Arrow table as Parquet without any metadata of the libraries that made it."""
    buffer = pa.BufferOutputStream()
    pq.write_table(rows.replace_schema_metadata(None), buffer, version="2.6", compression="zstd", compression_level=3)
    data: bytes = buffer.getvalue().to_pybytes()
    return data


def arrow_from_parquet(data: bytes) -> pa.Table:
    """Return the Arrow table that Parquet holds. Raises ``ValueError`` if it is no Parquet."""
    return pq.read_table(pa.BufferReader(data))


def _as_declared(values: pa.ChunkedArray, column: Column) -> pd.Series:
    dtype = pandas_dtype(str(column.kind))
    extension = isinstance(dtype, pd.api.extensions.ExtensionDtype)
    series: pd.Series = values.to_pandas(types_mapper=(lambda _: dtype) if extension else None)
    return series.astype(dtype)

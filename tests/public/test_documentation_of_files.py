"""The documentation of the run folder cannot rot."""

from pathlib import Path

import pytest

from thememiner.records import SEGMENT_COLUMNS, UNIT_COLUMNS, Column

PAGE = (Path(__file__).parents[2] / "docs" / "run-folder.md").read_text("utf-8")


@pytest.mark.parametrize("column", [*UNIT_COLUMNS, *SEGMENT_COLUMNS], ids=lambda column: column.name)
def test_every_column_is_explained(column: Column) -> None:
    """Each column stands in the documentation with the meaning that the code declares."""
    assert f"| `{column.name}` | {column.kind.name.lower().replace('_', ' ')} | {column.meaning} |" in PAGE

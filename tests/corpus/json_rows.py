"""Read rows that are written as JSON lines."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from thememiner.config import Settings
from thememiner.corpus.file_contents import FileContents
from thememiner.corpus.formats.transcript_tables import read_table_rows


def read(tmp_path: Path, lines: Sequence[object], /, **table: Any) -> FileContents:  # noqa: ANN401 - settings
    """Read rows as JSON lines."""
    path = tmp_path / "study.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return read_table_rows(path, place="in/study.jsonl", settings=Settings.model_validate({"table": table}))

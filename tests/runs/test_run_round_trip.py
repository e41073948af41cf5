"""What is written to a run folder is what comes back, and the same run gives the same bytes."""

import dataclasses
import json
import stat
import tempfile
from pathlib import Path

import numpy as np
import pytest
from effort import examples
from hypothesis import HealthCheck, given, settings
from sample_runs import FILES, LOG, a_coding, a_run, assert_equal, contents, runs, write

from thememiner.records import SEGMENT_COLUMNS, UNIT_COLUMNS, Run
from thememiner.runs import open_run
from thememiner.storage import hash_bytes


@settings(max_examples=examples(20), suppress_health_check=[HealthCheck.too_slow])
@given(run=runs())
def test_any_run_comes_back_and_again_gives_the_same_bytes(run: Run) -> None:
    """Odd names, texts and numbers come back as they were; writing what came back gives identical files."""
    with tempfile.TemporaryDirectory() as name:
        first, second = Path(name) / "first", Path(name) / "second"
        write(run, first)
        opened = open_run(first)
        assert_equal(run, opened)
        write(opened, second)
        assert contents(first) == contents(second)


def test_folder_holds_what_a_run_has(tmp_path: Path) -> None:
    """Each matter has its file, under the name that the documentation gives it."""
    write(a_run(), tmp_path / "run")
    assert sorted(contents(tmp_path / "run")) == [
        "ceiling.json",
        "codebooks/ThemeMiner.json",
        "codebooks/manual.json",
        "codings/ThemeMiner.parquet",
        "codings/manual.parquet",
        "comparisons/manual--ThemeMiner.json",
        "contextual.npy",
        "documents.parquet",
        "layout.npy",
        "log/times.json",
        "manifest.json",
        "methods.md",
        "participants.json",
        "report.html",
        "state/centres.npy",
        "themes.json",
        "units.parquet",
        "vectors.npy",
    ]


def test_equal_vectors_are_stored_once(tmp_path: Path) -> None:
    """A run in which no document has context has no second file of vectors, and opens with both."""
    run = dataclasses.replace(a_run(), contextual=a_run().vectors.copy())
    write(run, tmp_path / "run")
    assert "contextual.npy" not in contents(tmp_path / "run")
    assert_equal(run, open_run(tmp_path / "run"))


def test_manifest_names_the_hash_of_every_other_file(tmp_path: Path) -> None:
    """Every file but the manifest and the log has its SHA-256 in the manifest."""
    write(a_run(), tmp_path / "run")
    files = contents(tmp_path / "run")
    manifest = json.loads(files.pop("manifest.json"))
    assert manifest.pop("files") == {name: hash_bytes(data) for name, data in files.items() if name != "log/times.json"}
    assert manifest == a_run().manifest
    assert {name: files[name] for name in FILES} == FILES
    assert files["log/times.json"] == LOG["times.json"]


def test_only_the_owner_may_read(tmp_path: Path) -> None:
    """Folders have mode 0700 and files 0600."""
    write(a_run(), tmp_path / "run")
    modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in (tmp_path / "run").rglob("*")}
    assert modes == {(True, 0o700), (False, 0o600)}
    assert stat.S_IMODE((tmp_path / "run").stat().st_mode) == 0o700


def test_text_is_readable_in_the_json_files(tmp_path: Path) -> None:
    """Chinese stands as itself in themes.json, which ends with a line end."""
    write(a_run(), tmp_path / "run")
    themes = (tmp_path / "run" / "themes.json").read_text(encoding="utf-8")
    assert "开心 · joy" in themes
    assert themes.endswith("]\n")


def test_tables_come_back_with_the_declared_types(tmp_path: Path) -> None:
    """Columns have their declared names, order and types, also with no row at all."""
    run = a_run()
    empty = dataclasses.replace(run, units=run.units.iloc[:0], codings=(a_coding("x"),))
    write(empty, tmp_path / "run")
    opened = open_run(tmp_path / "run")
    for table, columns in ((opened.units, UNIT_COLUMNS), (opened.codings[0].segments, SEGMENT_COLUMNS)):
        assert {name: str(dtype) for name, dtype in table.dtypes.items()} == {c.name: str(c.kind) for c in columns}


def test_order_of_rows_in_memory_leaves_no_trace(tmp_path: Path) -> None:
    """The index of a table and the memory layout of an array do not show in the files."""
    run = a_run()
    other = dataclasses.replace(
        run,
        units=run.units.set_axis([7, 3], axis=0),
        vectors=np.asfortranarray(run.vectors),
        participants=dict(reversed(list(run.participants.items()))),
    )
    write(run, tmp_path / "run")
    write(other, tmp_path / "other")
    assert contents(tmp_path / "run") == contents(tmp_path / "other")


def test_undeclared_column_is_refused(tmp_path: Path) -> None:
    """A table with another column than declared is a mistake of the program, and nothing is written."""
    run = a_run()
    with pytest.raises(ValueError, match="columns"):
        write(dataclasses.replace(run, units=run.units.assign(more=1)), tmp_path / "run")
    assert list(tmp_path.iterdir()) == []

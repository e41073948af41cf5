"""A project or table of any format with changed or missing bytes is read or refused, in little time."""

import json
import random
import sqlite3
import time
import zipfile
from collections.abc import Callable
from contextlib import closing, suppress
from functools import cache
from pathlib import Path

import docx
import openpyxl
import pytest
from effort import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from qualcoder_projects import TABLES
from refi_files import CODEBOOK, project, qdpx, selection, source

from thememiner.errors import InputError
from thememiner.exchange import read_project

TEXT = "一😀 I worry.\r\nNo."
ROWS = (("document", "quote", "code"), ("P1", "worry", "fear"), ("P1", "No.", "calm"))
SPAN = {"value": {"start": 5, "end": 10, "text": "worry", "labels": ["fear"]}}
TASK = {"id": 1, "data": {"text": TEXT}, "annotations": [{"completed_by": "ana", "result": [SPAN]}]}


def _packed(path: Path) -> None:
    qdpx(path, project(source("a.txt", selection(5, 10, "worry"))), {"a.txt": TEXT.encode()})


def _bare(path: Path) -> None:
    inner = f"<PlainTextContent>{TEXT}</PlainTextContent>{selection(5, 10, 'worry')}"
    path.write_text(project(source("a.txt", inner)), encoding="utf-8")


def _codebook(path: Path) -> None:
    path.write_text(CODEBOOK, encoding="utf-8")


def _workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.save(path)


def _word(path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=0, cols=3)
    for row in ROWS:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(str(path))


def _database(path: Path) -> None:
    rows = ("source VALUES (1, 'P1', ?, NULL, '', 'ana')", "code_name VALUES (1, ?, '', NULL, '#FF0000', NULL)")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA page_size = 512")
        connection.executescript(TABLES)
        for row, value in zip(rows, (TEXT, "fear"), strict=True):
            connection.execute(f"INSERT INTO {row}", (value,))
        connection.execute("INSERT INTO code_text VALUES (1, 1, 1, 'worry', 5, 10, 'ana', '')")
        connection.commit()


def _rqda(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA page_size = 512")
        connection.executescript(
            "CREATE TABLE source (id, name, file, status); CREATE TABLE freecode (id, name, status, color);"
            "CREATE TABLE coding (cid, fid, selfirst real, selend real, seltext, owner, status);"
            "INSERT INTO freecode VALUES (1, 'fear', 1, 'rgb(1,2,3)');"
            "INSERT INTO coding VALUES (1, 1, 5, 10, 'worry', 'ana', 1);"
        )
        connection.execute("INSERT INTO source VALUES (1, 'P1', ?, 1)", (TEXT,))
        connection.commit()


def _requal(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA page_size = 512")
        connection.executescript(
            "CREATE TABLE projects (project_id, project_name); CREATE TABLE codes (code_id, code_name);"
            "CREATE TABLE documents (doc_id, doc_name, doc_text);"
            "CREATE TABLE segments (segment_id, doc_id, code_id, segment_start, segment_end, segment_text);"
            "INSERT INTO projects VALUES (1, 'study'); INSERT INTO codes VALUES (1, 'fear');"
            "INSERT INTO segments VALUES (1, 1, 1, 6, 10, 'worry');"
        )
        connection.execute("INSERT INTO documents VALUES (1, 'P1', ?)", (TEXT,))
        connection.commit()


def _dialogue(path: Path) -> None:
    turns = [{"author": "Ana", "text": "Well?"}, {"author": "Mia", "text": "I worry."}]
    value = {"start": "1", "end": "1", "startOffset": 2, "endOffset": 7, "text": "worry", "paragraphlabels": ["fear"]}
    annotations = [{"completed_by": 1, "result": [{"to_name": "t", "value": value}]}]
    path.write_text(json.dumps([{"id": 1, "data": {"talk": turns}, "annotations": annotations}]), encoding="utf-8")


def _prodigy(path: Path) -> None:
    span = {"start": 5, "end": 10, "token_start": 2, "token_end": 2, "label": "fear"}
    line = {"text": TEXT, "spans": [span], "accept": ["calm"], "answer": "accept", "_session_id": "s-ana"}
    path.write_text(json.dumps(line), encoding="utf-8")


def _tasks(path: Path) -> None:
    path.write_text(json.dumps([TASK]), encoding="utf-8")


def _lines(path: Path) -> None:
    path.write_text(json.dumps({"id": 1, "text": TEXT, "label": [[5, 10, "fear"]]}), encoding="utf-8")


def _csv(path: Path) -> None:
    path.write_text("\n".join(",".join(row) for row in ROWS), encoding="utf-8-sig")


MADE: dict[str, Callable[[Path], None]] = {
    "a.qdpx": _packed,
    "a.qde": _bare,
    "a.qdc": _codebook,
    "a.xlsx": _workbook,
    "a.docx": _word,
    "data.qda": _database,
    "a.rqda": _rqda,
    "a.requal": _requal,
    "b.json": _dialogue,
    "b.jsonl": _prodigy,
    "a.json": _tasks,
    "a.jsonl": _lines,
    "a.csv": _csv,
}


@cache
def _original(name: str, folder: Path) -> bytes:
    MADE[name](folder / name)
    return (folder / name).read_bytes()


def _changed(path: Path, chance: random.Random, changes: int, *, cut: bool) -> None:
    """Change bytes of a file; in an archive those of a member, since the checksum would reveal any other change."""
    if zipfile.is_zipfile(path) and chance.random() < 0.8:
        with zipfile.ZipFile(path) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        name = chance.choice(sorted(members))
        members[name] = _torn(members[name], chance, changes, cut=cut)
        with zipfile.ZipFile(path, "w") as archive:
            for member, content in members.items():
                archive.writestr(member, content)
    else:
        path.write_bytes(_torn(path.read_bytes(), chance, changes, cut=cut))


def _torn(content: bytes, chance: random.Random, changes: int, *, cut: bool) -> bytes:
    data = bytearray(content)
    for _ in range(changes):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data[: chance.randrange(len(data))] if cut else data)


@pytest.mark.parametrize("name", MADE)
@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), changes=st.integers(1, 12), cut=st.booleans())
def test_changed_bytes(tmp_path: Path, name: str, seed: int, changes: int, cut: bool) -> None:  # noqa: FBT001 - a datum
    """All positions that are read lie in their documents."""
    path = tmp_path / name
    path.write_bytes(_original(name, tmp_path))
    _changed(path, random.Random(seed), changes, cut=cut)  # noqa: S311 - no secret
    begin = time.process_time()
    with suppress(InputError):
        read = read_project(path)
        lengths = {document.doc_id: len(document.text) for document in read.documents}
        for coding in read.codings:
            for doc_id, start, end in coding.segments[["doc_id", "start", "end"]].itertuples(index=False, name=None):
                assert 0 <= start < end <= lengths[doc_id]
    assert time.process_time() - begin < 5


@pytest.mark.parametrize("name", MADE)
def test_unchanged_files_are_read(tmp_path: Path, name: str) -> None:
    """Each file has a code before it is changed; otherwise the test would check nothing."""
    MADE[name](tmp_path / name)
    assert any(coding.codebook.codes for coding in read_project(tmp_path / name).codings)

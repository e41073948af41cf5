"""Every format that is an archive or XML quickly refuses harmful files, with the limit and how to raise it."""

import io
import re
import stat
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from thememiner.config import Settings
from thememiner.corpus import read_corpus
from thememiner.errors import InputError, UnsafeFileError
from thememiner.exchange import detect_format, read_project
from thememiner.exchange.refi import read_refi_codebook, read_refi_project
from thememiner.intake import read_table

Reader = Callable[[Path], object]
Members = Mapping[str, bytes]
RAISE = "max_unpacked_mb (now 200) under [corpus]"
TINY = b"<a/>" * 1_000_000
ENTITY = b'<!DOCTYPE a [<!ENTITY b "worry">]>'


class Kind(NamedTuple):
    """A format, and the shortest file of it that a parser would open."""

    read: Reader
    part: str
    """The member that holds the text; none in a bare file."""
    root: str


def _transcript(path: Path) -> object:
    corpus = read_corpus([path], settings=Settings())
    for problem in corpus.problems:
        raise UnsafeFileError(problem.reason, place=problem.place, remedy=problem.remedy)
    return corpus.documents


KINDS = {
    "docx": Kind(_transcript, "word/document.xml", "document"),
    "odt": Kind(_transcript, "content.xml", "document-content"),
    "xlsx": Kind(lambda path: read_table(path, place=path.name), "xl/worksheets/sheet1.xml", "worksheet"),
    "qdpx": Kind(read_refi_project, "project.qde", "Project"),
    "qde": Kind(read_refi_project, "", "Project"),
    "qdc": Kind(read_refi_codebook, "", "CodeBook"),
    "eaf": Kind(_transcript, "", "ANNOTATION_DOCUMENT"),
}
ARCHIVES = [kind for kind, known in KINDS.items() if known.part]


def _xml(kind: str, inside: bytes = b"", *, before: bytes = b"") -> bytes:
    root = KINDS[kind].root.encode()
    return b'<?xml version="1.0" encoding="UTF-8"?>' + before + b"<" + root + b">" + inside + b"</" + root + b">"


def _archive(path: Path, members: Members, packing: int) -> Path:
    with zipfile.ZipFile(path, "w", packing) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def _file(
    tmp_path: Path, kind: str, xml: bytes, further: Members | None = None, *, packing: int = zipfile.ZIP_DEFLATED
) -> Path:
    path = tmp_path / f"a.{kind}"
    if KINDS[kind].part:
        return _archive(path, {KINDS[kind].part: xml, **(further or {})}, packing)
    path.write_bytes(xml)
    return path


def _refused(kind: str, path: Path, *, seconds: float = 1, megabytes: int = 200) -> str:
    """Return the message of a file that is refused with little time and memory, also when its format is detected."""
    tracemalloc.start()
    begin = time.process_time()
    with pytest.raises(UnsafeFileError) as raised:
        KINDS[kind].read(path)
    took = time.process_time() - begin
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert took < seconds
    assert peak < megabytes * 2**20
    assert raised.value.place
    assert raised.value.remedy
    return str(raised.value)


@pytest.mark.parametrize("kind", ARCHIVES)
def test_twenty_million_elements_are_refused(tmp_path: Path, kind: str) -> None:
    """They come in an archive of 80 KB."""
    assert RAISE in _refused(kind, _file(tmp_path, kind, _xml(kind, TINY * 20)))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("inside", "what"),
    [
        pytest.param(TINY * 2 + b"<a/>", "2,000,000 XML elements", id="elements"),
        pytest.param((b"<a" + b' a="1"' * 1_000 + b"/>") * 3_001, "3,000,000 XML attributes", id="attributes"),
    ],
)
def test_elements_and_attributes_are_counted_before_a_tree_is_built(
    tmp_path: Path, kind: str, inside: bytes, what: str
) -> None:
    """They take a hundred times their size in memory, also if an archive is not compressed."""
    message = _refused(kind, _file(tmp_path, kind, _xml(kind, inside), packing=zipfile.ZIP_STORED))
    assert what in message
    assert RAISE in message


@pytest.mark.parametrize("kind", ARCHIVES)
@pytest.mark.parametrize(
    "further",
    [
        pytest.param({"a.bin": bytes(60 * 2**20)}, id="ratio"),
        pytest.param({f"{number}": b"" for number in range(10_001)}, id="members"),
        pytest.param({"a.xml": TINY * 20}, id="elements in another part"),
    ],
)
def test_bombs_in_other_members_are_refused(tmp_path: Path, kind: str, further: Members) -> None:
    """All members are checked first, also those that no parser would open."""
    assert RAISE in _refused(kind, _file(tmp_path, kind, _xml(kind), further))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "before",
    [
        pytest.param(ENTITY, id="entity"),
        pytest.param(b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'>", id="entity outside"),
        pytest.param(b" " * 70_000 + ENTITY, id="far down"),
    ],
)
def test_document_types_are_refused(tmp_path: Path, kind: str, before: bytes) -> None:
    """A document type or an entity gives an error, not empty text."""
    assert "document type" in _refused(kind, _file(tmp_path, kind, _xml(kind, before=before)))


@pytest.mark.parametrize("kind", KINDS)
def test_document_types_in_utf_16_are_refused(tmp_path: Path, kind: str) -> None:
    """Another encoding does not hide them."""
    xml = _xml(kind, before=ENTITY).replace(b"UTF-8", b"UTF-16").decode().encode("utf-16")
    assert "document type" in _refused(kind, _file(tmp_path, kind, xml))


@pytest.mark.parametrize("kind", KINDS)
def test_deep_nesting_is_refused(tmp_path: Path, kind: str) -> None:
    """A hundred thousand levels give an error of this program, not of the interpreter."""
    path = _file(tmp_path, kind, _xml(kind, b"<a>" * 100_000 + b"</a>" * 100_000))
    with pytest.raises(InputError):
        KINDS[kind].read(path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("kind", ARCHIVES)
@pytest.mark.parametrize("name", ["../a.txt", "a/../../b", "/etc/passwd", "C:/a", "a\\..\\b", "", "link"])
def test_unsafe_member_names_are_refused(tmp_path: Path, kind: str, name: str) -> None:
    """Upwards, absolute, with a backslash, a duplicate of the text's name, or a link: nothing is read or written."""
    path = _file(tmp_path, kind, _xml(kind))
    member = zipfile.ZipInfo(name or KINDS[kind].part)
    member.external_attr = (stat.S_IFLNK | 0o777) << 16 if name == "link" else 0
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(member, "/etc/passwd")
    assert re.search("holds (a file whose name|two files with the same name|a link)", _refused(kind, path))
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_an_archive_with_too_many_members_is_refused_before_they_are_listed(tmp_path: Path) -> None:
    """Detecting the format of an archive of a hundred thousand members does not list them."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a", "")
    entry = made.getvalue()
    path = tmp_path / "a.qdpx"
    path.write_bytes(entry[: entry.index(b"PK\x01\x02")] + b"PK\x01\x02" * 100_000)
    for read in (detect_format, read_project):
        with pytest.raises(UnsafeFileError) as raised:
            read(path)
        assert RAISE in str(raised.value)

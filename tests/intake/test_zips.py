"""No archive that could do harm reaches a parser."""

import io
import stat
import time
import tracemalloc
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from thememiner.errors import UnreadableFileError, UnsafeFileError
from thememiner.intake import guard_zip

XML = b'<?xml version="1.0" encoding="UTF-8"?><a><b/></a>'
MEGABYTE = 2**20


def write(path: Path, members: Mapping[str, bytes | str], *, compression: int = zipfile.ZIP_DEFLATED) -> Path:
    """Write an archive with these members."""
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def guard(path: Path, limit: int = 200) -> None:
    """Guard with a place as callers give it."""
    guard_zip(path, place="interviews/a.docx", max_unpacked_mb=limit)


@pytest.mark.parametrize(
    "members",
    [
        pytest.param({}, id="nothing inside"),
        pytest.param({"word/document.xml": XML}, id="a document"),
        pytest.param({"word/document.xml": XML.replace(b"UTF-8", b"UTF-16").decode().encode("utf-16")}, id="UTF-16"),
        pytest.param({"empty.xml": b""}, id="an empty part"),
        pytest.param({"media/a.svg": b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" ""><svg/>'}, id="a picture"),
        pytest.param({"a.xml": "<a>&lt;!DOCTYPE html&gt; is how pages begin</a>"}, id="a DOCTYPE that is text"),
        pytest.param({"a b/访谈.xml": XML, "Pictures/1.png": b"\x89PNG" * 1000}, id="names of any language"),
    ],
)
def test_ordinary_archives_pass(tmp_path: Path, members: Mapping[str, bytes]) -> None:
    """What a document really holds is no danger."""
    guard(write(tmp_path / "a.docx", members))


@pytest.mark.parametrize("suffix", ["docx", "odt", "qdpx", "xlsx"])
def test_real_files_pass(shared: Path, suffix: str) -> None:
    """Files that real programs wrote are let through."""
    files = sorted((shared / "formats" / suffix).glob(f"*.{suffix}"))
    assert files
    for file in files:
        guard(file)


@pytest.mark.parametrize(
    ("members", "limit", "complaint"),
    [
        pytest.param({"a.bin": bytes(3 * MEGABYTE)}, 2, "more than 2 MB", id="unpacked size"),
        pytest.param({"a.bin": bytes(12 * MEGABYTE)}, 200, "more than 200 times its size", id="ratio"),
        pytest.param({"a.xml": b"<a/>" * 10_001}, 1, "more than 10,000 XML elements", id="elements"),
        pytest.param({f"{i}.xml": b"<a/>" * 6_000 for i in "12"}, 1, "more than 10,000 XML", id="elements of all"),
        pytest.param({"a.bin": b"\n <w>" + b"<a/>" * 10_001}, 1, "more than 10,000 XML", id="XML by another name"),
    ],
)
def test_bombs_are_refused(tmp_path: Path, members: Mapping[str, bytes], limit: int, complaint: str) -> None:
    """The message names the file, the limit, and the setting that raises it."""
    with pytest.raises(UnsafeFileError, match=complaint) as raised:
        guard(write(tmp_path / "a.docx", members), limit)
    assert raised.value.place == "interviews/a.docx"
    assert f"max_unpacked_mb (now {limit}) under [corpus]" in str(raised.value)


def test_millions_of_elements_are_refused_early(tmp_path: Path) -> None:
    """Far too many elements are refused in under a second and little memory, before all are unpacked."""
    part = b"".join(b'<w:p w:id="%06d"/>' % (i * 7919 % 999_983) for i in range(100_000))
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as file:
        for _ in range(25):
            file.write(part)
    tracemalloc.start()
    before = time.process_time()
    with pytest.raises(UnsafeFileError, match="2,000,000 XML elements"):
        guard(path)
    assert time.process_time() - before < 1
    assert tracemalloc.get_traced_memory()[1] < 10 * MEGABYTE
    tracemalloc.stop()


def test_too_many_members_are_refused_before_they_are_listed(tmp_path: Path) -> None:
    """An archive of very many files is refused by counting, without a record for each."""
    path = write(tmp_path / "a.docx", {f"{i}": b"" for i in range(10_001)})
    tracemalloc.start()
    with pytest.raises(UnsafeFileError, match="more than 10,000 files"):
        guard(path)
    assert tracemalloc.get_traced_memory()[1] < 4 * MEGABYTE
    tracemalloc.stop()


def test_a_file_larger_than_the_limit_is_not_opened(tmp_path: Path) -> None:
    """What is larger packed than it may be unpacked is refused at once."""
    path = tmp_path / "a.docx"
    path.write_bytes(bytes(MEGABYTE + 1))
    with pytest.raises(UnsafeFileError, match="larger than 1 MB"):
        guard(path, 1)


def test_declared_sizes_are_not_believed(tmp_path: Path) -> None:
    """A member that claims to be small is not unpacked past what it claims."""
    path = write(tmp_path / "a.docx", {"a.xml": b"<a>" + b"x" * 3 * MEGABYTE + b"</a>"})
    size = (3 * MEGABYTE + 7).to_bytes(4, "little")
    data = path.read_bytes()
    assert data.count(size) == 2
    path.write_bytes(data.replace(size, (100).to_bytes(4, "little")))
    with pytest.raises((UnsafeFileError, UnreadableFileError)):
        guard(path, 2)


DOCTYPE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("word/document.xml", DOCTYPE.encode(), id="in the text"),
        pytest.param("_rels/.rels", DOCTYPE.encode(), id="in the relationships"),
        pytest.param("word/document.bin", DOCTYPE.encode(), id="by another name"),
        pytest.param("a.xml", DOCTYPE.encode("utf-16"), id="in UTF-16"),
        pytest.param("a.xml", DOCTYPE.lower().encode(), id="in small letters"),
        pytest.param("a.xml", b" " * (2**16 - 5) + DOCTYPE[21:].encode(), id="across two chunks"),
        pytest.param("a.xml", b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-', id="in UTF-7"),
        pytest.param("a.xml", b'<!ENTITY % a "b">', id="an entity alone"),
    ],
)
def test_document_types_and_entities_are_refused(tmp_path: Path, name: str, content: bytes) -> None:
    """Any XML with a document type or an entity is refused, wherever and however it is written."""
    with pytest.raises(UnsafeFileError, match="XML"):
        guard(write(tmp_path / "a.docx", {name: content}))


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        pytest.param("../../outside.xml", "outside", id="upwards"),
        pytest.param("word/../../outside.xml", "outside", id="upwards from inside"),
        pytest.param("/etc/passwd", "absolute", id="absolute"),
        pytest.param("C:/windows.xml", "absolute", id="a drive"),
        pytest.param("word\\document.xml", "absolute", id="backslash"),
    ],
)
def test_names_that_lead_outside_are_refused(tmp_path: Path, name: str, complaint: str) -> None:
    """No member has a name that is a way out."""
    with pytest.raises(UnsafeFileError, match=complaint):
        guard(write(tmp_path / "a.docx", {name: b"x"}))


def test_links_are_refused(tmp_path: Path) -> None:
    """A member that is a link to another file is refused."""
    link = zipfile.ZipInfo("word/document.xml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(UnsafeFileError, match="a link"):
        guard(tmp_path / "a.docx")


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("second", ["a.xml", "A.xml"])
def test_members_that_stand_twice_are_refused(tmp_path: Path, second: str) -> None:
    """Two members of one name could show one thing to the guard and another to the parser."""
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("a.xml", "<a/>")
        archive.writestr(second, DOCTYPE)
    with pytest.raises(UnsafeFileError, match="two files with the same name"):
        guard(tmp_path / "a.docx")


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unusual_compression_is_refused(tmp_path: Path, compression: int) -> None:
    """Ways of packing that no document uses, and that unpack without bound, are refused."""
    with pytest.raises(UnsafeFileError, match="compressed in a way"):
        guard(write(tmp_path / "a.docx", {"a.xml": XML}, compression=compression))


def archive_bytes(*, encrypted: bool = False) -> bytes:
    """Return a small archive, flagged as encrypted if asked."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.xml", XML)
    data = bytearray(target.getvalue())
    if encrypted:
        data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        pytest.param(b"", "broken", id="empty"),
        pytest.param(b"just text", "broken", id="no archive"),
        pytest.param(archive_bytes()[:-10], "broken", id="cut off"),
        pytest.param(archive_bytes().replace(b"<b/>", b"<c/>"), "broken", id="a wrong checksum"),
        pytest.param(archive_bytes(encrypted=True), "password", id="a password"),
        pytest.param(b"\xd0\xcf\x11\xe0" + bytes(2000), "password", id="a password, as Office does it"),
    ],
)
def test_broken_files_are_refused_with_a_remedy(tmp_path: Path, data: bytes, complaint: str) -> None:
    """What is no whole archive is an error that says what to do."""
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    with pytest.raises(UnreadableFileError, match=complaint) as raised:
        guard(path)
    assert raised.value.remedy


def test_a_missing_file_is_unreadable(tmp_path: Path) -> None:
    """A file that is not there is an error of ours, with the reason."""
    with pytest.raises(UnreadableFileError, match="cannot be read"):
        guard(tmp_path / "a.docx")

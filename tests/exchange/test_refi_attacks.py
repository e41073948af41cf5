"""Harmful REFI-QDA files are refused before anything in them is used."""

import zipfile
from pathlib import Path

import pytest
from refi_files import project, qdpx, source

from thememiner.errors import UnreadableFileError, UnsafeFileError
from thememiner.exchange.refi import read_refi_codebook, read_refi_project

LAUGHS = '<!DOCTYPE Project [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
OUTSIDE = '<!DOCTYPE Project [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
NESTED = "<Project>" + "<Code>" * 100_000 + "</Code>" * 100_000 + "</Project>"


@pytest.mark.parametrize(
    "xml",
    [
        pytest.param(f"{LAUGHS}<Project name='&b;'/>", id="entities"),
        pytest.param(f"{OUTSIDE}<Project name='x'>&a;</Project>", id="entity outside"),
        pytest.param("<!DOCTYPE Project SYSTEM 'http://localhost/x.dtd'><Project/>", id="document type outside"),
        pytest.param(" " * 200 + LAUGHS + "<Project/>", id="behind white space"),
        pytest.param(NESTED, id="too deep"),
    ],
)
@pytest.mark.parametrize("packed", [pytest.param(True, id="qdpx"), pytest.param(False, id="qde")])
def test_dangerous_xml_is_refused(tmp_path: Path, xml: str, *, packed: bool) -> None:
    """Document types, entities and deep nesting are refused, in an archive and in bare XML."""
    path = tmp_path / "a.qde"
    path.write_text(xml, encoding="utf-8")
    with pytest.raises(UnsafeFileError) as refused:
        read_refi_project(qdpx(tmp_path / "a.qdpx", xml, {}) if packed else path)
    assert "a.qd" in str(refused.value)


def test_dangerous_codebooks_are_refused(tmp_path: Path) -> None:
    """Document types, entities and deep nesting are refused in a .qdc file."""
    path = tmp_path / "a.qdc"
    path.write_text(LAUGHS.replace("Project", "CodeBook") + "<CodeBook/>", encoding="utf-8")
    with pytest.raises(UnsafeFileError):
        read_refi_codebook(path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["../a.txt", "/a.txt", "C:/a.txt", "project.qde"])
def test_dangerous_members_are_refused(tmp_path: Path, name: str) -> None:
    """A member whose name leads outside or occurs twice is refused."""
    path = qdpx(tmp_path / "a.qdpx", project(source("a.txt")), {})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, "worry")
    with pytest.raises(UnsafeFileError):
        read_refi_project(path)


def test_bombs_are_refused(tmp_path: Path) -> None:
    """A source of 30 MB of zeros in an archive of 30 KB is refused."""
    path = tmp_path / "a.qdpx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", project(source("a.txt")))
        archive.writestr("sources/a.txt", b"0" * 30 * 2**20)
    with pytest.raises(UnsafeFileError, match="max_unpacked_mb"):
        read_refi_project(path)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"PK\x03\x04broken", id="broken archive"),
        pytest.param(b"<Project", id="broken XML"),
        pytest.param(b"<CodeBook/>", id="a codebook"),
        pytest.param(b"plain text", id="text"),
    ],
)
def test_other_files_are_refused_with_a_remedy(tmp_path: Path, content: bytes) -> None:
    """The message names the file and says what to do."""
    path = tmp_path / "a.qdpx"
    path.write_bytes(content)
    with pytest.raises(UnreadableFileError) as refused:
        read_refi_project(path)
    assert str(refused.value).startswith("a.qdpx")
    assert refused.value.remedy


def test_an_archive_without_a_project_is_refused(tmp_path: Path) -> None:
    """A zip file without a .qde file is not a project."""
    with pytest.raises(UnreadableFileError, match=r"\.qde"):
        read_refi_project(qdpx(tmp_path / "a.qdpx", "<Project/>", {}, inner="study.xml"))

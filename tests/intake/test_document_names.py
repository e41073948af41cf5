"""Documents are found by the names that people and other programs give them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thememiner.intake import DocumentNames, strip_suffix

DOC_IDS = (
    "wave1/P1.txt",
    "wave1/P2.txt",
    "P3.txt",
    "wave2/P3.docx",
    "wave2/P4.txt",
    "P5",
    "Dr. Lee.txt",
    "J.Smith.txt",
)
PATHS = st.lists(st.text("aB.1é/", min_size=1, max_size=6), unique=True, max_size=6)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        pytest.param("wave1/P1.txt", ["wave1/P1.txt"], id="the id"),
        pytest.param("wave1\\P1.txt", ["wave1/P1.txt"], id="the id, as Windows writes it"),
        pytest.param("./wave1/P1.txt", ["wave1/P1.txt"], id="the id, from here"),
        pytest.param("P2.txt", ["wave1/P2.txt"], id="the file's name"),
        pytest.param(" P2 ", ["wave1/P2.txt"], id="the name without suffix"),
        pytest.param("P2.odt", ["wave1/P2.txt"], id="another suffix"),
        pytest.param("C:\\study\\wave1\\P2.docx", ["wave1/P2.txt"], id="a longer path"),
        pytest.param("/somewhere/else/P3.txt", ["P3.txt"], id="a path to the top folder"),
        pytest.param("wave1/P4.txt", [], id="another folder is another document"),
        pytest.param("P3.txt", ["P3.txt"], id="the id, though others are called alike"),
        pytest.param("P3.docx", ["wave2/P3.docx"], id="the file's name, though others are called alike"),
        pytest.param("wave2/P3", ["wave2/P3.docx"], id="the folder tells them apart"),
        pytest.param("p2.TXT", ["wave1/P2.txt"], id="without regard to case"),
        pytest.param("p5.txt", ["P5"], id="a document without suffix"),
        pytest.param("Dr. Lee", ["Dr. Lee.txt"], id="a full stop that is no suffix"),
        pytest.param("J.Smith", ["J.Smith.txt"], id="a name like a suffix"),
        pytest.param("P3", ["P3.txt", "wave2/P3.docx"], id="several"),
        pytest.param("P9", [], id="none"),
        pytest.param("", [], id="empty"),
    ],
)
def test_documents_are_found_by_name(name: str, found: list[str]) -> None:
    """An id, a file's name, or that without suffix will do, with the folders that people know."""
    assert DocumentNames(DOC_IDS).find(name) == found


def test_a_name_is_seen_from_its_folder_first() -> None:
    """A table inside a folder speaks of that folder's documents, and else of all."""
    names = DocumentNames(["a.txt", "sub/a.txt", "sub/b.txt"])
    assert names.find("a.txt", folder="sub") == ["sub/a.txt"]
    assert names.find("a.txt", folder=".") == ["a.txt"]
    assert names.find("sub/b.txt", folder="sub") == ["sub/b.txt"]


def test_two_ids_that_differ_in_case_are_two() -> None:
    """Where the system tells letters apart, the exact name does."""
    names = DocumentNames(["a.txt", "A.txt"])
    assert (names.find("A.txt"), names.find("a.TXT")) == (["A.txt"], ["a.txt", "A.txt"])


def test_accents_may_be_written_apart() -> None:
    """A file name with a combining accent is the same name."""
    assert DocumentNames(["Andre\u0301.txt"]).find("André") == ["Andre\u0301.txt"]


@given(PATHS)
def test_every_id_finds_its_document_and_no_other(doc_ids: list[str]) -> None:
    """Whatever documents are called, each is found by its id."""
    names = DocumentNames(doc_ids)
    assert all(names.find(doc_id) == [doc_id] for doc_id in doc_ids)


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("a/P01.txt", "a/P01"),
        ("P01.mp3", "P01"),
        ("Dr. Lee 3.5", "Dr. Lee 3.5"),
        ("t.csv#1", "t.csv#1"),
        ("a/.hidden", "a/.hidden"),
        ("P01", "P01"),
    ],
)
def test_a_suffix_is_that_of_a_file(name: str, stem: str) -> None:
    """A number, a title and a hidden file's name are none."""
    assert strip_suffix(name) == stem

"""Tests of all formats: recognised by content, and never a traceback for a broken file."""

import random
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import product
from pathlib import Path

import pytest
from effort import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pdf_files import pdf_of
from sample_transcripts import CHAT, ELAN, RTF, SHORT_GRID, odt_content, write_odt

from thememiner.config import CorpusSettings, Settings
from thememiner.corpus import SUFFIXES, read_corpus
from thememiner.corpus.file_listing import detect_suffix
from thememiner.corpus.read import READERS
from thememiner.errors import InputError, UnreadableFileError
from thememiner.records import Corpus
from thememiner.workflows import refuse_empty_corpus

LINES = ("Interviewer: How was it?", "P1: Well.", "Interviewer: And?", "P1: Yes.")
FEW = Settings(corpus=CorpusSettings(max_unpacked_mb=4))


def odt(folder: Path) -> bytes:
    """Return an OpenDocument text."""
    body = "".join(f"<text:p>{line}</text:p>" for line in LINES)
    return write_odt(folder / "made.odt", odt_content(body)).read_bytes()


MADE: dict[str, Callable[[Path], bytes]] = {
    ".eaf": lambda _: ELAN.encode(),
    ".textgrid": lambda _: SHORT_GRID.encode("utf-16"),
    ".cha": lambda _: CHAT.encode(),
    ".rtf": lambda _: RTF,
    ".pdf": lambda _: pdf_of([LINES]),
    ".odt": odt,
}


def test_every_kind_that_is_listed_has_a_reader() -> None:
    """The kinds named in messages are those that are read."""
    assert set(SUFFIXES) == set(READERS)
    with pytest.raises(UnreadableFileError) as caught:
        refuse_empty_corpus(Corpus(()))
    assert all(suffix in str(caught.value) for suffix in SUFFIXES)


@pytest.mark.parametrize(
    ("kind", "suffix"),
    [*product(MADE, (".txt", ".docx")), (".rtf", ".doc")],  # only rich text is called .doc by programs
)
def test_a_file_of_another_suffix(tmp_path: Path, kind: str, suffix: str) -> None:
    """The content of a file decides how it is read, with a note."""
    path = tmp_path / f"a{suffix}"
    path.write_bytes(MADE[kind](tmp_path / ".."))
    corpus = read_corpus(path)
    assert detect_suffix(path) == kind
    assert not corpus.problems
    assert corpus.documents[0].source.format == kind.removeprefix(".")
    assert f"has the content of a {kind} file" in corpus.notes[0].text


def test_an_old_word_file(tmp_path: Path) -> None:
    """A .doc file that is not rich text is not read, with a remedy."""
    (tmp_path / "a.doc").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    corpus = read_corpus(tmp_path)
    assert [note.text for note in corpus.notes] == ["is of a kind that cannot be read. Save it as .docx."]


@pytest.mark.parametrize("kind", MADE)
def test_plain_text_of_such_a_suffix(tmp_path: Path, kind: str) -> None:
    """A file that is not what its suffix says is a problem, and the others are read."""
    (tmp_path / f"a{kind}").write_text("\n".join(LINES), encoding="utf-8")
    (tmp_path / "b.txt").write_text("\n".join(LINES), encoding="utf-8")
    corpus = read_corpus(tmp_path)
    assert [document.doc_id for document in corpus.documents] == ["b.txt"]
    assert [problem.place for problem in corpus.problems] == [f"a{kind}"]


@pytest.mark.parametrize("kind", MADE)
@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), changes=st.integers(1, 12), cut=st.booleans())
def test_mutated_files(tmp_path: Path, kind: str, seed: int, changes: int, cut: bool) -> None:  # noqa: FBT001 - a datum
    """A file with bytes changed, or cut off, is read or refused in a sentence, in little time."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    data = bytearray(MADE[kind](tmp_path))
    for _ in range(changes):
        data[chance.randrange(len(data))] = chance.randrange(256)
    path = tmp_path / f"a{kind}"
    path.write_bytes(data[: chance.randrange(len(data))] if cut else data)
    begin = time.perf_counter()
    with suppress(InputError):
        document = READERS[kind](path, place=path.name, settings=FEW).documents[0]
        assert all(0 <= turn.start < turn.end <= len(document.text) for turn in document.turns)
    assert time.perf_counter() - begin < 5

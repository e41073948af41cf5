"""The benchmark of reading: its transcripts, what it measures, and the earlier build."""

from pathlib import Path

import click
import pytest

from benchmarks.reading_process import measure_segmenting
from benchmarks.reading_speed import ROOT, extract_build
from benchmarks.transcript_files import FORMS, write_transcripts
from thememiner import read_corpus
from thememiner.records import Corpus, Form

NUMBER = 20
"""Each form occurs."""


@pytest.fixture(scope="module")
def transcripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a transcript in every form."""
    folder = tmp_path_factory.mktemp("transcripts")
    write_transcripts(NUMBER, folder)
    return folder


@pytest.fixture(scope="module")
def corpus(transcripts: Path) -> Corpus:
    """Return the transcripts as they are read."""
    return read_corpus(transcripts)


def test_every_transcript_is_read(corpus: Corpus) -> None:
    """Each file is one document, and none is a problem."""
    assert len(corpus.documents) == NUMBER
    assert not corpus.problems
    assert {document.source.format for document in corpus.documents} == {"txt", "docx", "vtt", "srt"}


def test_forms_are_recognised(corpus: Corpus) -> None:
    """Two speak in every transcript with labels; the two without labels are running text."""
    prose = [document for document in corpus.documents if document.form is Form.PROSE]
    assert len(prose) == sum("no labels" in form for form in FORMS) == 2
    dialogues = [document for document in corpus.documents if document.form is Form.DIALOGUE]
    assert all(len({turn.speaker for turn in document.turns}) == 2 for document in dialogues)


def test_steps_are_measured(transcripts: Path) -> None:
    """Reading and segmenting each have their seconds and processor seconds; a transcript has about nine units."""
    measured = measure_segmenting(transcripts)
    assert measured["documents"] == NUMBER
    assert 7 <= measured["units"] / NUMBER <= 12
    assert all(seconds > 0 for step in ("reading", "segmenting") for seconds in measured[step])


def test_an_unknown_commit_is_refused(tmp_path: Path) -> None:
    """The message says what is needed and which option to use."""
    with pytest.raises(click.ClickException, match="--earlier"):
        extract_build("no-such-commit", tmp_path / "build")


def test_an_earlier_build_is_extracted(tmp_path: Path) -> None:
    """The package lies in the folder as it was at the commit."""
    if not (ROOT / ".git").exists():
        pytest.skip("needs a checkout with its history")
    build = extract_build("HEAD", tmp_path / "build")
    assert (build / "thememiner" / "__init__.py").is_file()

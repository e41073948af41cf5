"""A corpus that is read and segmented in parts gives the same results as one that is not divided."""

from dataclasses import replace
from pathlib import Path

import pytest
from small_plans import write_corpus

from thememiner.batch.part_tasks import read_contents, serialize_contents
from thememiner.batch.stage_files import STAGE_FORMATS
from thememiner.batch.store import StageStore
from thememiner.config import Settings
from thememiner.corpus import read_corpus
from thememiner.corpus.file_listing import list_files
from thememiner.corpus.read import join_files, read_file
from thememiner.records import Corpus
from thememiner.segmentation import merge_segmentations, segment


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder that is hard to join: tables with codes, attributes, equal names, copies, unreadable files."""
    folder = tmp_path / "study"
    write_corpus(folder, 5)
    (folder / "copy.txt").write_bytes((folder / "interview-01.txt").read_bytes())
    (folder / "broken.docx").write_bytes(b"no document")
    (folder / "participants.csv").write_text("participant,age\nP1,40\nP2,50\n", encoding="utf-8")
    for name in ("first.csv", "second.csv"):
        rows = "doc,speaker,text,labels\nA,Ann,I went home.,travel\nA,Bo,I stayed.,home\nB,Ann,I went home.,home\n"
        (folder / name).write_text(rows, encoding="utf-8")
    return folder


SETTINGS = Settings.model_validate({"table": {"rows": "units", "codes": "labels", "document": "doc"}})


def test_files_read_one_by_one_are_the_same_corpus(folder: Path, tmp_path: Path) -> None:
    """A corpus that is read in parts, stored and joined is byte for byte the one that is read as a whole."""
    whole = read_corpus(folder, settings=SETTINGS)
    assert len(whole.documents) > 6
    assert whole.problems
    assert whole.notes
    assert whole.codings
    listing = list_files([folder])
    store = StageStore(tmp_path / "store")
    read = []
    for number in range(0, len(listing.files), 2):
        part = [read_file(file, settings=SETTINGS) for file in listing.files[number : number + 2]]
        read += read_contents(store.write("part", f"{number}", serialize_contents(part)))
    assert _files("read", join_files(listing, read, settings=SETTINGS)) == _files("read", whole)


@pytest.mark.parametrize("size", [pytest.param(size, id=f"{size} documents a part") for size in (1, 3, 100)])
def test_documents_segmented_in_parts_give_the_same_units(folder: Path, size: int) -> None:
    """Units, tokens and duplicates are those of the corpus that is segmented as a whole."""
    corpus = read_corpus(folder, settings=SETTINGS)
    whole = segment(corpus)
    assert whole.units["duplicate_of"].notna().any()
    parts = [
        segment(replace(corpus, documents=corpus.documents[first : first + size]))
        for first in range(0, len(corpus.documents), size)
    ]
    assert _files("segment", merge_segmentations(parts, corpus.documents)) == _files("segment", whole)


def test_no_parts_give_no_units() -> None:
    """A corpus without documents has no units."""
    assert _files("segment", merge_segmentations([], [])) == _files("segment", segment(Corpus(())))


def _files(stage: str, value: object) -> dict[str, bytes]:
    return {
        name: data if isinstance(data, bytes) else b"".join(data)
        for name, data in STAGE_FORMATS[stage].serialize(value)
    }

"""A large project is written and read in reasonable time and memory."""

import random
import time
from pathlib import Path

import pytest

from thememiner.exchange.refi import read_refi_project, write_refi_project
from thememiner.records import SEGMENT_COLUMNS, Code, Codebook, Coding, Document, Form, Project, Source, make_table

DOCUMENTS, EACH = 200, 250
WORDS = ("I", "think", "家里", "人", "总是", "worried", "about", "money", "😀", "𠀀", "\r\n")


@pytest.mark.slow
def test_fifty_thousand_codings_of_two_hundred_documents(tmp_path: Path) -> None:
    """Writing and reading take less than 60 seconds of processor time each."""
    draw = random.Random(7)  # noqa: S311 - no secret
    texts = [" ".join(draw.choices(WORDS, k=8000)) for _ in range(DOCUMENTS)]
    names = [f"{number:03}.txt" for number in range(DOCUMENTS)]
    starts = [sorted(draw.sample(range(len(text) - 300), EACH)) for text in texts]
    places = [(name, start, start + 200) for name, own in zip(names, starts, strict=True) for start in own]
    values = dict(zip(("doc_id", "start", "end"), zip(*places, strict=True), strict=True))
    count = len(places)
    others: dict[str, list[str] | list[int]] = {"code_id": ["worry"] * count, "rank": [1] * count}
    nothing = dict.fromkeys(("unit_id", "membership"), [None] * count)
    segments = make_table(SEGMENT_COLUMNS, {**values, **others, **nothing})
    documents = tuple(
        Document(name, text, Form.PROSE, (), Source(name, "", "txt", "utf-8"))
        for name, text in zip(names, texts, strict=True)
    )
    project = Project(documents, (Coding("Ana", Codebook((Code("worry", "worry"),)), segments),))
    began = time.process_time()
    write_refi_project(project, tmp_path / "large.qdpx")
    written = time.process_time()
    read = read_refi_project(tmp_path / "large.qdpx")
    done = time.process_time()
    assert read.codings[0].segments.equals(segments)
    assert max(written - began, done - written) < 60

"""REFI-QDA projects and codebooks are read as they were written."""

import os
import tempfile
from pathlib import Path
from typing import Any

from effort import examples
from hypothesis import given, settings
from refi_projects import codebooks, projects

from thememiner.exchange.refi import read_refi_codebook, read_refi_project, write_refi_codebook, write_refi_project
from thememiner.records import Codebook, Project

CASES = int(os.environ.get("THEMEMINER_ROUND_TRIPS", examples(200)))
"""``scripts/soak`` asks for 10,000."""


@settings(max_examples=CASES)
@given(projects())
def test_a_project_comes_back_as_it_was_written(project: Project) -> None:
    """Texts, codings, kinds of codings, codes, colours, people, memos and quotes are the same."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "study.qdpx"
        losses = write_refi_project(project, path)
        back = read_refi_project(path)
    assert losses == () == back.losses
    assert _plain(back) == _plain(project)


@settings(max_examples=CASES)
@given(codebooks())
def test_a_codebook_comes_back_as_it_was_written(codebook: Codebook) -> None:
    """Codes, their order, names and descriptions, and the colours are the same."""
    if not codebook.codes:
        return
    colours = {code.code_id: f"#{number:06x}" for number, code in enumerate(codebook.codes)}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "codes.qdc"
        assert write_refi_codebook(codebook, path, colours=colours) == ()
        back = read_refi_codebook(path)
    assert (back.codebook, dict(back.colours), back.losses) == (codebook, colours, ())


def _plain(project: Project) -> dict[str, Any]:
    texts = {document.doc_id: document.text for document in project.documents}
    columns = ["doc_id", "start", "end", "code_id", "rank"]
    rows = {coding.coder: coding.segments[columns].to_numpy().tolist() for coding in project.codings}
    return {
        "texts": list(texts.items()),
        "people": {document.doc_id: document.participants for document in project.documents},
        "codings": rows,
        "quotes": {coder: [texts[row[0]][row[1] : row[2]] for row in own] for coder, own in rows.items()},
        "codes": {coding.coder: coding.codebook for coding in project.codings},
        "kinds": {coding.coder: coding.kind for coding in project.codings},
        "participants": {name: dict(own) for name, own in project.participants.items()},
        "memos": sorted(map(repr, project.memos)),
        "colours": dict(project.colours),
    }

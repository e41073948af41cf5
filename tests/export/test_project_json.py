"""Projects as JSON: valid under the published schema, and read without loss."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from thememiner.config import Settings
from thememiner.errors import UnreadableFileError, UnsafeFileError
from thememiner.exchange import detect_format, read_project
from thememiner.exchange.project_json import (
    make_schema,
    read_project_json,
    read_shipped_schema,
    write_project_json,
    write_results_json,
)
from thememiner.exchange.results import Results
from thememiner.records import Loss, Project


@pytest.fixture
def written(project: Project, tmp_path: Path) -> Path:
    """Write the project and return the file."""
    assert write_project_json(project, tmp_path / "project.json") == ()
    return tmp_path / "project.json"


def test_a_project_is_read_without_loss(project: Project, written: Path) -> None:
    """Documents, codings, memos, colours and participants are equal."""
    read = read_project_json(written)
    for name in ("documents", "participants", "memos", "losses", "problems"):
        assert getattr(read, name) == getattr(project, name)
    assert dict(read.colours) == dict(project.colours)
    for one, other in zip(read.codings, project.codings, strict=True):
        assert (one.coder, one.codebook, one.scope) == (other.coder, other.codebook, other.scope)
        assert one.segments.equals(other.segments)


def test_the_file_is_recognised_by_its_content(written: Path) -> None:
    """No suffix is needed."""
    other = written.rename(written.with_name("something.dat"))
    assert detect_format(other) == "thememiner"
    assert len(read_project(other).documents) == 2


def test_the_shipped_schema_is_that_of_the_records() -> None:
    """After a change, write ``make_schema()`` into the file; raise VERSION if old files cannot be read."""
    assert read_shipped_schema() == make_schema()


def test_written_files_are_valid(results: Results, project: Project, tmp_path: Path) -> None:
    """An independent validator accepts a project and a run, and rejects a faulty file."""
    write_results_json(results, project, tmp_path / "run.json")
    content: dict[str, Any] = json.loads((tmp_path / "run.json").read_text("utf-8"))
    published = json.loads(read_shipped_schema())
    jsonschema.Draft202012Validator.check_schema(published)
    jsonschema.validate(content, published)
    assert (len(content["themes"]), len(content["units"]), len(content["comparisons"])) == (2, 10, 1)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**content, "version": 2}, published)


def test_segments_have_quotes(written: Path) -> None:
    """Positions are code points: the quote of each segment is the text there, letter for letter."""
    content = json.loads(written.read_text("utf-8"))
    texts = {document["doc_id"]: document["text"] for document in content["documents"]}
    segments = [segment for coding in content["codings"] for segment in coding["segments"]]
    assert len(segments) == 7
    assert all(texts[one["document"]][one["start"] : one["end"]] == one["quote"] for one in segments)


def test_parts_of_a_run_are_losses(results: Results, project: Project, tmp_path: Path) -> None:
    """A project has no place for themes, units and comparisons."""
    write_results_json(results, project, tmp_path / "run.json")
    losses = read_project_json(tmp_path / "run.json").losses
    assert losses == (
        Loss("themes of a run", 2),
        Loss("meaning units of a run", 10),
        Loss("comparisons of a run", 1),
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param({"version": 2}, "written by a later version of ThemeMiner", id="a later version"),
        pytest.param({"version": 2, "documents": 7}, "by a later version", id="a later version of another shape"),
        pytest.param({"version": "new"}, "the first at version", id="no version"),
        pytest.param({"documents": [{}]}, "the first at documents.0", id="a document without text"),
        pytest.param({"codings": None}, "the first at codings", id="no codings"),
    ],
)
def test_other_content_is_refused(written: Path, change: dict[str, Any], reason: str) -> None:
    """The message says where the file is faulty, without quoting it."""
    content = {**json.loads(written.read_text("utf-8")), **change}
    written.write_text(json.dumps(content), "utf-8")
    with pytest.raises(UnreadableFileError, match=reason) as refusal:
        read_project_json(written)
    assert "bell" not in str(refusal.value)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param({"end": 10_000}, "a place outside of its document", id="beyond the end"),
        pytest.param({"quote": "other"}, "another quote than its place", id="shifted"),
        pytest.param({"code": "none"}, "an unknown code", id="unknown code"),
    ],
)
def test_segments_must_match_their_quotes(written: Path, change: dict[str, Any], reason: str) -> None:
    """A shifted position is refused."""
    content = json.loads(written.read_text("utf-8"))
    content["codings"][0]["segments"][1].update(change)
    written.write_text(json.dumps(content), "utf-8")
    with pytest.raises(UnreadableFileError, match=f"segment 2 of coder ThemeMiner has {reason}"):
        read_project_json(written)


def _changed(content: dict[str, Any], how: str) -> None:
    coding, document = content["codings"][0], content["documents"][0]
    match how:
        case "document twice":
            content["documents"].append(document)
        case "coder twice":
            content["codings"].append(coding)
        case "code twice":
            coding["codes"].append(coding["codes"][0])
        case "orphan":
            coding["codes"][0]["parent_id"] = "nobody"
        case "circle":
            coding["codes"][0]["parent_id"] = coding["codes"][0]["code_id"]
        case "turn outside":
            document["turns"][-1]["end"] = 10**9
        case "no number":
            coding["segments"][0]["membership"] = float("nan")


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ("document twice", "two documents with the same id"),
        ("coder twice", "two codings by the same coder"),
        ("code twice", "a code occurs twice"),
        ("orphan", "a code occurs twice, or before"),
        ("circle", "a code occurs twice, or before"),
        ("turn outside", "turns of .* outside"),
        ("no number", "between 0 and 1"),
    ],
)
def test_inconsistencies_beyond_the_schema_are_refused(written: Path, how: str, reason: str) -> None:
    """The message names the inconsistency."""
    content = json.loads(written.read_text("utf-8"))
    _changed(content, how)
    written.write_text(json.dumps(content), "utf-8")
    with pytest.raises(UnreadableFileError, match=reason):
        read_project_json(written)


def test_a_file_too_large_is_refused(written: Path) -> None:
    """The limit is that of all files from outside."""
    settings = Settings.model_validate({"corpus": {"max_unpacked_mb": 1}})
    written.write_bytes(b" " * (2**20 + 1))
    with pytest.raises(UnsafeFileError, match="larger than 1 MB"):
        read_project_json(written, settings=settings)


def test_unpaired_surrogates_are_counted(project: Project, tmp_path: Path) -> None:
    """Each is replaced by one mark, so that positions stay right."""
    odd = replace(project, memos=(replace(project.memos[0], text="\ud83d!"),))
    assert write_project_json(odd, tmp_path / "odd.json") == (Loss("halves of characters, which are not text", 1),)
    assert read_project_json(tmp_path / "odd.json").memos[0].text == "?!"

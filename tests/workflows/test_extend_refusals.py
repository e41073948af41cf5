"""Interviews and runs that cannot be extended, and the messages."""

import json
import shutil
from pathlib import Path

import pytest
from small_study import UNITS_TABLE, write_rows
from study_to_extend import content, found, of_people

from thememiner import open_run
from thememiner.__main__ import run


def test_known_documents_are_skipped_and_changed_ones_refused(
    extended_study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same document again is said and skipped; with another text it is an error that says what to do."""
    both = write_rows(tmp_path / "both.jsonl", of_people("P0", "P3"))
    assert run(["extend", str(extended_study / "run"), str(both), "-o", str(tmp_path / "one")]) == 0
    assert "P0: is in the run already" in capsys.readouterr().err
    extension = found(open_run(tmp_path / "one"))
    assert (extension.documents, extension.skipped) == (("P3",), ("P0",))
    known = write_rows(tmp_path / "known.jsonl", of_people("P0"))
    assert run(["extend", str(extended_study / "run"), str(known), "-o", str(tmp_path / "two")]) == 2
    assert "nothing new: P0 is in the run already" in capsys.readouterr().err
    changed = write_rows(tmp_path / "changed.jsonl", of_people("P0")[1:])
    assert run(["extend", str(extended_study / "run"), str(changed), "-o", str(tmp_path / "two")]) == 2
    told_of = capsys.readouterr().err
    assert "P0: in the run already, with another text" in told_of
    assert "mine all transcripts again" in told_of
    assert not (tmp_path / "two").exists()


def test_the_run_itself_is_never_the_target(extended_study: Path, tmp_path: Path) -> None:
    """Not even ``--force`` replaces the run that is extended."""
    new = write_rows(tmp_path / "new.jsonl", of_people("P3"))
    words = ["extend", str(extended_study / "run"), str(new), "-o", str(extended_study / "run"), "--force"]
    assert run(words) == 2
    assert content(extended_study / "run") == content(extended_study / "as it was")


def test_nothing_usable_is_one_error(extended_study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Files without text are reported as in mining; interviewers alone add nothing."""
    (tmp_path / "broken.docx").write_bytes(b"no")
    assert run(["extend", str(extended_study / "run"), str(tmp_path / "broken.docx"), "-o", str(tmp_path / "x")]) == 4
    (tmp_path / "alone.txt").write_text("Interviewer: Hello?\nInterviewer: Is anybody there?\n", "utf-8")
    assert run(["extend", str(extended_study / "run"), str(tmp_path / "alone.txt"), "-o", str(tmp_path / "x")]) == 2
    assert "no meaning unit of a participant" in capsys.readouterr().err


def test_what_a_run_does_not_store_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A run made with a list of stop words needs the configuration again, which says where the list lies."""
    (tmp_path / "words.txt").write_text("tea\n", "utf-8")
    settings = tmp_path / "study.toml"
    settings.write_text(f'{UNITS_TABLE.read_text("utf-8")}\n[description]\nstop_words = "words.txt"\n', "utf-8")
    base, new = (write_rows(tmp_path / f"{name}.jsonl", of_people(name)) for name in ("P0", "P1"))
    assert run(["mine", str(base), "-c", str(settings), "-o", str(tmp_path / "run"), "--quiet"]) == 0
    words = ["extend", str(tmp_path / "run"), str(new), "-o", str(tmp_path / "extended"), "--quiet"]
    assert run(words) == 2
    assert "description.stop_words = words.txt" in capsys.readouterr().err
    assert run([*words, "-c", str(settings)]) == 0
    assert open_run(tmp_path / "extended").manifest["settings"]["description"]["stop_words"] == "words.txt"


def test_a_run_of_an_earlier_version_is_refused(
    extended_study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A run of the first format had one clustering and other settings: the remedy is to mine again."""
    altered = tmp_path / "run"
    shutil.copytree(extended_study / "run", altered)
    manifest = json.loads((altered / "manifest.json").read_text("utf-8"))
    manifest |= {"format": 1, "version": "0.0.1"}
    (altered / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    new = write_rows(tmp_path / "new.jsonl", of_people("P3"))
    assert run(["extend", str(altered), str(new), "-o", str(tmp_path / "extended"), "--quiet"]) == 2
    assert "was mined by version 0.0.1" in capsys.readouterr().err


def test_another_model_is_refused(extended_study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A run whose vectors another model made is not extended with this one."""
    altered = tmp_path / "run"
    shutil.copytree(extended_study / "run", altered)
    manifest = json.loads((altered / "manifest.json").read_text("utf-8"))
    manifest["encoder"]["model_sha256"] = "0" * 64
    (altered / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    new = write_rows(tmp_path / "new.jsonl", of_people("P3"))
    assert run(["extend", str(altered), str(new), "-o", str(tmp_path / "extended"), "--quiet"]) == 6
    assert "not the one that the run was made with" in capsys.readouterr().err

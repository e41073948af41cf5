"""A run of a small study, and a folder of transcripts with a broken file among them."""

from pathlib import Path

import pytest
from small_study import CANARY, UNITS_TABLE, rows, write_rows

from thememiner.__main__ import run


@pytest.fixture(scope="session")
def mined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the run folder of the small study; its input is deleted."""
    folder = tmp_path_factory.mktemp("mined")
    table = write_rows(folder / "study.jsonl", rows())
    code = run(["mine", str(table), "-c", str(UNITS_TABLE), "-o", str(folder / "run"), "--quiet"])
    assert code == 0
    table.unlink()
    return folder / "run"


@pytest.fixture
def transcripts(tmp_path: Path) -> Path:
    """Return a folder with an English and a Chinese interview, a broken file, and a secret in each."""
    folder = tmp_path / "interviews"
    folder.mkdir()
    english = ["Interviewer: How was it?", f"Anna: {CANARY} The choir helped me. Nobody asked me anything."]
    chinese = ["访谈者：您觉得怎么样？", "受访者：我们每天一起做饭。大家都很开心。我觉得自己有用了。"]
    (folder / "anna.txt").write_text("\n".join(english * 3), "utf-8")
    (folder / "李.txt").write_text("\n".join(chinese * 3), "utf-8")
    (folder / "broken.docx").write_bytes(b"PK\x03\x04 this is no document")
    return folder

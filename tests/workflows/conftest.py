"""A small study, invented, in both languages, and a run of it."""

import json
from pathlib import Path

import pytest

from thememiner.__main__ import run

CANARY = "The heron of Zanzibar keeps my secret."
SUBJECTS = {
    "cooking": ["soup", "lunch", "dumplings", "the kitchen", "bread", "vegetables", "a recipe", "rice"],
    "pain": ["my back", "the headache", "tablets", "the doctor", "side effects", "the ward", "an injection", "sleep"],
    "music": ["the choir", "a guitar", "old songs", "the concert", "singing", "the piano", "a drum", "the melody"],
    "work": ["the job", "my boss", "a salary", "the interview", "the office", "overtime", "a contract", "colleagues"],
}
SAYINGS = (
    "I keep thinking about {}.",
    "Most of all {} mattered to us that week.",
    "We talked about {} again.",
    "It was {} that changed my mind.",
)


def rows() -> list[dict[str, object]]:
    """Return 128 units of eight people, as rows of a table with a manual coding; the last repeats the one before."""
    table: list[dict[str, object]] = []
    for code, things in SUBJECTS.items():
        for index, thing in enumerate(things):
            for saying in SAYINGS:
                number = len(table)
                table.append(
                    {
                        "id": f"u{number}",
                        "doc": f"P{index}",
                        "speaker": f"P{index}",
                        "text": saying.format(thing),
                        "labels": [code],
                        "parents": ["body" if code == "pain" else "life"],
                    }
                )
    table.append({**table[-1], "id": "u-again"})
    return table


def write_rows(path: Path, table: list[dict[str, object]]) -> Path:
    """Write rows as JSON lines."""
    path.write_text("".join(json.dumps(row) + "\n" for row in table), "utf-8")
    return path


UNITS_TABLE = Path(__file__).parents[2] / "configs" / "units-table.toml"


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

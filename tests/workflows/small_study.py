"""A small study, invented, whose subjects are unlike enough to be found."""

import json
from pathlib import Path

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

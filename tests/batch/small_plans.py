"""Small corpora and a plan for them, mined in seconds."""

import hashlib
from pathlib import Path

from thememiner.batch.plan import Plan, read_plan

_SAID = (
    ("The bus was late again and I {0} at the stop in the rain.", "waited", "stood", "froze", "sat"),
    ("My {0} looks after the children when I have a night shift.", "mother", "sister", "neighbour", "husband"),
    ("At the end of the month there is no money left for {0}.", "food", "rent", "shoes", "medicine"),
)
CONFIGURATION = """
[discovery]
runs = 2
[comparison]
resamples = 0
shuffles = 0
[saturation]
compute = "off"
"""
NO_THEMES = CONFIGURATION.replace("runs = 2", "min_units = 100000")
"""No unit is clustered, since clustering takes most of the time."""


def write_corpus(folder: Path, documents: int = 12, *, kind: int = 0) -> None:
    """Write interviews on three subjects, each with a few variants of one sentence."""
    folder.mkdir(parents=True)
    for number in range(documents):
        lines = [f"Interviewer: What was day {number} like?"]
        for turn in range(8):
            sentence, *words = _SAID[(turn + kind) % len(_SAID)]
            word = words[(turn * 7 + number * 3 + kind) % len(words)]
            lines.append(f"P{number}: {sentence.format(word)} That was in week {turn % 3}.")
        (folder / f"interview-{number:02}.txt").write_text("\n\n".join(lines) + "\n", encoding="utf-8")


def small_plan(folder: Path, corpora: int = 2, *, configuration: str = CONFIGURATION) -> Plan:
    """Write corpora and a plan for them, and read it."""
    for kind in range(corpora):
        write_corpus(folder / f"studies/study-{kind}", kind=kind)
    (folder / "small.toml").write_text(configuration, encoding="utf-8")
    path = folder / "plan.toml"
    path.write_text('output = "runs"\ncorpora = ["studies/*"]\nconfigurations = ["small.toml"]\n', encoding="utf-8")
    return read_plan(path)


def runs_of(plan: Plan) -> dict[str, str]:
    """Return the hash of every file of a plan's runs, by path."""
    folder = plan.output / "runs"
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

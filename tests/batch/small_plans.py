"""Small corpora and a plan for them, mined in seconds."""

import hashlib
from pathlib import Path

from thememiner.batch.plan import Plan, read_plan

_SAID = (
    ("The bus was late again and I {0} at the stop in the rain.", "waited", "stood", "froze", "sat"),
    ("My {0} looks after the children when I have a night shift.", "mother", "sister", "neighbour", "husband"),
    ("At the end of the month there is no money left for {0}.", "food", "rent", "shoes", "medicine"),
    ("晚上睡不着的时候，我会起来{0}。", "喝水", "看书", "散步", "听音乐"),
)
CONFIGURATION = """
[discovery]
runs = 4
[comparison]
resamples = 0
shuffles = 0
[saturation]
compute = "off"
"""


def write_corpus(folder: Path, documents: int = 12, *, kind: int = 0) -> None:
    """Write interviews in which three or four things are said in a few ways each."""
    folder.mkdir(parents=True)
    for number in range(documents):
        lines = [f"Interviewer: What was day {number} like?"]
        for turn in range(8):
            sentence, *words = _SAID[(turn + kind) % len(_SAID)]
            word = words[(turn * 7 + number * 3 + kind) % len(words)]
            lines.append(f"P{number}: {sentence.format(word)} That was on day {number} of week {turn}.")
        (folder / f"interview-{number:02}.txt").write_text("\n\n".join(lines) + "\n", encoding="utf-8")


def write_plan(folder: Path, corpora: int = 2) -> Path:
    """Write corpora and a plan for them, and return its path."""
    for kind in range(corpora):
        write_corpus(folder / f"studies/study-{kind}", kind=kind)
    (folder / "small.toml").write_text(CONFIGURATION, encoding="utf-8")
    path = folder / "plan.toml"
    path.write_text('output = "runs"\ncorpora = ["studies/*"]\nconfigurations = ["small.toml"]\n', encoding="utf-8")
    return path


def small_plan(folder: Path, corpora: int = 2) -> Plan:
    """Write corpora and a plan for them, and read it."""
    return read_plan(write_plan(folder, corpora))


def tree(output: Path) -> dict[str, str]:
    """Return a hash of every file of a plan's output by its path, the logs left out."""
    files = (path for path in output.rglob("*") if path.is_file())
    relative = {path.relative_to(output): path for path in files}
    return {
        name.as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in sorted(relative.items())
        if name.parts[0] != "log"
    }

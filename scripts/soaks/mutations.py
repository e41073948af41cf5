"""Change, cut and repeat bytes of files of every kind that the program reads, and let the program read them.

    scripts/soak mutations [FILES [SEED]]

Each file is read by one command in its own process. The command must end with one of its exit codes, without an
unexpected error, in less than 10 seconds and with less than 500 MB of memory. Files that break this are kept.
"""

import contextlib
import csv
import io
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import docx
import openpyxl
from disputed_run import disputed_run, write
from pdf_files import pdf_of
from sample_transcripts import CHAT, ELAN, RTF, SHORT_GRID, odt_content, write_odt
from test_mutated_projects import MADE
from test_taguette import HTML, database

from thememiner.__main__ import run
from thememiner.workflows import convert, inspect  # noqa: F401 - loaded once, and not in each copy of this process

FILES = 500
MOST_SECONDS, MOST_MEGABYTES = 10.0, 500
EXPECTED_CODES = {0, 2, 3, 4, 5}
"""Done, wrong usage, some or all input not used, a damaged run; anything else is a fault."""
TIMEOUT_SECONDS = 60
TALK = "Interviewer: How was it?\nAnna: I liked the choir, 好的。\n[laughter]\nInterviewer: And?\nAnna: That's it.\n"
CAPTIONS = "WEBVTT\n\n1\n00:00.000 --> 00:02.000\n<v Anna>I liked it\n\n00:02.000 --> 00:04.500\n- No.\n- Yes!\n"
SUBTITLES = "1\n00:00:00,000 --> 00:00:02,000\nAnna: I liked it\n\n2\n00:00:02,000 --> 00:00:04,500\nAnd?\n"
ROWS = (("speaker", "text", "age"), ("Anna", "I liked the choir.", "51"), ("Ben", "Soup; and “bread”.", "47"))
SETTINGS = '[corpus]\nencoding = "utf-8"\n[speakers]\ninterviewer = ["Jane"]\n[table]\ntext = "text"\n'
PLAN = 'corpora = ["talks/*.txt"]\nconfigurations = ["settings.toml"]\n'
INSERTED = (
    b"\0",
    b"99999999999999999999",
    b"-1",
    b"<",
    b"&",
    b'"',
    b"[" * 5000,
    b"{",
    b"\xff\xfe",
    b"\\u",
    b"nan",
    b"\n",
)
INSPECT = (["inspect", "{file}"],)
CONVERT = (*INSPECT, ["convert", "{file}", "{folder}/converted.json", "--force"])


@dataclass(frozen=True)
class Sample:
    """A file that the program reads, and the commands that read it."""

    path: Path
    commands: tuple[list[str], ...] = INSPECT


def write_samples(folder: Path) -> list[Sample]:
    """Write a file of every kind into a folder, and return them."""
    talks = {"talk.txt": "utf-8", "talk.md": "utf-8-sig", "wide.txt": "utf-16", "chinese.txt": "gb18030"}
    texts = {
        "talk.vtt": CAPTIONS,
        "talk.srt": SUBTITLES,
        "talk.eaf": ELAN,
        "talk.TextGrid": SHORT_GRID,
        "talk.cha": CHAT,
    }
    for name, encoding in talks.items():
        (folder / name).write_bytes(TALK.encode(encoding, "replace"))
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    (folder / "talk.rtf").write_bytes(RTF)
    (folder / "talk.pdf").write_bytes(pdf_of([TALK.encode("cp1252", "replace").decode("cp1252").splitlines()] * 2))
    body = "".join(f"<text:p>{line}</text:p>" for line in TALK.splitlines())
    write_odt(folder / "talk.odt", odt_content(body))
    document = docx.Document()
    for line in TALK.splitlines():
        document.add_paragraph(line)
    document.save(str(folder / "talk.docx"))
    for name, separator in (("rows.csv", ","), ("rows.tsv", "\t")):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=separator).writerows(ROWS)
    samples = [Sample(path) for path in sorted(folder.iterdir())]
    database(
        folder / "taguette.sqlite3",
        f"INSERT INTO documents VALUES (1, 'P1', 1, '{HTML}')",  # noqa: S608 - our own text
        "INSERT INTO highlights VALUES (1, 1, 3, 6, '我')",
        "INSERT INTO highlight_tags VALUES (1, 1)",
    )
    for name, make in MADE.items():
        make(folder / f"made-{name}" if name != "data.qda" else folder / name)
    known = {sample.path for sample in samples}
    coded = [Sample(path, CONVERT) for path in sorted(folder.iterdir()) if path not in known]
    return [*samples, *coded, *_write_own_files(folder)]


def _write_own_files(folder: Path) -> list[Sample]:
    """Write files that the program itself writes or that configure it."""
    own = folder / "own"
    study = write(disputed_run(text="I liked the choir."), own / "run")
    exported = [own / f"a{ending}" for ending in (".qdpx", ".qdc", ".xlsx", ".csv", ".docx", ".md", ".json")]
    targets = [word for path in exported for word in ("--to", str(path))]
    sheets = [own / "decisions.csv", own / "decisions.xlsx"]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        codes = [
            run(["export", str(study), *targets]),
            *(run(["disagreements", str(study), "--coder", "Anna", "--to", str(path)]) for path in sheets),
        ]
    if any(codes):
        sys.exit(f"The samples could not be written: exit codes {codes}.")
    _fill_in_decisions(*sheets)
    (own / "talks").mkdir()
    (own / "talks" / "talk.txt").write_text(TALK, "utf-8")
    (own / "settings.toml").write_text(SETTINGS, "utf-8")
    (own / "plan.toml").write_text(PLAN, "utf-8")
    consensus = (["consensus", str(study), "{file}", "--coder", "Anna", "-o", "{folder}/agreed", "--force"],)
    return [
        *(Sample(path, INSPECT if path.suffix in {".docx", ".md"} else CONVERT) for path in exported),
        *(Sample(path, consensus) for path in sheets),
        Sample(own / "settings.toml", (["config", "--check", "{file}"],)),
        Sample(own / "plan.toml", (["batch", "{file}", "--dry-run"],)),
        *(Sample(study / name, (["show", str(study)],)) for name in ("manifest.json", "units.parquet")),
    ]


def _fill_in_decisions(table: Path, workbook: Path) -> None:
    """Decide on the first disagreement in both sheets."""
    rows = list(csv.reader(io.StringIO(table.read_bytes().decode("utf-8-sig"), newline="")))
    column = rows[0].index("decision")
    rows[1][column] = "Music"
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    book = openpyxl.load_workbook(workbook)
    book.worksheets[0].cell(2, column + 1).value = "Music"
    book.save(workbook)


def mutate(content: bytes, chance: random.Random) -> bytes:
    """Return bytes with some changes: other bytes, inserted ones, a part that is missing or repeated, or a cut."""
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        at, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
        end = min(end, at + 400)
        kind = chance.randrange(5)
        if kind == 0 and data:
            data[min(at, len(data) - 1)] = chance.randrange(256)
        elif kind == 1:
            data[at:at] = chance.choice(INSERTED)
        elif kind == 2:  # noqa: PLR2004 - one kind of change after another
            del data[at:end]
        elif kind == 3:  # noqa: PLR2004 - one kind of change after another
            data[at:at] = data[at:end] * chance.choice((1, 3, 50))
        elif chance.random() < 0.2:  # noqa: PLR2004 - seldom, because little is left
            del data[at:]
    return bytes(data)


def mutate_file(path: Path, chance: random.Random) -> None:
    """Change a file; of an archive usually a member, because the checksum would reveal any other change."""
    if zipfile.is_zipfile(path) and chance.random() < 0.8:  # noqa: PLR2004 - a share
        with zipfile.ZipFile(path) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        name = chance.choice(sorted(members))
        members[name] = mutate(members[name], chance)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in members.items():
                archive.writestr(member, content)
    else:
        path.write_bytes(mutate(path.read_bytes(), chance))


@dataclass(slots=True)
class Reading:
    """What reading one file cost, and what was printed."""

    code: int
    seconds: float
    megabytes: int
    printed: str

    @property
    def faults(self) -> list[str]:
        """What is wrong with it."""
        wrong = {
            f"exit code {self.code}": self.code not in EXPECTED_CODES,
            "unexpected error": "Unexpected error" in self.printed or "Traceback" in self.printed,
            f"{self.seconds:.1f} s": self.seconds > MOST_SECONDS,
            f"{self.megabytes} MB": self.megabytes > MOST_MEGABYTES,
        }
        return [fault for fault, is_wrong in wrong.items() if is_wrong]


def read_in_process(words: Sequence[str], output: Path) -> Reading:
    """Run a command in a copy of this process, and measure it."""
    begun = time.monotonic()
    child = os.fork()
    if not child:
        with output.open("wb") as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
        signal.alarm(TIMEOUT_SECONDS)
        code = run(list(words))
        sys.stdout.flush()
        os._exit(code)
    _, status, usage = os.wait4(child, 0)
    code = os.waitstatus_to_exitcode(status)
    printed = output.read_text("utf-8", "replace")
    return Reading(code, time.monotonic() - begun, usage.ru_maxrss // 1024, printed)


@dataclass(slots=True)
class Soak:
    """Reads changed files and remembers what was wrong."""

    folder: Path
    codes: Counter[int] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, str] = (0.0, "")
    biggest: tuple[int, str] = (0, "")
    faults: list[str] = field(default_factory=list)

    def read_unchanged(self, sample: Sample) -> None:
        """Exit if a command refuses a sample that is not changed, because then its changes would prove nothing."""
        for command in sample.commands:
            words = [word.format(file=sample.path, folder=self.folder) for word in command]
            reading = read_in_process(words, self.folder / "printed")
            if reading.code not in {0, 3}:
                sys.exit(f"{words[0]} refuses {sample.path}: {reading.printed}")

    def read_changed(self, sample: Sample, number: int, seed: int) -> None:
        """Change a copy of a sample, and read it."""
        chance = random.Random(f"{seed}-{number}")  # noqa: S311 - no secret
        place = self.folder / "tried"
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self.folder / "samples", place)
        path = place / sample.path.relative_to(self.folder / "samples")
        mutate_file(path, chance)
        words = [
            word.format(file=path, folder=place).replace(f"{self.folder}/samples", str(place))
            for word in chance.choice(sample.commands)
        ]
        reading = read_in_process(words, self.folder / "printed")
        self.codes[reading.code] += 1
        self.kinds[path.suffix or path.name] += 1
        self.slowest = max(self.slowest, (reading.seconds, path.name))
        self.biggest = max(self.biggest, (reading.megabytes, path.name))
        if reading.faults:
            kept = self.folder / f"fault-{number}"
            shutil.copytree(place, kept)
            (kept / "printed.txt").write_text(reading.printed, "utf-8")
            self.faults.append(f"{kept}: {words[0]} {path.name}: {', '.join(reading.faults)}")
            print(self.faults[-1], flush=True)


def main(files: int = FILES, seed: int = 0) -> int:
    """Print the results; return 0 if every file was read or refused as it should be."""
    folder = Path(tempfile.mkdtemp(prefix="thememiner-soak-"))
    os.environ["THEMEMINER_CACHE"] = str(folder / "cache")
    (folder / "samples").mkdir()
    samples = write_samples(folder / "samples")
    soak = Soak(folder)
    begun = time.monotonic()
    for sample in samples:
        soak.read_unchanged(sample)
    for number in range(files):
        soak.read_changed(samples[number % len(samples)], number, seed)
    print(f"{files} changed files, made from {len(samples)} of {len(soak.kinds)} kinds: {sorted(soak.kinds)}")
    print(f"exit codes: {dict(sorted(soak.codes.items()))}")
    print(
        f"slowest: {soak.slowest[0]:.1f} s ({soak.slowest[1]}); most memory: {soak.biggest[0]} MB ({soak.biggest[1]})"
    )
    print(f"faults: {len(soak.faults)}; seconds: {time.monotonic() - begun:.0f}")
    if soak.faults:
        print(f"kept for inspection: {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))

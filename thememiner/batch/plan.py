"""A plan: which corpora are mined with which configurations, and where the runs go.

Which manual codings belong to which corpus of a plan, by the names of files.
Names of corpora and configurations that a plan cannot have.
What a pattern of a plan matches.
What a plan may say: corpora, configurations, manual codings, and where the runs go.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from glob import escape, glob
from os.path import normpath
from pathlib import Path
from unicodedata import normalize

from pydantic import Field

from thememiner.config import Names, Section, Settings, validate_settings, read_settings, read_toml
from thememiner.errors import ConfigurationError
from thememiner.runs import RunFile
from thememiner.storage import to_file_stems

CORPUS_PLACEHOLDER = "{corpus}"
"""In a pattern, what stands for the name of the corpus."""
RUNS_FOLDER = "runs"
DEFAULT_CONFIGURATION = "default"
"""The configuration's name where the plan names none."""
_RUN_FILES = (RunFile.MANIFEST, RunFile.UNITS)


def match_manual_codings(names: Sequence[str], patterns: Sequence[str], folder: Path) -> Mapping[str, tuple[Path, ...]]:
    """Return the manual codings of each corpus, given the names of all.

    What the patterns match for several names that begin alike, such as ``P1`` and ``P10``, belongs to the longest.
    """
    found = {name: dict(_find_codings(name, patterns, folder)) for name in names}
    return {name: tuple(_drop_longer_names(name, found)) for name in names}


def _drop_longer_names(name: str, found: Mapping[str, Mapping[Path, bool]]) -> Iterator[Path]:
    longer = [other for other in found if other != name and other.startswith(name)]
    theirs = {path for other in longer for path, by_name in found[other].items() if by_name}
    yield from (path for path, by_name in found[name].items() if not by_name or path not in theirs)


def _find_codings(name: str, patterns: Sequence[str], folder: Path) -> Iterator[tuple[Path, bool]]:
    """Yield what the patterns match for a corpus, and whether by its name, in whichever form of Unicode."""
    seen = set()
    for pattern in patterns:
        for form in dict.fromkeys((name, normalize("NFC", name), normalize("NFD", name))):
            for match in find_paths(folder, pattern.replace(CORPUS_PLACEHOLDER, escape(form))):
                if match not in seen:
                    seen.add(match)
                    yield match, CORPUS_PLACEHOLDER in pattern


def describe_equal_names(names: Sequence[str], what: str, remedy: str) -> Iterator[str]:
    """Tell of names that are equal; upper and lower case are one, and both ways to write ``é``, as on some disks."""
    alike: dict[str, list[str]] = {}
    for name in names:
        alike.setdefault(normalize("NFC", name).casefold(), []).append(name)
    several = [same for _, same in sorted(alike.items()) if len(same) > 1]
    yield from (f"{what}: {len(same)} are called {same[0]}; {remedy}" for same in several)


def describe_undecodable_names(names: Sequence[str]) -> Iterator[str]:
    """Tell of names of another encoding, as old archives have them: they cannot stand in any table or page."""
    readable = {name: name.encode("utf-8", "backslashreplace").decode() for name in names}
    yield from (f"{told} is no valid text; rename it" for name, told in readable.items() if told != name)


def find_paths(folder: Path, pattern: str) -> list[Path]:
    """Return what a pattern matches that is relative to a folder, sorted; hidden names only if the pattern says so."""
    whole = str(Path(escape(str(folder))) / pattern)
    return sorted(Path(match) for match in glob(whole, recursive=True))  # noqa: PTH207 - Path.glob takes no "..", and no absolute pattern


class NamedCorpus(Section):
    """A corpus that is named, ``[[corpus]]``, instead of found by a pattern."""

    name: str = Field(min_length=1, description="What the corpus is called in the summary, and its folder of runs.")
    paths: Names = Field(min_length=1, description="Transcripts, tables, or folders of them; patterns are allowed.")
    gold: Names = Field((), description="Manual codings of this corpus; patterns are allowed.")
    configurations: Names = Field((), description="Names of the configurations that it is mined with; empty: all.")


class PlanSettings(Section):
    """A plan: every corpus is mined with every configuration."""

    output: str = Field("", description="Folder for the runs and the summary; empty: the plan's name and -runs.")
    corpora: Names = Field(
        (),
        description="Patterns such as interviews/*: every folder there is a corpus. With an ending (tables/*.csv), "
        "every such file is one.",
    )
    gold: Names = Field(
        (), description="Patterns of the corpora's manual codings; {corpus} stands for the name of the corpus."
    )
    configurations: Names = Field((), description="Patterns of configurations; empty: the default one.")
    corpus: tuple[NamedCorpus, ...] = Field((), description="Corpora that are named.")


@dataclass(frozen=True, slots=True)
class Job:
    """One corpus with one configuration: what becomes one run."""

    corpus: str
    configuration: str
    paths: tuple[Path, ...]
    gold: tuple[Path, ...]
    settings: Settings
    folder: Path
    """Of the run."""

    @property
    def name(self) -> str:
        """Return what it is called in the summary and in messages."""
        return f"{self.corpus}/{self.configuration}"


@dataclass(frozen=True, slots=True)
class Plan:
    """The jobs of a plan, sorted by corpus and configuration."""

    path: Path
    output: Path
    jobs: tuple[Job, ...]
    notes: tuple[str, ...] = ()
    """What matched nothing."""

    @property
    def corpora(self) -> Mapping[str, tuple[Job, ...]]:
        """Return the jobs of each corpus."""
        names = dict.fromkeys(job.corpus for job in self.jobs)
        return {name: tuple(job for job in self.jobs if job.corpus == name) for name in names}


@dataclass(frozen=True, slots=True)
class _Corpus:
    name: str
    paths: tuple[Path, ...]
    gold: tuple[Path, ...] = ()
    configurations: tuple[str, ...] = ()
    is_named: bool = False
    """In the plan, with manual codings of its own or none, instead of found by a pattern."""


def read_plan(path: Path | str) -> Plan:
    """Read a plan, look up what its patterns match now, and read its configurations.

    Paths and patterns are relative to the plan's own folder.

    Raises ``ConfigurationError`` with every problem of the plan, or of the first configuration that has any.
    """
    path = Path(path)
    given = validate_settings(read_toml(path, what="the plan"), PlanSettings, folder=path.parent, place=str(path))
    folder = path.absolute().parent
    output = Path(normpath(folder / (given.output or f"{path.stem}-runs")))
    problems: list[str] = []
    notes: list[str] = []
    configurations = _read_configurations(given, path.absolute(), problems)
    corpora = sorted(_find_corpora(given, folder, output, problems, notes), key=lambda corpus: corpus.name)
    names = [corpus.name for corpus in corpora]
    problems.extend(describe_equal_names(names, "corpora", "name them apart with [[corpus]]"))
    problems.extend(describe_undecodable_names([*names, *configurations]))
    gold = match_manual_codings(names, given.gold, folder)
    if given.gold and any(not corpus.is_named for corpus in corpora) and not any(gold.values()):
        notes.append(f"no manual coding matches {', '.join(given.gold)} for any corpus.")
    corpora = [corpus if corpus.is_named else replace(corpus, gold=gold[corpus.name]) for corpus in corpora]
    for corpus in corpora:
        _refuse_output_inside(corpus, output, problems)
        unknown = sorted(set(corpus.configurations) - set(configurations))
        known = ", ".join(configurations)
        problems.extend(
            f"corpus {corpus.name}: no configuration is called {name}; there are: {known}" for name in unknown
        )
    if problems:
        raise ConfigurationError(problems, place=str(path))
    jobs = tuple(_make_jobs(corpora, configurations, output / RUNS_FOLDER))
    notes.extend(_note_unplanned_runs(jobs, output / RUNS_FOLDER))
    return Plan(path, output, jobs, tuple(notes))


def _note_unplanned_runs(jobs: Sequence[Job], runs: Path) -> Iterator[str]:
    """Yield a note on each folder of runs of which the plan has no corpus any more: nobody's runs are removed."""
    known = {job.folder.parent for job in jobs}
    there = sorted(path for path in runs.iterdir() if path.is_dir()) if runs.is_dir() else []
    for folder in (folder for folder in there if folder not in known and not folder.name.startswith(".")):
        yield f"{RUNS_FOLDER}/{folder.name} is of no corpus of the plan any more; remove it if you do not need it."


def _make_jobs(corpora: Sequence[_Corpus], configurations: Mapping[str, Settings], folder: Path) -> Iterator[Job]:
    of_corpora = to_file_stems([corpus.name for corpus in corpora])
    of_configurations = dict(zip(configurations, to_file_stems(list(configurations)), strict=True))
    for corpus, stem in zip(corpora, of_corpora, strict=True):
        for name, settings in configurations.items():
            if name in (corpus.configurations or configurations):
                run = folder / stem / of_configurations[name]
                yield Job(corpus.name, name, corpus.paths, corpus.gold, settings, run)


def _read_configurations(given: PlanSettings, plan: Path, problems: list[str]) -> dict[str, Settings]:
    """Read the configurations; the plan itself is none, whatever pattern matches it."""
    if not given.configurations:
        return {DEFAULT_CONFIGURATION: Settings()}
    found: list[Path] = []
    for pattern in given.configurations:
        matches = find_paths(plan.parent, pattern)
        found.extend(match for match in matches if match.is_file() and match != plan)
        if not matches:
            problems.append(f"configurations: nothing matches {pattern}")
    found = sorted(dict.fromkeys(found), key=lambda path: (path.stem, path))
    problems.extend(describe_equal_names([path.stem for path in found], "configurations", "rename a file"))
    return {path.stem: read_settings(path) for path in found}


def _find_corpora(
    given: PlanSettings, folder: Path, output: Path, problems: list[str], notes: list[str]
) -> Iterator[_Corpus]:
    if not given.corpora and not given.corpus:
        problems.append(
            "corpora: name patterns of folders, such as interviews/*, or add [[corpus]] with name and paths"
        )
    named = [_resolve_named_corpus(corpus, folder, problems) for corpus in given.corpus]
    yield from named
    taken = {path.resolve() for corpus in named for path in corpus.paths}
    for pattern in given.corpora:
        matches = [match for match in find_paths(folder, pattern) if _is_corpus(match, pattern, output)]
        if not matches:
            notes.append(f"no corpus matches {pattern} yet.")
        for match in matches:
            if match.resolve() not in taken:
                taken.add(match.resolve())
                name = match.name if match.is_dir() else match.stem
                yield _Corpus(name, (match,))


def _resolve_named_corpus(corpus: NamedCorpus, folder: Path, problems: list[str]) -> _Corpus:
    found: dict[str, tuple[Path, ...]] = {}
    for what, patterns in (("paths", corpus.paths), ("gold", corpus.gold)):
        found[what] = ()
        for pattern in patterns:
            matches = find_paths(folder, pattern)
            found[what] += tuple(match for match in matches if match not in found[what])
            if not matches:
                problems.append(f"corpus {corpus.name}: {what}: nothing matches {pattern}")
    return _Corpus(corpus.name, found["paths"], found["gold"], corpus.configurations, is_named=True)


def _is_corpus(match: Path, pattern: str, output: Path) -> bool:
    if match.is_dir():
        return match.resolve() != output.resolve() and not all((match / name).is_file() for name in _RUN_FILES)
    return bool(Path(pattern).suffix) and match.is_file()


def _refuse_output_inside(corpus: _Corpus, output: Path, problems: list[str]) -> None:
    """Results among the transcripts would be read as transcripts by the next call."""
    around = [path for path in corpus.paths if path.is_dir() and output.resolve().is_relative_to(path.resolve())]
    problems.extend(
        f"corpus {corpus.name}: the output, {output}, lies in {path}; set output to another folder" for path in around
    )

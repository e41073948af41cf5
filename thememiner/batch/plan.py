"""A plan: which corpora are mined with which configurations, and where the runs are written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from glob import escape, glob
from os.path import normpath
from pathlib import Path
from unicodedata import normalize

from pydantic import Field

from thememiner.config import Names, Section, Settings, read_settings, read_toml, validate_settings
from thememiner.errors import ConfigurationError
from thememiner.runs import RunFile
from thememiner.storage import to_file_stems

CORPUS_PLACEHOLDER = "{corpus}"
"""In a pattern, the placeholder for the name of the corpus."""
RUNS_FOLDER = "runs"
DEFAULT_CONFIGURATION = "default"
"""Name of the configuration if the plan names none."""
_RUN_FILES = (RunFile.MANIFEST, RunFile.UNITS)


class NamedCorpus(Section):
    """A corpus that the plan names in ``[[corpus]]``, instead of finding it by a pattern."""

    name: str = Field(min_length=1, description="Name of the corpus in the summary, and of its folder of runs.")
    paths: Names = Field(min_length=1, description="Transcripts, tables, or folders of them; patterns are allowed.")
    gold: Names = Field((), description="Manual codings of this corpus; patterns are allowed.")
    configurations: Names = Field((), description="Names of the configurations to mine it with; empty: all.")


class PlanSettings(Section):
    """A plan: every corpus is mined with every configuration."""

    output: str = Field("", description="Folder for the runs and the summary; empty: the plan's name and -runs.")
    corpora: Names = Field(
        (),
        description="Patterns such as interviews/*: every matching folder is a corpus. With an extension "
        "(tables/*.csv), every matching file is a corpus.",
    )
    gold: Names = Field((), description="Patterns of manual codings; {corpus} stands for the name of the corpus.")
    configurations: Names = Field((), description="Patterns of configuration files; empty: the default configuration.")
    corpus: tuple[NamedCorpus, ...] = Field((), description="Corpora that the plan names itself.")


@dataclass(frozen=True, slots=True)
class Job:
    """One corpus with one configuration, which becomes one run."""

    corpus: str
    configuration: str
    paths: tuple[Path, ...]
    gold: tuple[Path, ...]
    settings: Settings
    folder: Path
    """The run folder."""

    @property
    def name(self) -> str:
        """Return the name of the job in the summary and in messages."""
        return f"{self.corpus}/{self.configuration}"


@dataclass(frozen=True, slots=True)
class Plan:
    """The jobs of a plan, sorted by corpus and configuration."""

    path: Path
    output: Path
    jobs: tuple[Job, ...]
    notes: tuple[str, ...] = ()
    """Notes on patterns without matches, and on runs of corpora that left the plan."""

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
    """Whether the plan names the corpus, so that patterns of manual codings do not apply to it."""


def read_plan(path: Path | str) -> Plan:
    """Read a plan, find what its patterns match now, and read its configurations.

    Paths and patterns are relative to the folder of the plan.

    Raises ``ConfigurationError`` with every problem of the plan, or of the first invalid configuration.
    """
    path = Path(path)
    settings = validate_settings(read_toml(path, what="the plan"), PlanSettings, folder=path.parent, place=str(path))
    folder = path.absolute().parent
    output = Path(normpath(folder / (settings.output or f"{path.stem}-runs")))
    problems: list[str] = []
    notes: list[str] = []
    configurations = _read_configurations(settings, path.absolute(), problems)
    corpora = sorted(_find_corpora(settings, folder, output, problems, notes), key=lambda corpus: corpus.name)
    names = [corpus.name for corpus in corpora]
    problems.extend(_describe_equal_names(names, "corpora", "give them different names with [[corpus]]"))
    problems.extend(_describe_undecodable_names([*names, *configurations]))
    gold = _match_manual_codings(names, settings.gold, folder)
    if settings.gold and any(not corpus.is_named for corpus in corpora) and not any(gold.values()):
        notes.append(f"no manual coding matches {', '.join(settings.gold)} for any corpus.")
    corpora = [corpus if corpus.is_named else replace(corpus, gold=gold[corpus.name]) for corpus in corpora]
    for corpus in corpora:
        _report_output_inside(corpus, output, problems)
        unknown = sorted(set(corpus.configurations) - set(configurations))
        known = ", ".join(configurations)
        problems.extend(
            f"corpus {corpus.name}: no configuration has the name {name}; the plan has: {known}" for name in unknown
        )
    if problems:
        raise ConfigurationError(problems, place=str(path))
    jobs = tuple(_make_jobs(corpora, configurations, output / RUNS_FOLDER))
    notes.extend(_note_unplanned_runs(jobs, output / RUNS_FOLDER))
    return Plan(path, output, jobs, tuple(notes))


def _note_unplanned_runs(jobs: Sequence[Job], runs: Path) -> Iterator[str]:
    """Yield a note on each folder of runs whose corpus is not in the plan any more; a batch never removes runs."""
    planned = {job.folder.parent for job in jobs}
    existing = sorted(path for path in runs.iterdir() if path.is_dir()) if runs.is_dir() else []
    for folder in (folder for folder in existing if folder not in planned and not folder.name.startswith(".")):
        name = f"{RUNS_FOLDER}/{folder.name}"
        yield f"the corpus of {name} is not in the plan any more; remove the folder if you do not need it."


def _make_jobs(corpora: Sequence[_Corpus], configurations: Mapping[str, Settings], folder: Path) -> Iterator[Job]:
    corpus_folders = to_file_stems([corpus.name for corpus in corpora])
    run_folders = dict(zip(configurations, to_file_stems(list(configurations)), strict=True))
    for corpus, corpus_folder in zip(corpora, corpus_folders, strict=True):
        for name, settings in configurations.items():
            if name in (corpus.configurations or configurations):
                run = folder / corpus_folder / run_folders[name]
                yield Job(corpus.name, name, corpus.paths, corpus.gold, settings, run)


def _read_configurations(plan_settings: PlanSettings, plan: Path, problems: list[str]) -> dict[str, Settings]:
    """Read the configurations by name; the plan itself is not one, even if a pattern matches it."""
    if not plan_settings.configurations:
        return {DEFAULT_CONFIGURATION: Settings()}
    paths: list[Path] = []
    for pattern in plan_settings.configurations:
        matches = _find_paths(plan.parent, pattern)
        paths.extend(match for match in matches if match.is_file() and match != plan)
        if not matches:
            problems.append(f"configurations: nothing matches {pattern}")
    paths = sorted(dict.fromkeys(paths), key=lambda path: (path.stem, path))
    problems.extend(_describe_equal_names([path.stem for path in paths], "configurations", "rename a file"))
    return {path.stem: read_settings(path) for path in paths}


def _find_corpora(
    settings: PlanSettings, folder: Path, output: Path, problems: list[str], notes: list[str]
) -> Iterator[_Corpus]:
    if not settings.corpora and not settings.corpus:
        problems.append(
            "corpora: name patterns of folders, such as interviews/*, or add [[corpus]] with name and paths"
        )
    named = [_resolve_named_corpus(corpus, folder, problems) for corpus in settings.corpus]
    yield from named
    taken = {path.resolve() for corpus in named for path in corpus.paths}
    for pattern in settings.corpora:
        matches = [match for match in _find_paths(folder, pattern) if _is_corpus(match, pattern, output)]
        if not matches:
            notes.append(f"no corpus matches {pattern} yet.")
        for match in matches:
            if match.resolve() not in taken:
                taken.add(match.resolve())
                name = match.name if match.is_dir() else match.stem
                yield _Corpus(name, (match,))


def _resolve_named_corpus(corpus: NamedCorpus, folder: Path, problems: list[str]) -> _Corpus:
    paths: dict[str, tuple[Path, ...]] = {}
    for what, patterns in (("paths", corpus.paths), ("gold", corpus.gold)):
        paths[what] = ()
        for pattern in patterns:
            matches = _find_paths(folder, pattern)
            paths[what] += tuple(match for match in matches if match not in paths[what])
            if not matches:
                problems.append(f"corpus {corpus.name}: {what}: nothing matches {pattern}")
    return _Corpus(corpus.name, paths["paths"], paths["gold"], corpus.configurations, is_named=True)


def _is_corpus(match: Path, pattern: str, output: Path) -> bool:
    if match.is_dir():
        return match.resolve() != output.resolve() and not all((match / name).is_file() for name in _RUN_FILES)
    return bool(Path(pattern).suffix) and match.is_file()


def _report_output_inside(corpus: _Corpus, output: Path, problems: list[str]) -> None:
    """Add a problem if the output is inside the corpus: the next call would read its results as transcripts."""
    outer = [path for path in corpus.paths if path.is_dir() and output.resolve().is_relative_to(path.resolve())]
    problems.extend(
        f"corpus {corpus.name}: the output folder {output} is inside {path}; set output to another folder"
        for path in outer
    )


def _match_manual_codings(
    names: Sequence[str], patterns: Sequence[str], folder: Path
) -> Mapping[str, tuple[Path, ...]]:
    """Return the manual codings of each corpus, for the names of all corpora.

    If a file matches several names that begin alike, such as ``P1`` and ``P10``, it belongs to the longest.
    """
    matches = {name: dict(_find_codings(name, patterns, folder)) for name in names}
    return {name: tuple(_drop_longer_names(name, matches)) for name in names}


def _drop_longer_names(name: str, matches: Mapping[str, Mapping[Path, bool]]) -> Iterator[Path]:
    """Yield the matches of a corpus, without those that belong to a corpus with a longer name."""
    longer = [other for other in matches if other != name and other.startswith(name)]
    theirs = {path for other in longer for path, by_name in matches[other].items() if by_name}
    yield from (path for path, by_name in matches[name].items() if not by_name or path not in theirs)


def _find_codings(name: str, patterns: Sequence[str], folder: Path) -> Iterator[tuple[Path, bool]]:
    """Yield each file that the patterns match for a corpus, and whether its name contains the name of the corpus.

    Names match in any Unicode normalisation form.
    """
    seen = set()
    for pattern in patterns:
        for form in dict.fromkeys((name, normalize("NFC", name), normalize("NFD", name))):
            for match in _find_paths(folder, pattern.replace(CORPUS_PLACEHOLDER, escape(form))):
                if match not in seen:
                    seen.add(match)
                    yield match, CORPUS_PLACEHOLDER in pattern


def _find_paths(folder: Path, pattern: str) -> list[Path]:
    """Return the paths that a pattern relative to a folder matches, sorted; hidden ones only if the pattern asks."""
    whole = str(Path(escape(str(folder))) / pattern)
    return sorted(Path(match) for match in glob(whole, recursive=True))  # noqa: PTH207 - Path.glob refuses ".." and absolute patterns


def _describe_equal_names(names: Sequence[str], what: str, remedy: str) -> Iterator[str]:
    """Yield a message for each name that occurs several times.

    Names that differ only in upper and lower case, or in how ``é`` is encoded, are equal, as they are on some disks.
    """
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(normalize("NFC", name).casefold(), []).append(name)
    for _, equal in sorted(groups.items()):
        if len(equal) > 1:
            yield f"{what}: {len(equal)} have the name {equal[0]}; {remedy}"


def _describe_undecodable_names(names: Sequence[str]) -> Iterator[str]:
    """Yield a message for each name that is not valid text, as in old archives: no table or page could show it."""
    readable = {name: name.encode("utf-8", "backslashreplace").decode() for name in names}
    yield from (f"{text} is not valid text; rename it" for name, text in readable.items() if text != name)

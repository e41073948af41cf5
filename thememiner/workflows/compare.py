"""Two codings that lie on disk, compared: a run with a manual coding, or a run with a run."""

from pathlib import Path

from thememiner.comparison import compare
from thememiner.config import Settings
from thememiner.errors import UsageError
from thememiner.exchange import read_codings
from thememiner.records import MACHINE, Coding, Comparison, Problem, Run
from thememiner.runs import open_run

DEFAULTS = Settings()


def compare_paths(
    first: Path, second: Path, *, settings: Settings = DEFAULTS
) -> tuple[tuple[Comparison, ...], tuple[Problem, ...]]:
    """Compare a run with a table of coded segments (every coder in it), or with another run over the same documents.

    The table is the reference; of two runs, the first. Returned are the comparisons and what could not be used.

    Raises ``UsageError`` if neither is a run, because a table alone has no text.
    """
    if not (first.is_dir() or second.is_dir()):
        raise UsageError(f"neither {first.name} nor {second.name} is a run folder.", remedy="At least one must be.")
    run = open_run(first if first.is_dir() else second)
    references: tuple[Coding, ...] = (_proposal(run),)
    problems: tuple[Problem, ...] = ()
    if first.is_dir() and second.is_dir():
        proposed = _proposal(open_run(second))
    else:
        imported = read_codings(second if first.is_dir() else first, run.documents, settings=settings)
        references, proposed, problems = imported.codings, _proposal(run), imported.problems
    comparisons = tuple(compare(ref, proposed, run.units, settings=settings.comparison) for ref in references)
    return comparisons, problems


def _proposal(run: Run) -> Coding:
    return next(coding for coding in run.codings if coding.coder == MACHINE)

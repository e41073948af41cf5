"""Two codings that lie on disk, compared: a run with a manual coding, or a run with a run."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from thememiner.comparison import compare
from thememiner.config import Settings
from thememiner.errors import UsageError
from thememiner.exchange import read_codings
from thememiner.records import MACHINE, Coding, Comparison, Problem, Run, Scope
from thememiner.runs import open_run

DEFAULTS = Settings()


def compare_paths(
    first: Path, second: Path, *, settings: Settings = DEFAULTS
) -> tuple[tuple[Comparison, ...], tuple[Problem, ...]]:
    """Compare a run with a table of coded segments (every coder in it), or with another run over the same documents.

    The table is the reference; of two runs, the first. Two runs are compared over the documents whose text is the
    same in both. Returned are the comparisons and what could not be used.

    Raises ``UsageError`` if neither is a run, because a table alone has no text, or if two runs share no text.
    """
    if first.is_dir() and second.is_dir():
        return (_compare_runs(first, second, settings),), ()
    if not (first.is_dir() or second.is_dir()):
        raise UsageError(f"neither {first.name} nor {second.name} is a run folder.", remedy="At least one must be.")
    folder, table = (first, second) if first.is_dir() else (second, first)
    run = open_run(folder)
    imported = read_codings(table, run.documents, settings=settings)
    proposal = _proposal(run)
    comparisons = [compare(coding, proposal, run.units, settings=settings.comparison) for coding in imported.codings]
    return tuple(comparisons), imported.problems


def _compare_runs(first: Path, second: Path, settings: Settings) -> Comparison:
    runs = [open_run(folder) for folder in (first, second)]
    texts = [{document.doc_id: document.text for document in run.documents} for run in runs]
    same = sorted(doc_id for doc_id, text in texts[0].items() if texts[1].get(doc_id) == text)
    if not same:
        raise UsageError(
            f"{first.name} and {second.name} have no document with the same text.",
            remedy="Compare runs over the same documents.",
        )
    names = [first.resolve().name, second.resolve().name]
    reference, proposed = (
        _only(same, _proposal(run), f"{MACHINE} in {name}") for run, name in zip(runs, names, strict=True)
    )
    units = runs[0].units
    compared = compare(reference, proposed, units[units["doc_id"].isin(same)], settings=settings.comparison)
    left_out = len(texts[0].keys() | texts[1].keys()) - len(same)
    note = f"Documents left out, because they are in one run only or their texts differ: {left_out:,}."
    return replace(compared, notes=(note, *compared.notes)) if left_out else compared


def _only(doc_ids: Sequence[str], coding: Coding, coder: str) -> Coding:
    """Return the part of a coding that is in these documents, under another coder's name."""
    segments = coding.segments[coding.segments["doc_id"].isin(doc_ids)].reset_index(drop=True)
    spans = coding.scope.spans
    scope = Scope(None if spans is None else {name: spans[name] for name in doc_ids if name in spans})
    return replace(coding, coder=coder, segments=segments, scope=scope)


def _proposal(run: Run) -> Coding:
    return next(coding for coding in run.codings if coding.coder == MACHINE)

"""Two runs compared: over the documents whose text is the same in both."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from thememiner.comparison import compare
from thememiner.config import Settings
from thememiner.errors import UsageError
from thememiner.records import MACHINE, Coding, Comparison, Run, Scope


def compare_runs(first: tuple[Path, Run], second: tuple[Path, Run], settings: Settings) -> Comparison:
    """Compare the proposals of two runs, the first being the reference.

    Raises ``UsageError`` if they have no document with the same text.
    """
    folders, runs = (first[0], second[0]), (first[1], second[1])
    texts = [{document.doc_id: document.text for document in run.documents} for run in runs]
    same = sorted(doc_id for doc_id, text in texts[0].items() if texts[1].get(doc_id) == text)
    names = [folder.resolve().name for folder in folders]
    if not same:
        raise UsageError(
            f"{names[0]} and {names[1]} have no document with the same name and text.",
            remedy="Compare runs over the same documents.",
        )
    if names[0] == names[1]:
        names = [str(folder) for folder in folders]
    reference, proposed = (
        _only(same, proposal_of(run), f"{MACHINE} in {name}") for run, name in zip(runs, names, strict=True)
    )
    units = runs[0].units
    compared = compare(
        reference, proposed, units[units["doc_id"].isin(same)], settings=settings.comparison, seed=settings.seed
    )
    left_out = len(texts[0].keys() | texts[1].keys()) - len(same)
    note = f"Documents left out, because they are in one run only or their texts differ: {left_out:,}."
    return replace(compared, notes=(note, *compared.notes)) if left_out else compared


def proposal_of(run: Run) -> Coding:
    """Return the program's coding in a run."""
    return next(coding for coding in run.codings if coding.coder == MACHINE)


def _only(doc_ids: Sequence[str], coding: Coding, coder: str) -> Coding:
    """Return the part of a coding that is in these documents, under another coder's name."""
    segments = coding.segments[coding.segments["doc_id"].isin(doc_ids)].reset_index(drop=True)
    spans = coding.scope.spans
    scope = Scope(None if spans is None else {name: spans[name] for name in doc_ids if name in spans})
    return replace(coding, coder=coder, segments=segments, scope=scope)

"""Prevalence of the themes of a run: by groups of participants, by time point, and compared with another run."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from thememiner.comparison import (
    CodeMatrix,
    Level,
    RunSide,
    coder_code_matrix,
    compare_runs_by_theme,
    comparison_settings,
    count_prevalence,
    find_attribute,
    group_by_attributes,
    proposal_code_matrix,
    similarity_by_centres,
    similarity_by_keywords,
    similarity_by_units,
)
from thememiner.errors import UsageError
from thememiner.records import MACHINE, NearnessMeasure, Prevalence, Run, RunComparison
from thememiner.runs import open_run
from thememiner.workflows.pairwise import restrict_to_documents, get_proposal, same_documents

MOST_ATTRIBUTES = 2
MOST_GROUPS = 60
"""More groups would not be read, and could fill the memory."""
SAME_TEXTS = 0.5
"""Two runs are over the same texts if they share at least this part of the smaller run's documents."""
RUNTIME_DETAILS = {"batch_tokens", "device", "libraries", "rules", "texts_read_in_windows"}
"""What a manifest says of an encoder beside what it is."""


def measure_prevalence(
    folder: Path, by: Sequence[str] = (), *, coder: str = MACHINE, level: Level = Level.THEME
) -> Prevalence:
    """Count who said each theme of the run in a folder: in all, or by the values of one or two attributes.

    ``coder`` is the program, or a coder whose manual coding the run holds.

    Raises ``UsageError``, which lists what there is, for an unknown attribute or coder, for more than two attributes
    and for more than 60 groups; ``RunError`` if the run is damaged.
    """
    run = open_run(folder)
    if len(set(by)) != len(by) or len(by) > MOST_ATTRIBUTES:
        raise UsageError("themes are counted by one attribute, or by two different ones.")
    attributes = [find_attribute(run, name) for name in by]
    carried = _carried(run, coder, level)
    division = group_by_attributes(run, carried.units, attributes)
    if len(division.groups) > MOST_GROUPS:
        raise UsageError(
            f"there are {len(division.groups):,} groups by {' and '.join(by)}; at most {MOST_GROUPS} can be counted.",
            remedy="Add a column with fewer values (age groups instead of ages) to participants.csv, and mine again.",
        )
    return count_prevalence(carried, division, level)


def compare_prevalence(first: Path, second: Path, *, level: Level = Level.THEME) -> RunComparison:
    """Put the machine's themes of two runs side by side, with the prevalence of each in both.

    Runs that share at least half of the documents of the smaller one are compared over those, and their themes by the
    units that they share. Otherwise themes are compared by the cosine of their centres, if the same model made the
    vectors and nothing of it was fitted to each run by itself; and if it was, by their key words alone.

    Raises ``UsageError`` if a folder is no run, ``RunError`` if one is damaged.
    """
    runs = [open_run(folder) for folder in (first, second)]
    names = [first.resolve().name, second.resolve().name]
    if names[0] == names[1]:
        names = [f"{name} ({place})" for name, place in zip(names, ("first", "second"), strict=True)]
    same = list(same_documents(*runs))
    if len(same) >= SAME_TEXTS * max(1, min(len(run.documents) for run in runs)):
        return _over_the_same(runs, names, same, level)
    sides = [_side(run, name, level) for run, name in zip(runs, names, strict=True)]
    why_not = _why_not_comparable(*runs)
    if why_not:
        nearness, near_by = similarity_by_keywords(sides[0].words, sides[1].words), NearnessMeasure.WORDS
    else:
        centres = [_centres(run, side.matrix) for run, side in zip(runs, sides, strict=True)]
        nearness, near_by = similarity_by_centres(*centres), NearnessMeasure.CENTRES
    why = f"The runs are not over the same texts. {why_not}".strip()
    return compare_runs_by_theme(sides[0], sides[1], nearness, near_by, level, why=why, same_texts=False)


def _carried(run: Run, coder: str, level: Level) -> CodeMatrix:
    if coder == MACHINE:
        return proposal_code_matrix(run, level)
    codings = {coding.coder: coding for coding in run.codings}
    if coder not in codings:
        there = ", ".join(f"'{name}'" for name in dict.fromkeys([MACHINE, *codings]))
        raise UsageError(f"the run has no coding by '{coder}'.", remedy=f"There are codings by: {there}.")
    return coder_code_matrix(codings[coder], run.units, level, min_overlap=comparison_settings(run).min_overlap)


def _over_the_same(runs: list[Run], names: list[str], same: Sequence[str], level: Level) -> RunComparison:
    cut = [replace(run, units=run.units[run.units["doc_id"].isin(same)]) for run in runs]
    first, second = (_side(run, name, level) for run, name in zip(cut, names, strict=True))
    own, other = (restrict_to_documents(get_proposal(run), same) for run in runs)
    nearness = similarity_by_units(
        own, other, cut[0].units, level, min_overlap=comparison_settings(runs[0]).min_overlap
    )
    left_out = sum(len(run.documents) - len(same) for run in runs)
    why = f"The runs share {len(same):,} documents, and are compared over those."
    why += f" In one run only, and left out: {left_out:,}." if left_out else ""
    return compare_runs_by_theme(first, second, nearness, NearnessMeasure.UNITS, level, why=why, same_texts=True)


def _side(run: Run, name: str, level: Level) -> RunSide:
    words = {one.theme_id: one.keywords for theme in run.themes for one in (theme, *theme.subthemes)}
    carried = proposal_code_matrix(run, level)
    return RunSide(name, carried, [words[code.code_id] for code in carried.codes])


def _why_not_comparable(first: Run, second: Run) -> str:
    """Return why the vectors of two runs are not of one space, in a sentence; nothing if they are."""
    encoders = [
        {name: value for name, value in run.manifest["encoder"].items() if name not in RUNTIME_DETAILS}
        for run in (first, second)
    ]
    in_both = encoders[0].keys() & encoders[1].keys()
    if "dimensions" not in in_both or any(encoders[0][name] != encoders[1][name] for name in in_both):
        return "Their vectors come from different models, and cannot be compared."
    fitted = [{name: array for name, array in run.state.items() if name != "centres"} for run in (first, second)]
    if fitted[0].keys() != fitted[1].keys():
        return "Their vectors come from different models, and cannot be compared."
    if any(not np.array_equal(fitted[0][name], fitted[1][name]) for name in fitted[0]):
        return (
            "Their vectors cannot be compared: part of what makes them (the mean of each language, the company of "
            "words) is fitted to each run by itself."
        )
    return ""


def _centres(run: Run, carried: CodeMatrix) -> npt.NDArray[np.float64]:
    """Return the mean of the vectors of each theme's units, context included; shape (themes, dimensions)."""
    kept = run.contextual[run.units["kept"].to_numpy(np.bool_)].astype(np.float64)
    sizes = carried.carries.sum(axis=0)[:, None]
    return np.asarray(carried.carries.T.astype(np.float64) @ kept / np.maximum(sizes, 1))

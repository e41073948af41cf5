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
from thememiner.language import natural_sort_key
from thememiner.phrasing import note_silent_participants
from thememiner.questions import relate_codes, relate_themes
from thememiner.records import MACHINE, AskedQuestion, NearnessMeasure, Prevalence, Run, RunComparison
from thememiner.runs import open_run
from thememiner.workflows.pairwise import find_same_documents, get_proposal, restrict_to_documents
from thememiner.workflows.question_stage import fitted_state

MOST_ATTRIBUTES = 2
MOST_GROUPS = 60
"""More groups would not be read, and could fill the memory."""
SAME_TEXTS = 0.5
"""Two runs are over the same texts if they share at least this part of the smaller run's documents."""
IGNORED_DETAILS = {
    *("batch_tokens", "device", "libraries", "rounding", "rules", "texts_read_in_windows", "vectors_rounded"),
    *("centring", "company"),
}
"""Entries of an encoder in a manifest that say nothing on the space of its vectors, or say it in words that differ
between versions; what was fitted to a run is compared by itself."""


def measure_prevalence(
    folder: Path, by: Sequence[str] = (), *, coder: str = MACHINE, level: Level = Level.THEME
) -> Prevalence:
    """Count who said each theme of the run in a folder: in all, or by the values of one or two attributes.

    ``coder`` is the program, or a coder whose manual coding the run holds. A theme that answers one question of the
    run's interview guide is also counted of those who were asked it.

    Raises ``UsageError``, which lists what there is, for an unknown attribute or coder, for more than two attributes
    and for more than 60 groups; ``RunError`` if the run is damaged.
    """
    run = open_run(folder)
    if len(set(by)) != len(by) or len(by) > MOST_ATTRIBUTES:
        raise UsageError("themes are counted by one attribute, or by two different ones.")
    attributes = [find_attribute(run, name) for name in by]
    matrix = _code_matrix(run, coder, level)
    division = group_by_attributes(run, matrix.units, attributes)
    if len(division.groups) > MOST_GROUPS:
        raise UsageError(
            f"there are {len(division.groups):,} groups by {' and '.join(by)}; at most {MOST_GROUPS} can be counted.",
            remedy="Add a column with fewer values (age groups instead of ages) to participants.csv, and mine again.",
        )
    counted = count_prevalence(matrix, division, level, _find_asked(run, matrix))
    silent = note_silent_participants(sorted(run.silent_participants, key=natural_sort_key))
    return replace(counted, notes=(*counted.notes, silent)) if silent else counted


def compare_prevalence(first: Path, second: Path, *, level: Level = Level.THEME) -> RunComparison:
    """Compare the candidate themes of two runs, with the prevalence of each theme in its run.

    If the runs share at least half of the smaller run's documents, themes are matched by the units that they share in
    these documents. Otherwise they are matched by the cosine of their centroids if both runs have the same model and
    nothing was fitted to each run separately, and by their key words if not.

    Raises ``UsageError`` if a folder is no run, and ``RunError`` if a run is damaged.
    """
    runs = [open_run(folder) for folder in (first, second)]
    names = [first.resolve().name, second.resolve().name]
    if names[0] == names[1]:
        names = [f"{name} ({place})" for name, place in zip(names, ("first", "second"), strict=True)]
    same = list(find_same_documents(*runs))
    if len(same) >= SAME_TEXTS * max(1, min(len(run.documents) for run in runs)):
        return _compare_over_shared_documents(runs, names, same, level)
    sides = [_side(run, name, level) for run, name in zip(runs, names, strict=True)]
    why_not = _why_not_comparable(*runs)
    if why_not:
        nearness, near_by = similarity_by_keywords(sides[0].words, sides[1].words), NearnessMeasure.WORDS
    else:
        centres = [_centroids(run, side.matrix) for run, side in zip(runs, sides, strict=True)]
        nearness, near_by = similarity_by_centres(*centres), NearnessMeasure.CENTRES
    why = f"The runs are not over the same texts. {why_not}".strip()
    return compare_runs_by_theme(sides[0], sides[1], nearness, near_by, level, why=why, same_texts=False)


def _code_matrix(run: Run, coder: str, level: Level) -> CodeMatrix:
    codings = {coding.coder: coding for coding in run.codings}
    if coder not in codings and coder == MACHINE:
        return proposal_code_matrix(run, level)
    if coder not in codings:
        coders = ", ".join(f"'{name}'" for name in codings)
        raise UsageError(f"the run has no coding by '{coder}'.", remedy=f"There are codings by: {coders}.")
    if codings[coder].is_proposal:
        return proposal_code_matrix(run, level)
    return coder_code_matrix(codings[coder], run.units, level, min_overlap=comparison_settings(run).min_overlap)


def _find_asked(run: Run, matrix: CodeMatrix) -> dict[str, AskedQuestion]:
    """Return the question that each code answers, by its id; the program's themes as the report relates them."""
    guide = run.guide
    if guide is None or not guide.is_usable:
        return {}
    if matrix.coder == MACHINE:
        return relate_themes(guide, run.units, run.themes).asked
    unit_ids = matrix.units["unit_id"].tolist()
    return guide.find_asked(relate_codes(guide, run.units, unit_ids, matrix.codes, matrix.carries))


def _compare_over_shared_documents(
    runs: list[Run], names: list[str], same: Sequence[str], level: Level
) -> RunComparison:
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
    matrix = proposal_code_matrix(run, level)
    return RunSide(name, matrix, [words[code.code_id] for code in matrix.codes])


def _why_not_comparable(first: Run, second: Run) -> str:
    """Return a sentence on why the vectors of two runs are not in the same space; empty if they are."""
    encoders = [
        {name: value for name, value in run.manifest["encoder"].items() if name not in IGNORED_DETAILS}
        for run in (first, second)
    ]
    in_both = encoders[0].keys() & encoders[1].keys()
    if "dimensions" not in in_both or any(encoders[0][name] != encoders[1][name] for name in in_both):
        return "Their vectors come from different models, and cannot be compared."
    fitted = [fitted_state(run) for run in (first, second)]
    if fitted[0].keys() != fitted[1].keys():
        return "Their vectors come from different models, and cannot be compared."
    if any(not np.array_equal(fitted[0][name], fitted[1][name]) for name in fitted[0]):
        return (
            "Their vectors cannot be compared: a part of the encoder (the mean of each language, the smoothing by "
            "shared words) is fitted to each run separately."
        )
    return ""


def _centroids(run: Run, matrix: CodeMatrix) -> npt.NDArray[np.float64]:
    """Return the mean contextual vector of each theme's units; shape (themes, dimensions)."""
    kept = run.contextual[run.units["kept"].to_numpy(np.bool_)].astype(np.float64)
    sizes = matrix.carries.sum(axis=0)[:, None]
    return np.asarray(matrix.carries.T.astype(np.float64) @ kept / np.maximum(sizes, 1))

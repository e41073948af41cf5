"""What was chosen from the data, and why, in words for the manifest and the report."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.config import DiscoverySettings
from thememiner.discovery.assignment import MIN_MEMBERSHIP, SECOND_CODE_SHARE
from thememiner.discovery.cluster import SUBTHEME_SHARE
from thememiner.discovery.consensus import RELATIVE_THEME_SHARE, THEME_SHARE
from thememiner.discovery.ensemble import MIN_GROUPS_TO_LEAVE_OUT, RESAMPLE_SHARE, Resampling
from thememiner.discovery.significance import ChanceComparison
from thememiner.discovery.sizes import (
    K_MEANS_PER_RESAMPLE,
    ClusteringSizes,
    choose_min_subtheme_size,
    scale_share,
)

RESAMPLING_REASONS = {
    "participants": "because units of one person are not independent and there are at least "
    f"{MIN_GROUPS_TO_LEAVE_OUT} persons",
    "documents": f"because fewer than {MIN_GROUPS_TO_LEAVE_OUT} participants are known, but at least "
    f"{MIN_GROUPS_TO_LEAVE_OUT} documents",
    "units": f"because there are fewer than {MIN_GROUPS_TO_LEAVE_OUT} participants and documents",
}
"""Why participants, documents or units were left out in turn."""


@dataclass(frozen=True, slots=True)
class ClusteringMethod:
    """How the units were clustered."""

    units: int
    """Number of eligible units, in the sample and outside it."""
    sizes: tuple[ClusteringSizes, ...]
    resampling: Resampling
    settings: DiscoverySettings
    has_course: bool = False
    """Whether they were clustered by the course of the interviews, too."""


def explain_sample(units: int, chosen: int, people: int) -> dict[str, str]:
    """Explain the sample that themes were sought in, and how the other units were assigned; empty without a sample."""
    if chosen == units:
        return {}
    return {
        "sample": f"Themes were sought in {chosen:,} of the {units:,} distinct units ({chosen / units:.1%}), drawn at "
        f"random from each of {people:,} participants (or documents without a named participant) in proportion to what "
        "they said. The other units were assigned by the same rule: in every clustering they joined the group of their "
        "nearest units of the sample, like units that are left out, and the same shares of the clusterings decide. "
        "Sizes and stability were determined in the sample."
    }


def explain_repetitions(kept: pd.DataFrame, originals: npt.NDArray[np.object_]) -> dict[str, str]:
    """Explain how repeated units were counted; empty if there are none.

    ``originals``, shape (kept,), are the ids of the units that represent the kept ones.
    """
    repeats = kept["duplicate_of"].notna().to_numpy()
    alone = int((repeats & (originals == kept["unit_id"].to_numpy(dtype=object))).sum())
    once = int(repeats.sum()) - alone
    counted = [
        f"{once:,} counted once with the unit that they repeat" if once else "",
        f"{alone:,} counted separately, because their context differs" if alone else "",
    ]
    sentence = "; ".join(part for part in counted if part)
    return {"repetitions": f"Of the units that repeat earlier words exactly, {sentence}."} if sentence else {}


def explain_too_few_units(units: int, settings: DiscoverySettings) -> dict[str, str]:
    """Explain that there are too few units for themes."""
    few = f"{units} distinct units with content are fewer than the {settings.min_units} that can carry a theme."
    return {"themes": f"None: {few}"}


def explain_shuffled_words(comparison: ChanceComparison) -> dict[str, str]:
    """Explain that the order of words is that of shuffled words."""
    return {
        "chance": f"Pairs of neighbouring words repeat {comparison.observed:,.0f} times; in the same words, shuffled, "
        f"{comparison.expected:,.0f} times (standard deviation {comparison.deviation:,.1f}).",
        "themes": "None: the words follow one another as if they had been shuffled, so groups in this text would be "
        "groups of shared words, not of ideas.",
    }


def explain_noise(comparison: ChanceComparison) -> dict[str, str]:
    """Explain that clusterings agree no better than in noise."""
    return {
        "chance": _explain_agreement(comparison),
        "themes": "None: when a part of the units is left out, the groups reappear no better than groups in noise of "
        "the same shape.",
    }


def explain_clusters(
    method: ClusteringMethod, comparison: ChanceComparison, subthemes: int, themes: int
) -> dict[str, str]:
    """Explain how the sub-themes and themes were found, or that no units held together."""
    smallest = choose_min_subtheme_size(method.units, method.settings)
    none = f"None: no {smallest} units were grouped together often enough."
    return {
        "chance": _explain_agreement(comparison) + _warn_of_few_units(method.units, comparison),
        "clusterings": _explain_clusterings(method),
        "sub-themes": _explain_subthemes(method, subthemes),
        "assigned": _explain_assignment(method.settings),
        "stability": "The stability of a group is the mean, over the clusterings, of its largest Jaccard similarity "
        "with any group found without the part left out (Hennig 2007). It is slightly optimistic, because the groups "
        "come from these same clusterings.",
        "themes": _explain_themes(method, subthemes, themes) if subthemes else none,
    }


def _warn_of_few_units(units: int, comparison: ChanceComparison) -> str:
    if comparison.is_above_chance:
        return ""
    return f" That is not clearly more than chance, and {units} units are too few to tell: read these groups with care."


def _explain_agreement(comparison: ChanceComparison) -> str:
    return (
        "Groups found in parts of the units agree with one another by an adjusted mutual information of "
        f"{comparison.observed:.2f}; in noise of the same shape by {comparison.expected:.2f} (standard deviation "
        f"{comparison.deviation:.2f})."
    )


def _explain_clusterings(method: ClusteringMethod) -> str:
    neighbours = sorted({one.neighbours for one in method.sizes})
    groups = sorted({count for one in method.sizes for count in one.groups})
    noun = method.resampling.noun
    return (
        f"{len(method.sizes)} times a random {1 - RESAMPLE_SHARE:.0%} of the {noun} was left out, "
        f"{RESAMPLING_REASONS[noun]}. Each time the rest was grouped in {K_MEANS_PER_RESAMPLE + 1} ways: by k-means on "
        f"diffusion coordinates into {groups[0]} to {groups[-1]} groups, a range that follows the square root of the "
        f"number of distinct units ({method.units:,}), and by density (HDBSCAN, at least "
        f"{method.sizes[0].density_units} units). "
        f"{neighbours[0]} to {neighbours[-1]} neighbours of each unit were used. Units that were left out joined the "
        "group of their neighbours."
    )


def _explain_subthemes(method: ClusteringMethod, found: int) -> str:
    wanted = method.settings.n_subthemes
    smallest = (
        f"groups of fewer than {choose_min_subtheme_size(method.units, method.settings)} units were dissolved. Then "
        "every unit joined the sub-theme that fits it best, so a sub-theme may end up with fewer units."
    )
    if wanted is not None:
        return f"{found}, where {wanted} were asked for: the tree (average linkage) was cut there; {smallest}"
    return (
        f"As many as the data show, {found}: units are in one sub-theme if they were together in at least "
        f"{scale_share(SUBTHEME_SHARE, method.settings.granularity):.0%} of these groupings (average linkage); "
        f"{smallest}"
    )


def _explain_assignment(settings: DiscoverySettings) -> str:
    if settings.assign_all:
        return "Every unit with content has the sub-theme that it comes closest to, as set."
    both = (
        f"; it carries a second code if that share is at least {SECOND_CODE_SHARE:.0%} of the first"
        if settings.two_codes
        else ""
    )
    return (
        f"A unit is assigned if it was with the units of a sub-theme in at least {MIN_MEMBERSHIP:.0%} of the "
        f"groupings, or in half of the usual share, where that is less{both}."
    )


def _explain_themes(method: ClusteringMethod, subthemes: int, found: int) -> str:
    wanted = method.settings.n_themes
    if wanted is not None:
        return f"{found}, where {wanted} were asked for: the tree of the {subthemes} sub-themes was cut there."
    granularity, groupings = method.settings.granularity, f"{len(method.sizes)} broad groupings (average linkage)."
    often = (
        f"at least {scale_share(RELATIVE_THEME_SHARE, granularity):.0%} as often as units of one sub-theme, in"
        if method.has_course
        else f"in at least {scale_share(THEME_SHARE, granularity):.0%} of"
    )
    return (
        f"As many as the data show, {found}: of the {subthemes} sub-themes, those are in one theme whose units were "
        f"together {often} {groupings}"
    )

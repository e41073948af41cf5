"""What was chosen from the data, and why, in words for the manifest and the report."""

from thememiner.config import DiscoverySettings
from thememiner.discovery.assignment import BOTH, LEAST
from thememiner.discovery.chance import Verdict
from thememiner.discovery.cluster import TOGETHER
from thememiner.discovery.hierarchy import TOGETHER as THEMES_TOGETHER
from thememiner.discovery.resampling import ENOUGH, SHARE, Resampling
from thememiner.discovery.sizes import GRAINS, Sizes, smallest_subtheme


def too_few(units: int, settings: DiscoverySettings) -> dict[str, str]:
    """Say that there is too little material for themes."""
    few = f"{units} distinct units with content are fewer than the {settings.min_units} that can carry a theme."
    return {"themes": f"None: {few}"}


def no_language(verdict: Verdict) -> dict[str, str]:
    """Say that the words come in no order."""
    return {
        "chance": f"Pairs of neighbouring words return {verdict.found:,.0f} times; in the same words, shuffled, "
        f"{verdict.by_chance:,.0f} times (standard deviation {verdict.spread:,.1f}).",
        "themes": "None: the words follow one another as if they had been shuffled, so groups in this text would be "
        "groups of shared words, not of ideas.",
    }


def only_noise(verdict: Verdict) -> dict[str, str]:
    """Say that clusterings agree no better than in noise."""
    return {
        "chance": _agreement(verdict),
        "themes": "None: what groups there are do not come back when a part of the units is left out, or no better than "
        "in noise of the same shape.",
    }


def made(
    units: int,
    subthemes: int,
    sizes: tuple[Sizes, ...],
    resampling: Resampling,
    verdict: Verdict,
    settings: DiscoverySettings,
) -> dict[str, str]:
    """Say how the clusters were made."""
    neighbours = sorted({one.neighbours for one in sizes})
    groups = sorted({count for one in sizes for count in one.groups})
    smallest = smallest_subtheme(units, settings)
    left_out = f"a random {1 - SHARE:.0%} of the {resampling.noun}"
    why = {
        "participants": f"because units of one person are not independent and there are at least {ENOUGH} persons",
        "documents": f"because fewer than {ENOUGH} participants are known, but at least {ENOUGH} documents",
        "units": f"because there are fewer than {ENOUGH} participants and documents",
    }[resampling.noun]
    choices = {
        "chance": _agreement(verdict),
        "clusterings": f"{len(sizes)} times {left_out} was left out, {why}. Each time the rest was grouped "
        f"{GRAINS + 1} ways: by centres (k-means on diffusion coordinates) into {groups[0]} to {groups[-1]} groups, which "
        f"follows the square root of the number of distinct units ({units:,}), and by density (HDBSCAN, at least "
        f"{sizes[0].density_units} units). {neighbours[0]} to {neighbours[-1]} neighbours of each unit were looked at. "
        "What was left out went with its neighbours.",
        "sub-themes": f"{_number(settings.n_subthemes, 'sub-themes')}: units are in one sub-theme if they went together in "
        f"at least {min(TOGETHER * settings.granularity, 0.95):.0%} of these groupings (average linkage); groups of "
        f"fewer than {smallest} units were dissolved.",
        "assigned": "Every unit with content has the sub-theme that it comes closest to, as set."
        if settings.assign_all
        else f"A unit is assigned if it went with the units of a sub-theme in at least {LEAST:.0%} of the groupings"
        + (f"; it carries a second code if it went there at least {BOTH:.0%} as often." if settings.two_codes else "."),
        "stability": "The mean, over what was left out each time, of the largest Jaccard similarity of the group with any "
        "group found in the rest (Hennig 2007). It flatters a little, because the groups were made of these same "
        "clusterings.",
        "themes": f"{_number(settings.n_themes, 'themes')}: the {subthemes} sub-themes are in one theme if their units went "
        f"together in at least {min(THEMES_TOGETHER * settings.granularity, 0.95):.0%} of {len(sizes)} broad groupings.",
    }
    return choices if subthemes else {**choices, "themes": f"None: no {smallest} units went together often enough."}


def _agreement(verdict: Verdict) -> str:
    return (
        "Groups found in parts of the units agree with one another by an adjusted mutual information of "
        f"{verdict.found:.2f}; in noise of the same shape by {verdict.by_chance:.2f} (standard deviation "
        f"{verdict.spread:.2f})."
    )


def _number(count: int | None, noun: str) -> str:
    return f"{count} {noun}, as set" if count is not None else f"As many {noun} as the data show"

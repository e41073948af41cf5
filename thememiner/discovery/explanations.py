"""What was chosen from the data, and why, in words for the manifest and the report."""

from dataclasses import dataclass

from thememiner.config import DiscoverySettings
from thememiner.discovery.assignment import BOTH, LEAST
from thememiner.discovery.cluster import TOGETHER
from thememiner.discovery.consensus import TOGETHER as THEMES_TOGETHER
from thememiner.discovery.ensemble import ENOUGH, SHARE, Resampling
from thememiner.discovery.significance import Verdict
from thememiner.discovery.sizes import GRAINS, Sizes, share_for, smallest_subtheme

WHY = {
    "participants": f"because units of one person are not independent and there are at least {ENOUGH} persons",
    "documents": f"because fewer than {ENOUGH} participants are known, but at least {ENOUGH} documents",
    "units": f"because there are fewer than {ENOUGH} participants and documents",
}
"""These, and not others, were left out in turn."""


@dataclass(frozen=True, slots=True)
class Ways:
    """How clusters were looked for."""

    units: int
    """Distinct ones that took part."""
    sizes: tuple[Sizes, ...]
    resampling: Resampling
    settings: DiscoverySettings


def sampled(units: int, chosen: int, people: int) -> dict[str, str]:
    """Say that themes were sought in a sample, and how all other units came to them; nothing if there is no sample."""
    if chosen == units:
        return {}
    return {
        "sample": f"Themes were sought in {chosen:,} of the {units:,} distinct units ({chosen / units:.1%}), drawn at "
        f"random from each of {people:,} participants (documents, where nobody is named) in proportion to what they "
        "said. The other units were assigned by the same rule: in every clustering they went with their nearest units "
        "of the sample, as units that are left out do, and the same shares of the clusterings decide. Sizes and "
        "stability were settled in the sample."
    }


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
        "themes": "None: what groups there are do not come back when a part of the units is left out, or no better "
        "than in noise of the same shape.",
    }


def made(ways: Ways, verdict: Verdict, subthemes: int, themes: int) -> dict[str, str]:
    """Say how so many sub-themes and themes were made, or that no units held together."""
    none = f"None: no {smallest_subtheme(ways.units, ways.settings)} units went together often enough."
    return {
        "chance": _agreement(verdict) + _too_few_to_tell(ways.units, verdict),
        "clusterings": _clusterings(ways),
        "sub-themes": _subthemes(ways, subthemes),
        "assigned": _assigned(ways.settings),
        "stability": "The stability of a group is the mean, over what was left out each time, of its largest Jaccard "
        "similarity with any group found in the rest (Hennig 2007). It flatters a little, because the groups were made "
        "of these same clusterings.",
        "themes": _themes(ways, subthemes, themes) if subthemes else none,
    }


def _too_few_to_tell(units: int, verdict: Verdict) -> str:
    if verdict.is_more:
        return ""
    return f" That is not clearly more than chance, and {units} units are too few to tell: read these groups with care."


def _agreement(verdict: Verdict) -> str:
    return (
        "Groups found in parts of the units agree with one another by an adjusted mutual information of "
        f"{verdict.found:.2f}; in noise of the same shape by {verdict.by_chance:.2f} (standard deviation "
        f"{verdict.spread:.2f})."
    )


def _clusterings(ways: Ways) -> str:
    neighbours = sorted({one.neighbours for one in ways.sizes})
    groups = sorted({count for one in ways.sizes for count in one.groups})
    noun = ways.resampling.noun
    return (
        f"{len(ways.sizes)} times a random {1 - SHARE:.0%} of the {noun} was left out, {WHY[noun]}. Each time the rest "
        f"was grouped {GRAINS + 1} ways: by centres (k-means on diffusion coordinates) into {groups[0]} to "
        f"{groups[-1]} groups, which follows the square root of the number of distinct units ({ways.units:,}), and by "
        f"density (HDBSCAN, at least {ways.sizes[0].density_units} units). {neighbours[0]} to {neighbours[-1]} "
        "neighbours of each unit were looked at. What was left out went with its neighbours."
    )


def _subthemes(ways: Ways, found: int) -> str:
    wanted = ways.settings.n_subthemes
    smallest = (
        f"groups of fewer than {smallest_subtheme(ways.units, ways.settings)} units were dissolved. Then every unit "
        "went where it fits best, so a sub-theme may have fewer in the end."
    )
    if wanted is not None:
        return f"{found}, where {wanted} were asked for: the tree (average linkage) was cut there; {smallest}"
    return (
        f"As many as the data show, {found}: units are in one sub-theme if they went together in at least "
        f"{share_for(TOGETHER, ways.settings.granularity):.0%} of these groupings (average linkage); {smallest}"
    )


def _assigned(settings: DiscoverySettings) -> str:
    if settings.assign_all:
        return "Every unit with content has the sub-theme that it comes closest to, as set."
    both = f"; it carries a second code if it went there at least {BOTH:.0%} as often" if settings.two_codes else ""
    return (
        f"A unit is assigned if it went with the units of a sub-theme in at least {LEAST:.0%} of the groupings, or "
        f"half as often as is usual, where that is less{both}."
    )


def _themes(ways: Ways, subthemes: int, found: int) -> str:
    wanted = ways.settings.n_themes
    if wanted is not None:
        return f"{found}, where {wanted} were asked for: the tree of the {subthemes} sub-themes was cut there."
    return (
        f"As many as the data show, {found}: of the {subthemes} sub-themes those are in one theme whose units went "
        f"together in at least {share_for(THEMES_TOGETHER, ways.settings.granularity):.0%} of {len(ways.sizes)} broad "
        "groupings (average linkage)."
    )

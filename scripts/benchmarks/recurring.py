"""Whether themes recur between two halves of a study, and do not recur between different studies."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import NamedTuple

import numpy as np

from benchmarks.coded_cases import without_participants
from benchmarks.coded_sets import SETS as CODED_SETS
from benchmarks.coded_sets import CodedUnits
from benchmarks.compared_encoders import SETTINGS
from benchmarks.markdown_tables import print_heading, print_progress, print_row
from thememiner.batch.summary.recurring import NEARNESS_THRESHOLD, CorpusTheme, embed_themes, group_themes
from thememiner.description import assign_units, describe
from thememiner.discovery import discover
from thememiner.embedding import embed
from thememiner.records import Theme

LEFT_OUT = ("en_annomi", "zh_asap_reviews")
"""A control whose codes are not themes, and long reviews whose units have the codes of the whole review."""
UNITS, QUICK_UNITS = 700, 100
"""Most units of a half."""
BOUNDS = (0.3, NEARNESS_THRESHOLD, 0.5)
HALF_IN_COMMON = 0.5


class Coded(NamedTuple):
    """A candidate theme, and the share of its units with each manual code."""

    theme: Theme
    codes: dict[str, float]


Half = tuple[Coded, ...]


class CounterpartCounts(NamedTuple):
    """Number of themes that could have, that got, and that got the right counterpart."""

    possible: int = 0
    given: int = 0
    right: int = 0
    names: tuple[str, ...] = ()
    """The names of matched themes and their counterparts."""


def print_recurring(*, quick: bool) -> None:
    """Print how many themes are matched in the other half of the same set, and how many in another set."""
    units, sets = (QUICK_UNITS, CODED_SETS[:2]) if quick else (UNITS, CODED_SETS)
    halves = [_mine_halves(coded.read(most=2 * units)) for coded in sets if coded.name not in LEFT_OUT]
    print_heading(
        "Themes that recur",
        f"{len(halves)} coded sets, each split into two halves of up to {units} units that are mined separately. A "
        "counterpart in the other half is right if it shares the most manual codes, seen from either "
        "side, or at least half of them. Between different sets: the first halves of every two sets.",
        *("nearness", "possible", "given", "right", "possible between sets", "given between sets"),
    )
    for bound in BOUNDS:
        within = [_count_counterparts(one, other, bound) for one, other in halves]
        between = [_count_counterparts(one[0], other[0], bound) for one, other in combinations(halves, 2)]
        print_progress("\n".join(f"{bound} or more, between sets: {name}" for found in between for name in found.names))
        print_row(
            f"{bound} or more",
            *(sum(counts) for counts in zip(*(found[:3] for found in within), strict=True)),
            *(sum(counts) for counts in zip(*(found[:2] for found in between), strict=True)),
        )


def _mine_halves(coded: CodedUnits) -> tuple[Half, Half]:
    rows = np.random.default_rng(0).permutation(len(coded.codes))
    first, second = (_mine_half(coded, np.sort(part)) for part in np.array_split(rows, 2))
    return first, second


def _mine_half(coded: CodedUnits, chosen: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> Half:
    """Return the candidate themes of a half of the coded units."""
    print_progress(f"mining {len(chosen)} units of {coded.name}")
    units = without_participants(coded.segmentation.units)
    rows = np.flatnonzero(units["kept"].to_numpy(bool))[chosen]
    units = units.assign(kept=np.isin(np.arange(len(units)), rows))
    units["duplicate_of"] = units["duplicate_of"].where(units["duplicate_of"].isin(units["unit_id"][units["kept"]]))
    segmentation = replace(coded.segmentation, units=units)
    embedding = embed(segmentation, settings=SETTINGS)
    found = discover(embedding, units, tokens=segmentation.tokens)
    themes = describe(found, segmentation, embedding)
    of_units = assign_units(units, found)["theme_id"].fillna("").to_numpy(dtype=object)[rows]
    codes = [coded.codes[place][0] for place in chosen]
    return tuple(
        Coded(theme, _shares([code for code, own in zip(codes, of_units, strict=True) if own == theme.theme_id]))
        for theme in themes
    )


def _shares(codes: Sequence[str]) -> dict[str, float]:
    return {code: count / len(codes) for code, count in Counter(codes).items()}


def _count_counterparts(one: Half, other: Half, bound: float) -> CounterpartCounts:
    """Count the matched themes of two corpora."""
    if not one or not other:
        return CounterpartCounts()
    every = [*one, *other]
    here = [CorpusTheme("one", own.theme, str(place)) for place, own in enumerate(one)]
    there = [CorpusTheme("other", own.theme, str(place)) for place, own in enumerate(other)]
    groups = group_themes([*here, *there], embed_themes([own.theme for own in every], use_cache=True), near=bound)
    pairs = [tuple(int(member.report) for member in group.members) for group in groups]
    common = np.array([[_shared_codes(own, its) for its in other] for own in one])
    right = sum(_is_right(common, left, right) for left, right in pairs)
    names = tuple(f"{one[left].theme.name} ~ {other[right].theme.name}" for left, right in pairs)
    return CounterpartCounts(min(len(one), len(other)), len(pairs), right, names)


def _shared_codes(one: Coded, other: Coded) -> float:
    return sum(min(share, other.codes.get(code, 0)) for code, share in one.codes.items())


def _is_right(common: "np.ndarray[tuple[int, int], np.dtype[np.float64]]", left: int, right: int) -> bool:
    own = common[left, right]
    return bool(own > 0 and (own in (common[left].max(), common[:, right].max()) or own >= HALF_IN_COMMON))

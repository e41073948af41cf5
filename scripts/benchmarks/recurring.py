"""Whether themes of one study are found again in another, where it is known that they are there or are not."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import NamedTuple

import numpy as np

from benchmarks.cases import said_by_nobody
from benchmarks.coded_sets import SETS as CODED_SETS
from benchmarks.coded_sets import CodedUnits
from benchmarks.tables import print_heading, print_row, tell
from benchmarks.views import SETTINGS
from thememiner.batch.summary.recurring import NEAR, ThemeHere, recurring_themes, theme_vectors
from thememiner.description import assign, describe
from thememiner.discovery import discover
from thememiner.embedding import embed
from thememiner.records import Theme

LEFT_OUT = ("en_annomi", "zh_asap_reviews")
"""A control whose codes are no themes, and long reviews whose units have the codes of the whole review."""
UNITS, QUICK_UNITS = 700, 100
"""Of a half, at most."""
BOUNDS = (0.3, NEAR, 0.5)
HALF_IN_COMMON = 0.5


class Coded(NamedTuple):
    """A candidate theme, and what share of its units has each manual code."""

    theme: Theme
    codes: dict[str, float]


Half = tuple[Coded, ...]


class Counted(NamedTuple):
    """How many themes were given a counterpart, of how many that could be, and how many of them rightly."""

    possible: int = 0
    given: int = 0
    right: int = 0
    names: tuple[str, ...] = ()
    """Of the themes that were given one, with its."""


def print_recurring(*, quick: bool) -> None:
    """Print how many themes are found again in the other half of their own set, and how many in another set."""
    units, sets = (QUICK_UNITS, CODED_SETS[:2]) if quick else (UNITS, CODED_SETS)
    halves = [_halves(coded.read(most=2 * units)) for coded in sets if coded.name not in LEFT_OUT]
    print_heading(
        "Themes that recur",
        f"{len(halves)} coded sets, each cut in two halves of up to {units} units that are mined by themselves. A "
        "counterpart in the other half is right if it has the most of the manual codes in common, seen from either "
        "side, or at least half of them. Between different sets: of every two, their first halves.",
        *("nearness", "possible", "given", "right", "possible between sets", "given between sets"),
    )
    for bound in BOUNDS:
        within = [_counted(one, other, bound) for one, other in halves]
        between = [_counted(one[0], other[0], bound) for one, other in combinations(halves, 2)]
        tell("\n".join(f"{bound} or more, between sets: {name}" for found in between for name in found.names))
        print_row(
            f"{bound} or more",
            *(sum(counts) for counts in zip(*(found[:3] for found in within), strict=True)),
            *(sum(counts) for counts in zip(*(found[:2] for found in between), strict=True)),
        )


def _halves(coded: CodedUnits) -> tuple[Half, Half]:
    rows = np.random.default_rng(0).permutation(len(coded.codes))
    first, second = (_mined(coded, np.sort(part)) for part in np.array_split(rows, 2))
    return first, second


def _mined(coded: CodedUnits, chosen: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> Half:
    """Return the candidate themes of some of the coded units."""
    tell(f"mining {len(chosen)} units of {coded.name}")
    units = said_by_nobody(coded.segmentation.units)
    rows = np.flatnonzero(units["kept"].to_numpy(bool))[chosen]
    units = units.assign(kept=np.isin(np.arange(len(units)), rows))
    units["duplicate_of"] = units["duplicate_of"].where(units["duplicate_of"].isin(units["unit_id"][units["kept"]]))
    segmentation = replace(coded.segmentation, units=units)
    embedding = embed(segmentation, forms={}, settings=SETTINGS)
    found = discover(embedding, units, tokens=segmentation.tokens)
    themes = describe(found, segmentation, embedding)
    of_units = assign(units, found)["theme_id"].fillna("").to_numpy(dtype=object)[rows]
    codes = [coded.codes[place][0] for place in chosen]
    return tuple(
        Coded(theme, _shares([code for code, own in zip(codes, of_units, strict=True) if own == theme.theme_id]))
        for theme in themes
    )


def _shares(codes: Sequence[str]) -> dict[str, float]:
    return {code: count / len(codes) for code, count in Counter(codes).items()}


def _counted(one: Half, other: Half, bound: float) -> Counted:
    """Count the themes of two corpora that are grouped."""
    if not one or not other:
        return Counted()
    every = [*one, *other]
    here = [ThemeHere("one", own.theme, str(place)) for place, own in enumerate(one)]
    there = [ThemeHere("other", own.theme, str(place)) for place, own in enumerate(other)]
    groups = recurring_themes([*here, *there], theme_vectors([own.theme for own in every], remember=True), near=bound)
    pairs = [tuple(int(member.report) for member in group.members) for group in groups]
    common = np.array([[_in_common(own, its) for its in other] for own in one])
    right = sum(_is_right(common, left, right) for left, right in pairs)
    names = tuple(f"{one[left].theme.name} ~ {other[right].theme.name}" for left, right in pairs)
    return Counted(min(len(one), len(other)), len(pairs), right, names)


def _in_common(one: Coded, other: Coded) -> float:
    return sum(min(share, other.codes.get(code, 0)) for code, share in one.codes.items())


def _is_right(common: "np.ndarray[tuple[int, int], np.dtype[np.float64]]", left: int, right: int) -> bool:
    own = common[left, right]
    return bool(own > 0 and (own in (common[left].max(), common[:, right].max()) or own >= HALF_IN_COMMON))

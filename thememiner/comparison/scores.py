"""The figures of agreement, in one table with the properties that each must have."""

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from thememiner.comparison.b_cubed import BCubed, b_cubed
from thememiner.comparison.levels import Groups


@dataclass(frozen=True)
class GroupPair:
    """The groups of the same units in both codings, and what several scores need of them."""

    reference: Groups
    proposed: Groups

    @cached_property
    def b_cubed(self) -> BCubed | None:
        """Return the extended B-cubed figures; units without code are a group of their own."""
        return b_cubed(self.reference.with_uncoded(), self.proposed.with_uncoded())


class Score(NamedTuple):
    """A figure of agreement: 1 for equal codings, higher is better, None where it is undefined."""

    name: str
    title: str
    score: Callable[[GroupPair], float | None]
    lowest: float
    """No value lies below."""
    symmetric: bool
    """Exchanging the codings changes nothing."""
    chance_corrected: bool
    """About 0 for unrelated codings."""
    first_code_only: bool
    """Looks only at each unit's first code."""


def adjusted_mutual_information(pair: GroupPair) -> float | None:
    """Return the adjusted mutual information of the first codes, computed by scikit-learn.

    Vinh, Epps and Bailey (2010), Journal of Machine Learning Research 11, equation 3 with the arithmetic mean. Units
    without code are a group of their own. None for fewer than two units, and where the correction for chance
    divides zero by zero: both codings put all units into one group, or both each unit into its own.
    """
    return _corrected(adjusted_mutual_info_score, pair)


def adjusted_rand(pair: GroupPair) -> float | None:
    """Return the adjusted Rand index of the first codes, computed by scikit-learn.

    Hubert and Arabie (1985), Journal of Classification 2, equation 5. Units without code are a group of their
    own. None in the same cases as for the adjusted mutual information.
    """
    return _corrected(adjusted_rand_score, pair)


SCORES = (
    Score(
        name="ami",
        title="adjusted mutual information (AMI)",
        score=adjusted_mutual_information,
        lowest=-1,
        symmetric=True,
        chance_corrected=True,
        first_code_only=True,
    ),
    Score(
        name="ari",
        title="adjusted Rand index (ARI)",
        score=adjusted_rand,
        lowest=-0.5,
        symmetric=True,
        chance_corrected=True,
        first_code_only=True,
    ),
    Score(
        name="b_cubed_precision",
        title="B-cubed precision",
        score=lambda pair: pair.b_cubed and pair.b_cubed.precision,
        lowest=0,
        symmetric=False,
        chance_corrected=False,
        first_code_only=False,
    ),
    Score(
        name="b_cubed_recall",
        title="B-cubed recall",
        score=lambda pair: pair.b_cubed and pair.b_cubed.recall,
        lowest=0,
        symmetric=False,
        chance_corrected=False,
        first_code_only=False,
    ),
    Score(
        name="b_cubed_f1",
        title="B-cubed F1",
        score=lambda pair: pair.b_cubed and pair.b_cubed.f1,
        lowest=0,
        symmetric=True,
        chance_corrected=False,
        first_code_only=False,
    ),
)


def figures(reference: Groups, proposed: Groups) -> Mapping[str, float | None]:
    """Return every score of the table by its name."""
    pair = GroupPair(reference, proposed)
    return {score.name: score.score(pair) for score in SCORES}


def _corrected(score: Callable[..., float], pair: GroupPair) -> float | None:
    reference, proposed = pair.reference.first, pair.proposed.first
    units = len(reference)
    sizes = {len(np.unique(reference)), len(np.unique(proposed))}
    if units < 2 or sizes in ({1}, {units}):  # noqa: PLR2004 - a pair needs two
        return None
    with warnings.catch_warnings():
        # scikit-learn takes many small groups for a sign of regression targets.
        warnings.filterwarnings("ignore", message="The number of unique classes is greater than 50%")
        return float(score(reference, proposed))

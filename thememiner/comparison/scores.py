"""The figures of agreement, in one table with the properties that each must have."""

from collections.abc import Callable
from typing import NamedTuple

from thememiner.comparison.after_matching import (
    brennan_prediger,
    cohens_kappa,
    gwets_ac1,
    kappa_of_merged,
    krippendorffs_alpha,
)
from thememiner.comparison.alpha_masi import alpha_masi
from thememiner.comparison.b_cubed import b_cubed_f1, b_cubed_precision, b_cubed_recall
from thememiner.comparison.first_codes import (
    adjusted_mutual_information,
    adjusted_rand,
    completeness,
    homogeneity,
    v_measure,
)
from thememiner.comparison.found_codes import coverage, novelty
from thememiner.comparison.matched_codes import matched_f1
from thememiner.comparison.omega import omega
from thememiner.comparison.pairs import GroupPair, Values, Weights

NOTHING_BEYOND = (
    "each coding puts all units together, or each unit by itself: there is nothing beyond chance to measure"
)
NO_CODE = "no code is carried by enough of the units compared"


class Score(NamedTuple):
    """A figure of agreement, undefined where nothing can be said."""

    name: str
    title: str
    values: Callable[[GroupPair, Weights], Values]
    """The figure in each draw of people, NaN where it is undefined."""
    lowest: float
    """No value lies below."""
    symmetric: bool
    """Exchanging the codings changes nothing."""
    chance_corrected: bool
    """About 0 for unrelated codings."""
    first_code_only: bool
    """Looks only at each unit's first code."""
    after_matching: bool = False
    """Rests on which codes count as the same. What shuffled codings reach after such matching is taken out."""
    costly: bool = False
    """Is taken over fewer draws."""
    best: float = 1
    """Its value for equal codings; the worst one is on the other side."""
    ranged: bool = True
    """Has a range over draws of people; not where it counts units by a rule, as units drawn twice would count twice."""
    undefined: str = NOTHING_BEYOND
    """Why there is no value for two units or more."""


SCORES = (
    Score("ami", "adjusted mutual information (AMI)", adjusted_mutual_information, -1, True, True, True, costly=True),
    Score("ari", "adjusted Rand index (ARI)", adjusted_rand, -0.5, True, True, True),
    Score("homogeneity", "homogeneity", homogeneity, 0, False, False, True),
    Score("completeness", "completeness", completeness, 0, False, False, True),
    Score("v_measure", "V-measure (the same as NMI)", v_measure, 0, True, False, True),
    Score("b_cubed_precision", "B-cubed precision", b_cubed_precision, 0, False, False, False, costly=True),
    Score("b_cubed_recall", "B-cubed recall", b_cubed_recall, 0, False, False, False, costly=True),
    Score("b_cubed_f1", "B-cubed F1", b_cubed_f1, 0, True, False, False, costly=True),
    Score("omega", "omega index", omega, -1, True, True, False, costly=True),
    Score("kappa", "Cohen's kappa", cohens_kappa, -1, True, True, True, after_matching=True),
    Score("kappa_merged", "Cohen's kappa, parts merged", kappa_of_merged, -1, False, True, True, after_matching=True),
    Score("alpha", "Krippendorff's alpha", krippendorffs_alpha, -1, True, True, True, after_matching=True),
    Score(
        *("alpha_masi", "Krippendorff's alpha over all codes (MASI)", alpha_masi, -1, True, True, False),
        after_matching=True,
        costly=True,
    ),
    Score("ac1", "Gwet's AC1", gwets_ac1, -1, True, True, True, after_matching=True),
    Score(
        "brennan_prediger", "Brennan and Prediger's kappa", brennan_prediger, -1, True, True, True, after_matching=True
    ),
    Score("matched_f1", "mean F1 of matched codes", matched_f1, 0, False, False, False, undefined=NO_CODE),
    Score(
        *("coverage", "codes with a counterpart", coverage, 0, False, False, False),
        costly=True,
        ranged=False,
        undefined=NO_CODE,
    ),
    Score(
        *("novelty", "proposed codes without counterpart", novelty, 0, False, False, False),
        costly=True,
        best=0,
        ranged=False,
        undefined=NO_CODE,
    ),
)
"""In the order in which they are shown."""

"""Two codings side by side: which codes were found, and how far the coders agree. Pure numbers, no files."""

from thememiner.comparison.alignment import align
from thememiner.comparison.code_outcomes import RULE
from thememiner.comparison.compare import NOUNS, compare
from thememiner.comparison.consensus import Settled, decided_units, settle
from thememiner.comparison.disagreements import (
    HOW_INSTRUCTIVE,
    extent_told,
    find_disagreements,
    left_out_told,
    settings_of,
)
from thememiner.comparison.groups import (
    Carried,
    Division,
    attributes_of,
    carried_by_coder,
    carried_by_machine,
    divide,
    known_attribute,
)
from thememiner.comparison.intercoder import ceiling
from thememiner.comparison.levels import Level, groups, levels_of
from thememiner.comparison.prevalence import FEWEST, prevalence_by
from thememiner.comparison.run_comparison import (
    Side,
    nearness_of_centres,
    nearness_of_units,
    nearness_of_words,
    runs_beside,
)
from thememiner.comparison.scores import SCORES, Score
from thememiner.comparison.unitizing import joined

__all__ = [
    "FEWEST",
    "HOW_INSTRUCTIVE",
    "NOUNS",
    "RULE",
    "SCORES",
    "Carried",
    "Division",
    "Level",
    "Score",
    "Settled",
    "Side",
    "align",
    "attributes_of",
    "carried_by_coder",
    "carried_by_machine",
    "ceiling",
    "compare",
    "decided_units",
    "divide",
    "extent_told",
    "find_disagreements",
    "groups",
    "joined",
    "known_attribute",
    "left_out_told",
    "levels_of",
    "nearness_of_centres",
    "nearness_of_units",
    "nearness_of_words",
    "prevalence_by",
    "runs_beside",
    "settings_of",
    "settle",
]

"""Two codings side by side: which codes were found, and how far the coders agree. Pure numbers, no files."""

from thememiner.comparison.attributes import attributes_of, divide, known_attribute
from thememiner.comparison.carried import Carried, carried_by_coder, carried_by_machine
from thememiner.comparison.ceiling import ceiling
from thememiner.comparison.comparing import compare
from thememiner.comparison.counterparts import nearness_of_centres, nearness_of_units, nearness_of_words
from thememiner.comparison.disagreements import HOW_INSTRUCTIVE, find_disagreements, settings_of
from thememiner.comparison.disputed_units import extent_told, left_out_told
from thememiner.comparison.findings import RULE
from thememiner.comparison.levels import Level
from thememiner.comparison.prevalence import prevalence_by
from thememiner.comparison.runs_beside import Side, runs_beside
from thememiner.comparison.scores import SCORES, Score
from thememiner.comparison.settling import Settled, decided_units, settle

__all__ = [
    "HOW_INSTRUCTIVE",
    "RULE",
    "SCORES",
    "Carried",
    "Level",
    "Score",
    "Settled",
    "Side",
    "attributes_of",
    "carried_by_coder",
    "carried_by_machine",
    "ceiling",
    "compare",
    "decided_units",
    "divide",
    "extent_told",
    "find_disagreements",
    "known_attribute",
    "left_out_told",
    "nearness_of_centres",
    "nearness_of_units",
    "nearness_of_words",
    "prevalence_by",
    "runs_beside",
    "settings_of",
    "settle",
]

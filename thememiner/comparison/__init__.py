"""Comparison of codings: which codes of one coding are in the other, how far coders agree, and who said what."""

from thememiner.comparison.alignment import Alignments, align
from thememiner.comparison.compare import compare
from thememiner.comparison.consensus import AppliedConsensus, apply_consensus, decided_units
from thememiner.comparison.disagreements import comparison_settings, find_disagreements
from thememiner.comparison.groups import (
    AttributeGroups,
    CodeMatrix,
    coder_code_matrix,
    find_attribute,
    group_by_attributes,
    list_attributes,
    proposal_code_matrix,
)
from thememiner.comparison.intercoder import measure_human_agreement
from thememiner.comparison.levels import Level, common_levels, group_by_code
from thememiner.comparison.prevalence import count_asked_by_first_code, count_prevalence
from thememiner.comparison.run_comparison import (
    RunSide,
    compare_runs_by_theme,
    similarity_by_centres,
    similarity_by_keywords,
    similarity_by_units,
)
from thememiner.comparison.scores import SCORES, Score
from thememiner.comparison.unitizing import merge_spans

__all__ = [
    "SCORES",
    "Alignments",
    "AppliedConsensus",
    "AttributeGroups",
    "CodeMatrix",
    "Level",
    "RunSide",
    "Score",
    "align",
    "apply_consensus",
    "coder_code_matrix",
    "common_levels",
    "compare",
    "compare_runs_by_theme",
    "comparison_settings",
    "count_asked_by_first_code",
    "count_prevalence",
    "decided_units",
    "find_attribute",
    "find_disagreements",
    "group_by_attributes",
    "group_by_code",
    "list_attributes",
    "measure_human_agreement",
    "merge_spans",
    "proposal_code_matrix",
    "similarity_by_centres",
    "similarity_by_keywords",
    "similarity_by_units",
]

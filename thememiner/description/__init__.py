"""Description: clusters become a codebook with names, keywords and quotes, and a coding."""

from thememiner.description.describe import describe
from thememiner.description.llm_naming import NamedThemes, name_by_model, refuse_unusable_namer
from thememiner.description.theme_coding import assign_units, to_coding

__all__ = [
    "NamedThemes",
    "assign_units",
    "describe",
    "name_by_model",
    "refuse_unusable_namer",
    "to_coding",
]

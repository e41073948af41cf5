"""Description: clusters become a codebook with names, keywords and quotes, and a coding."""

from thememiner.description.describe import describe
from thememiner.description.llm_naming import NamedThemes, name_by_model, refuse_unusable_namer
from thememiner.description.theme_coding import to_coding, assign_units

__all__ = [
    "NamedThemes",
    "to_coding",
    "assign_units",
    "describe",
    "name_by_model",
    "refuse_unusable_namer",
]

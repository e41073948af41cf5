"""Description: clusters become a codebook with names, keywords and quotes, and a coding."""

from thememiner.description.describe import describe
from thememiner.description.llm_naming import Named, name_by_model, refuse_unusable_namer
from thememiner.description.theme_coding import as_coding, assign

__all__ = [
    "Named",
    "as_coding",
    "assign",
    "describe",
    "name_by_model",
    "refuse_unusable_namer",
]

"""Description: clusters become a codebook with names, keywords and quotes, and a coding."""

from thememiner.description.describe import describe
from thememiner.description.language_model import Named, name_by_model, refuse_unusable_namer
from thememiner.description.proposal import as_coding, assign

__all__ = ["Named", "as_coding", "assign", "describe", "name_by_model", "refuse_unusable_namer"]

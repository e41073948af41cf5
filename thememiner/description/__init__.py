"""Description: clusters become a codebook with names, keywords and quotes, and a coding."""

from thememiner.description.describe import describe
from thememiner.description.proposal import as_coding, assign

__all__ = ["as_coding", "assign", "describe"]

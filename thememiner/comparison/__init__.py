"""Two codings side by side: which codes were found, and how far the coders agree. Pure numbers, no files."""

from thememiner.comparison.comparing import compare
from thememiner.comparison.findings import RULE
from thememiner.comparison.scores import SCORES, Score

__all__ = ["RULE", "SCORES", "Score", "compare"]

"""What came of a batch, on one page and as tables: each job a row, and the themes that recur in several corpora."""

from thememiner.batch.summary.page import write_summary

__all__ = [
    "write_summary",
]

"""The summary of a batch, as a page and as tables: every job, and the themes that recur in several corpora."""

from thememiner.batch.summary.page import write_summary

__all__ = [
    "write_summary",
]

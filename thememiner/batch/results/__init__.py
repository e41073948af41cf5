"""What each stage gives, as files and back: the same bytes for the same result, and never a pickle."""

from thememiner.batch.results.forms import FORMS, ResultForm

__all__ = ["FORMS", "ResultForm"]

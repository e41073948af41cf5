"""An error of one file becomes a problem of the corpus, so that the other files are read."""

from thememiner.errors import InputError
from thememiner.records import Problem


def problem_of(error: InputError | OSError, place: str) -> Problem:
    """Return the problem that an error stands for; ``place`` counts if the error names none."""
    if isinstance(error, InputError):
        return Problem(error.place or place, error.what, error.remedy or "")
    reason = error.strerror or type(error).__name__
    return Problem(place, f"cannot be read ({reason}).", "Check that it is there and may be read.")

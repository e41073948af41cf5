"""How a workflow tells what it is doing; the library itself prints nothing."""

from typing import Protocol


class Progress(Protocol):
    """Somebody who wants to know how far a workflow is."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take note that ``done`` of ``total`` steps of a stage are done; ``done`` 0 means that it begins."""


def silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""

"""What a stage is given."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from thememiner.batch.plan import Job
from thememiner.config import Permissions, Settings


@dataclass(frozen=True, slots=True)
class Work:
    """What a stage is given: its job, its own settings, and the results of the stages before it."""

    job: Job
    settings: Settings
    """With the defaults for everything that the stage does not depend on."""
    of: Callable[[str], Any]
    """The result of a stage, by its name."""
    permissions: Permissions
    on_step: Callable[[int, int], None]
    """Is told how many steps are done, and of how many."""

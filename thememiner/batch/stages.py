"""The stages of a job: what each needs of the settings, the files, and the stages before it.

What a stage is given.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from thememiner.batch.plan import Job
from thememiner.config import Permissions, Settings

WITHOUT_EFFECT = {"embedding": {"cache"}, "discovery": {"workers"}, "naming": {"cache"}}
"""Settings that change how something is done and not what comes out."""
TOLD = frozenset({"cache"})
"""Those of them that a run tells all the same, so that it is written again."""
EVERYTHING = tuple(Settings.model_fields)


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of which the result is kept until something changes that it depends on."""

    name: str
    doing: str
    """What it does, for people."""
    settings: tuple[str, ...]
    """Sections of the configuration, or single settings in them (``section.setting``), that it depends on."""
    after: tuple[str, ...] = ()
    """Stages whose results it needs."""
    files: tuple[str, ...] = ()
    """Fields of the job that name the files it reads."""
    uses_model: bool = False
    """Whether it turns text into vectors."""

    def own(self, settings: Settings) -> Settings:
        """Return settings with the defaults for everything that this stage does not depend on.

        A stage gets no others, and so cannot depend on what it is not known by.
        """
        own = Settings()
        for name in sorted(self.settings, key=lambda name: "." not in name):  # whole sections last
            section, _, setting = name.partition(".")
            given = getattr(settings, section)
            if setting:
                given = getattr(own, section).model_copy(update={setting: getattr(given, setting)})
            own = own.model_copy(update={section: given})
        return own


STAGES = (
    Stage("read", "Reading transcripts", ("corpus", "speakers", "table"), files=("paths",)),
    Stage("gold", "Reading manual codings", ("corpus", "table", "comparison.read"), ("read",), ("gold",)),
    Stage("segment", "Cutting into meaning units", ("segmentation",), ("read",)),
    Stage("embed", "Embedding", ("embedding",), ("read", "segment"), uses_model=True),
    Stage("discover", "Discovering themes", ("seed", "embedding", "discovery"), ("segment", "embed"), uses_model=True),
    Stage("describe", "Describing themes", ("seed", "description", "naming"), ("segment", "embed", "discover")),
    Stage(
        "compare",
        "Comparing with manual coding",
        ("seed", "comparison"),
        ("read", "gold", "segment", "embed", "discover", "describe"),
    ),
    Stage("saturate", "Measuring saturation", ("seed", "discovery", "saturation"), ("segment", "embed", "discover")),
    Stage(
        "report",
        "Writing the run and its report",
        EVERYTHING,
        ("read", "gold", "segment", "embed", "discover", "describe", "compare", "saturate"),
    ),
)
"""In the order in which they are done."""


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

"""The stages of a mining: which settings, files and earlier results each depends on, and what it is given."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from thememiner.config import Permissions, Settings

WITHOUT_EFFECT: Mapping[str, frozenset[str]] = MappingProxyType(
    {"embedding": frozenset({"cache"}), "discovery": frozenset({"workers"}), "naming": frozenset({"cache"})}
)
"""By section, settings that change how a stage works but not its result."""
RECORDED = frozenset({"cache"})
"""Settings without effect on results that the manifest of a run still records."""
EVERYTHING = tuple(Settings.model_fields)


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of a mining. A batch keeps its result until something that it depends on changes."""

    name: str
    label: str
    """The stage in words, for progress and messages."""
    settings: tuple[str, ...]
    """Sections of the configuration, or single settings in them (``section.setting``), that the result depends on."""
    needs: tuple[str, ...] = ()
    """Names of the earlier stages whose results it uses."""
    inputs: tuple[str, ...] = ()
    """Names of the inputs whose files it reads: ``paths`` or ``gold``."""
    uses_model: bool = False
    """Whether it turns text into vectors."""

    def own_settings(self, settings: Settings) -> Settings:
        """Return ``settings`` with the default for every setting that this stage does not declare.

        A stage gets these only, so its result cannot depend on a setting that the table does not name.
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
    Stage("read", "Reading transcripts", ("corpus", "speakers", "table"), inputs=("paths",)),
    Stage("gold", "Reading manual codings", ("corpus", "table", "comparison.read"), ("read",), ("gold",)),
    Stage("segment", "Cutting into meaning units", ("segmentation",), ("read",)),
    Stage("embed", "Embedding", ("embedding",), ("segment",), uses_model=True),
    Stage(
        "questions",
        "Looking for the interview guide",
        ("seed", "segmentation", "embedding", "questions"),  # all but the last for a guide in a file
        ("segment", "embed"),
        uses_model=True,
    ),
    Stage(
        "discover",
        "Discovering themes",
        ("seed", "segmentation", "embedding", "discovery"),  # the first three also for the texts of seed themes
        ("segment", "embed", "questions"),
        uses_model=True,
    ),
    Stage("describe", "Describing themes", ("seed", "description", "naming"), ("segment", "embed", "discover")),
    Stage("compare", "Comparing with manual coding", ("seed", "comparison"), ("read", "gold", "discover", "describe")),
    Stage("saturate", "Measuring saturation", ("seed", "discovery", "saturation"), ("embed", "questions", "discover")),
    Stage(
        "report",
        "Assembling the run and its report",
        EVERYTHING,
        ("read", "gold", "segment", "embed", "questions", "discover", "describe", "compare", "saturate"),
    ),
)
"""All stages, in the order in which they run."""

READ, GOLD, SEGMENT, EMBED, QUESTIONS, DISCOVER, DESCRIBE, COMPARE, SATURATE, REPORT = STAGES


@dataclass(frozen=True, slots=True)
class StageContext:
    """What a stage is given: the inputs of the mining, the stage's own settings, and the results of earlier stages."""

    settings: Settings
    """With the default for every setting that the stage does not declare."""
    permissions: Permissions
    result: Callable[[str], Any]
    """Returns the result of an earlier stage, by the stage's name."""
    on_step: Callable[[int, int], None]
    """Called with the number of steps done, and of all steps."""
    paths: Sequence[Path] = ()
    """Transcripts, tables, or folders of them."""
    gold: Sequence[Path] = ()
    """Files with manual codings."""
    gold_format: str | None = None
    """The format of all files in ``gold``; None to detect that of each."""

"""What every section of the configuration is made of."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationInfo

Names = Annotated[tuple[str, ...], BeforeValidator(lambda given: (given,) if isinstance(given, str) else given)]
"""One name or a list of names; of columns, the first that the table has is used."""


def _existing(path: Path | None, info: ValidationInfo) -> Path | None:
    """Return a path relative to the configuration's folder, if something is there."""
    if path is None or not info.context:
        return path
    found: Path = info.context["folder"] / path
    if not found.exists():
        raise ValueError("nothing is there")
    return found


ExistingPath = Annotated[Path | None, AfterValidator(_existing)]


class Section(BaseModel):
    """A part of the configuration: frozen, and closed to keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)

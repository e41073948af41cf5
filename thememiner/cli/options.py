"""Options that several commands share."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from thememiner.config import Settings

config_option = click.option(
    "-c",
    "--config",
    metavar="CONFIG.toml",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Configuration; 'thememiner config' prints one.",
)

seed_option = click.option(
    "--seed", metavar="N", type=click.IntRange(0, 2**32 - 1), help="Start of all random numbers. [default: 0]"
)
allow_download_option = click.option(
    "--allow-download", is_flag=True, help="Download a hub's model that is not on this machine."
)
send_text_to_option = click.option(
    "--send-text-to",
    metavar="HOST",
    default="",
    help="Machine to which text may be sent, if embedding.endpoint or naming.endpoint is there. [default: none]",
)
force_option = click.option("--force", is_flag=True, help="Replace the run folder if it exists.")
quiet_option = click.option("--quiet", is_flag=True, help="Say nothing but what goes wrong.")

run_argument = click.argument("run", metavar="RUN", type=click.Path(path_type=Path, exists=True, file_okay=False))


def read_config(
    path: Path | None, *, encoding: str | None = None, seed: int | None = None, guide: Path | None = None
) -> "Settings":
    """Return the settings of a file, or the defaults, with what the command line says instead."""
    from thememiner.config import Settings, read_settings  # noqa: PLC0415 - so that --help stays light

    settings = read_settings(path) if path else Settings()
    if encoding is not None:
        settings = settings.model_copy(update={"corpus": settings.corpus.model_copy(update={"encoding": encoding})})
    if guide is not None:
        settings = settings.model_copy(update={"discovery": settings.discovery.model_copy(update={"guide": guide})})
    return settings if seed is None else settings.model_copy(update={"seed": seed})

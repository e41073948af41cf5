"""Options that several commands share."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from thememiner.config import Settings


def share(_context: click.Context, _option: click.Parameter, written: str | None) -> float | None:
    """Return a share, written as a number from 0 to 1 or as a percentage: the callback of an option."""
    if written is None:
        return None
    text = written.strip()
    try:
        value = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:  # also where it is no number at all
        raise click.BadParameter(f"{text} is no share. Write one from 0 to 1, such as 0.05, or from 0% to 100%.")
    return value


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
gold_option = click.option(
    "--gold",
    "manual",
    metavar="PATH",
    multiple=True,
    type=click.Path(path_type=Path, exists=True),
    help="Manual coding (project or table of segments) to compare with; may be repeated.",
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
format_option = click.option(
    "--format",
    "format_name",
    metavar="NAME",
    help="What the file, or every --gold, is: refi-qda, taguette, maxqda, segments ... [default: found out by content]",
)
quiet_option = click.option("--quiet", is_flag=True, help="Say nothing but what goes wrong.")

LEVELS = {"theme": "theme", "subtheme": "sub-theme"}
"""Levels of the hierarchy, as they are called on the command line and everywhere else."""

plan_argument = click.argument(
    "plan", metavar="PLAN.toml", type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
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

"""Options and arguments that several commands share, and how groups list their commands."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from thememiner.config import Settings

    Labels = tuple[str, ...]
    OptionDecorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class CommandGroup(click.Group):
    """A group of commands whose help prints the whole first sentence of each command."""

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command; click would cut its first sentence after 45 characters."""
        cmd.short_help = (cmd.help or "").partition("\n\n")[0]
        super().add_command(cmd, name)


def parse_share(_context: click.Context, _option: click.Parameter, value: str | None) -> float | None:
    """Return a share given as a number from 0 to 1 or as a percentage; an option uses it as callback."""
    if value is None:
        return None
    text = value.strip()
    try:
        share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:  # false for "nan", too
        raise click.BadParameter(f"{text} is not a share. Write a number from 0 to 1, such as 0.05, or 0% to 100%.")
    return share


def gold_option(help_text: str) -> "OptionDecorator":
    """Return the option ``--gold`` with what it means for a command."""
    return click.option(
        "--gold",
        "manual",
        metavar="PATH",
        multiple=True,
        type=click.Path(path_type=Path, exists=True),
        help=f"{help_text}: a project or a table of coded segments. May be repeated.",
    )


def format_option(what: str) -> "OptionDecorator":
    """Return the option ``--format`` for the files that it describes."""
    return click.option(
        "--format",
        "format_name",
        metavar="NAME",
        help=f"Format of {what}, such as refi-qda, taguette, maxqda or segments. [default: detected from the content]",
    )


def force_option(what: str) -> "OptionDecorator":
    """Return the option ``--force`` for what it replaces."""
    return click.option("--force", is_flag=True, help=f"Replace {what} if it exists.")


def json_option(what: str) -> "OptionDecorator":
    """Return the option ``--json`` for what it prints."""
    return click.option("--json", "as_json", is_flag=True, help=f"Print {what} as JSON.")


def quiet_option(help_text: str) -> "OptionDecorator":
    """Return the option ``--quiet`` with what it leaves out."""
    return click.option("--quiet", is_flag=True, help=help_text)


config_option = click.option(
    "-c",
    "--config",
    metavar="CONFIG.toml",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Configuration file; 'thememiner config' prints one with all defaults.",
)

seed_option = click.option("--seed", metavar="N", type=click.IntRange(0, 2**32 - 1), help="Random seed. [default: 0]")
allow_download_option = click.option(
    "--allow-download", is_flag=True, help="Download the model if it is not on this machine."
)
send_text_to_option = click.option(
    "--send-text-to",
    metavar="HOST",
    default="",
    help="Allow sending text to this machine, if embedding.endpoint or naming.endpoint is there. [default: none]",
)


def speaker_options(command: "Callable[..., Any]") -> "Callable[..., Any]":
    """Add the options that say what a speaker is: ``--interviewer``, ``--participant`` and ``--other``."""
    kinds = {
        "--other": "neither interviewer nor participant",
        "--participant": "a participant",
        "--interviewer": "an interviewer",
    }
    for name, kind in kinds.items():
        option = click.option(
            name, metavar="LABEL", multiple=True, help=f"A speaker, as labelled, who is {kind}. May be repeated."
        )
        command = option(command)
    return command


LEVELS = {"theme": "theme", "subtheme": "sub-theme"}
"""Levels of the hierarchy: their names on the command line, and everywhere else."""

plan_argument = click.argument(
    "plan", metavar="PLAN.toml", type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
run_argument = click.argument("run", metavar="RUN", type=click.Path(path_type=Path, exists=True, file_okay=False))


def gather_roles(*, interviewer: "Labels", participant: "Labels", other: "Labels") -> dict[str, "Labels"]:
    """Return the labels that were given on the command line, by role. Raises ``UsageError`` if one has two roles."""
    roles = {"interviewer": interviewer, "participant": participant, "other": other}
    seen: dict[str, str] = {}
    for role, labels in roles.items():
        for label in labels:
            first = seen.setdefault(label.strip().casefold(), role)
            if first != role:
                raise click.UsageError(f'"{label}" is given as --{first} and as --{role}. Give it once.')
    return roles


def read_config(
    path: Path | None,
    *,
    encoding: str | None = None,
    seed: int | None = None,
    guide: Path | None = None,
    guide_questions: Path | None = None,
    roles: "Mapping[str, Labels] | None" = None,
) -> "Settings":
    """Return the settings of a file, or the defaults, changed by the options of the command line."""
    from thememiner.config import Settings, read_settings  # noqa: PLC0415 - so that --help stays light

    settings = read_settings(path) if path else Settings()
    if encoding is not None:
        settings = settings.model_copy(update={"corpus": settings.corpus.model_copy(update={"encoding": encoding})})
    if roles is not None:
        settings = settings.model_copy(update={"speakers": settings.speakers.with_roles(**roles)})
    if guide is not None:
        settings = settings.model_copy(update={"discovery": settings.discovery.model_copy(update={"guide": guide})})
    if guide_questions is not None:
        changed = {"file": guide_questions, "use": "auto"}
        settings = settings.model_copy(update={"questions": settings.questions.model_copy(update=changed)})
    return settings if seed is None else settings.model_copy(update={"seed": seed})

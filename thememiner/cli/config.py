"""``thememiner config``: print the default configuration, or check a configuration file."""

from pathlib import Path

import click

from thememiner.cli.output import echo


@click.command("config")
@click.option(
    "--check",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Check this configuration file and list all its problems.",
)
def config_command(*, check: Path | None) -> None:
    """Print the default configuration with comments, or check a configuration file."""
    from thememiner.config import read_settings, settings_to_toml  # noqa: PLC0415 - so that --help stays light

    if check is None:
        echo(*settings_to_toml().splitlines())
    else:
        read_settings(check)
        echo(f"{check}: no problems")

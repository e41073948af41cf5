"""``thememiner config``: the configuration, explained or checked."""

from pathlib import Path

import click


@click.command("config")
@click.option(
    "--check",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Report every problem of a configuration file at once.",
)
def config_command(*, check: Path | None) -> None:
    """Print the default configuration with a comment for every setting, or check one."""
    from thememiner.config import commented_toml, read_settings  # noqa: PLC0415 - so that --help stays light

    if check is None:
        click.echo(commented_toml(), nl=False)
    else:
        read_settings(check)
        click.echo(f"{check}: no problems")

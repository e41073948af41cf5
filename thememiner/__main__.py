"""The entry point: runs the command line and turns every way of ending into an exit code."""

import sys
import traceback
from io import TextIOWrapper

import click

from thememiner.cli import commands
from thememiner.errors import ConfigurationError, ThemeMinerError

UNEXPECTED = 70
INTERRUPTED = 130
BROKEN_PIPE = 141


def main() -> None:
    """Run the command line and exit."""
    if isinstance(sys.stdout, TextIOWrapper):  # a terminal that knows no Chinese letter shows its number instead
        sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(run())


def run(arguments: list[str] | None = None) -> int:
    """Run the command line with the given arguments and return the exit code."""
    try:
        outcome = commands.main(args=arguments, prog_name="thememiner", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("Interrupted; nothing is left half written.", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        return BROKEN_PIPE
    except ThemeMinerError as error:
        _say(error)
        return error.exit_code
    except Exception as error:  # noqa: BLE001 - the last line of defence: whatever else happens becomes exit code 70
        _confess(error)
        return UNEXPECTED
    return outcome if isinstance(outcome, int) else 0


def _say(error: ThemeMinerError) -> None:
    if isinstance(error, ConfigurationError) and len(error.problems) > 1:
        click.echo(f"Error: {error.place or 'configuration'}: {len(error.problems)} problems", err=True)
        for problem in error.problems:
            click.echo(f"  {problem}", err=True)
    else:
        click.echo(f"Error: {error}", err=True)


def _confess(error: Exception) -> None:
    """Tell where in the code it happened, without the message: it could quote a transcript."""
    click.echo(
        f"Unexpected failure ({type(error).__name__}). This is a fault of ThemeMiner. Where it happened:", err=True
    )
    for frame in traceback.extract_tb(error.__traceback__):
        click.echo(f"  {frame.name}, line {frame.lineno} of {frame.filename}", err=True)
    click.echo("Please report these lines; they hold no text of yours.", err=True)


if __name__ == "__main__":
    main()

"""The entry point of the command line, which turns results and errors into exit codes."""

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
    if isinstance(sys.stdout, TextIOWrapper):  # a terminal without Chinese letters shows their numbers
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
        click.echo("Interrupted. No file is left half written.", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        return BROKEN_PIPE
    except ThemeMinerError as error:
        _print_error(error)
        return error.exit_code
    except Exception as error:  # noqa: BLE001 - any other error becomes exit code 70
        _print_unexpected(error)
        return UNEXPECTED
    return outcome if isinstance(outcome, int) else 0


def _print_error(error: ThemeMinerError) -> None:
    if isinstance(error, ConfigurationError) and len(error.problems) > 1:
        click.echo(f"Error: {error.place or 'configuration'}: {len(error.problems)} problems", err=True)
        for problem in error.problems:
            click.echo(f"  {problem}", err=True)
    else:
        click.echo(f"Error: {error}", err=True)


def _print_unexpected(error: Exception) -> None:
    """Print where an error happened, without its message, which could quote a transcript."""
    click.echo(
        f"Unexpected error ({type(error).__name__}). This is a fault of ThemeMiner. Where it happened:", err=True
    )
    for frame in traceback.extract_tb(error.__traceback__):
        click.echo(f"  {frame.name}, line {frame.lineno} of {frame.filename}", err=True)
    click.echo("Please report these lines. They contain none of your text.", err=True)


if __name__ == "__main__":
    main()

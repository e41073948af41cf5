"""The entry point of the command line, which turns results and errors into exit codes."""

import sys
import threading
import traceback
from io import TextIOWrapper
from types import TracebackType

import click

from thememiner.cli import commands, echo
from thememiner.errors import ThemeMinerError
from thememiner.escaping import escape_library_messages

UNEXPECTED = 70
INTERRUPTED = 130
BROKEN_PIPE = 141


def main() -> None:
    """Run the command line and exit."""
    if isinstance(sys.stdout, TextIOWrapper):  # a terminal without Chinese letters shows their numbers
        sys.stdout.reconfigure(errors="backslashreplace")
    escape_library_messages()
    threading.excepthook = lambda failed: _print_unexpected(failed.exc_type, failed.exc_traceback)
    sys.exit(run())


def run(arguments: list[str] | None = None) -> int:
    """Run the command line with the given arguments and return the exit code."""
    try:
        outcome = commands.main(args=arguments, prog_name="thememiner", standalone_mode=False)
    except click.ClickException as error:
        _print_refused(error)
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        echo("Interrupted. No file is left half written.", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        return BROKEN_PIPE
    except ThemeMinerError as error:
        first, *details = error.lines
        echo(f"Error: {first}", *details, err=True)
        return error.exit_code
    except Exception as error:  # noqa: BLE001 - any other error becomes exit code 70
        _print_unexpected(type(error), error.__traceback__)
        return UNEXPECTED
    return outcome if isinstance(outcome, int) else 0


def _print_refused(error: click.ClickException) -> None:
    """Print what click refused, with the usage of the command."""
    if isinstance(error, click.UsageError) and error.ctx is not None:
        echo(*error.ctx.get_usage().splitlines(), f"Try '{error.ctx.command_path} --help' for help.", "", err=True)
    echo(f"Error: {error.format_message()}", err=True)


def _print_unexpected(kind: type[BaseException], trace: TracebackType | None) -> None:
    """Print where an error happened, without its message, which could quote a transcript."""
    echo(f"Unexpected error ({kind.__name__}). This is a fault of ThemeMiner. Where it happened:", err=True)
    for frame in traceback.extract_tb(trace):
        echo(f"  {frame.name}, line {frame.lineno} of {frame.filename}", err=True)
    echo("Please report these lines. They contain none of your text.", err=True)


if __name__ == "__main__":
    main()

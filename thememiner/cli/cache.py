"""``thememiner cache``: show or remove the stored vectors and names."""

import click

from thememiner.cli.options import CommandGroup
from thememiner.cli.output import echo


@click.group("cache", cls=CommandGroup)
def cache_command() -> None:
    """Show or remove stored vectors and theme names.

    Vectors are stored so that no text is encoded twice, and so are theme names from a language model. They are in the
    user's cache folder, or in the folder that the environment variable THEMEMINER_CACHE names. Transcripts are not
    stored.
    """


@cache_command.command("info")
def info_command() -> None:
    """Print the cache folder, the number of vectors and their size."""
    from thememiner.storage import VectorCache  # noqa: PLC0415 - so that --help stays light

    cache = VectorCache()
    contents = cache.contents()
    echo(f"Folder: {contents.folder}")
    echo(f"Vectors: {contents.vectors:,}")
    echo(f"Models and settings: {contents.namespaces:,}")
    echo(f"Size: {_format_size(contents.bytes)}")
    _echo_notes(cache.problems)


@cache_command.command("clear")
def clear_command() -> None:
    """Remove all stored vectors and theme names.

    The next run computes them again. There is no confirmation. Files that ThemeMiner did not write are kept.
    """
    from thememiner.phrasing import format_count  # noqa: PLC0415 - so that --help stays light
    from thememiner.storage import AnswerCache, VectorCache  # noqa: PLC0415 - so that --help stays light

    cache = VectorCache()
    removed = cache.clear()
    answers = AnswerCache().clear()
    echo(f"Removed {removed.vectors:,} vectors ({_format_size(removed.bytes)}) from {removed.folder}")
    if answers:
        echo(f"Removed {format_count(answers, 'theme name')} from a language model")
    _echo_notes(cache.problems)


def _format_size(count: int) -> str:
    return f"{count / 1e6:,.1f} MB"


def _echo_notes(problems: list[str]) -> None:
    for problem in problems:
        echo(f"Note: {problem}", err=True)

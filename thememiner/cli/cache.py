"""``thememiner cache``: what is kept of earlier runs' vectors and names, and how to remove it."""

import click


@click.group("cache")
def cache_command() -> None:
    """Show or remove the vectors kept so that no text is encoded twice.

    They lie in the user's cache folder, or in the one that the environment variable THEMEMINER_CACHE names, beside the
    names that a language model gave. No transcript is among them.
    """


@cache_command.command("info")
def info_command() -> None:
    """Print the folder, how many vectors it holds, and their size."""
    from thememiner.storage import VectorCache  # noqa: PLC0415 - so that --help stays light

    cache = VectorCache()
    contents = cache.contents()
    click.echo(f"Folder: {contents.folder}")
    click.echo(f"Vectors: {contents.vectors:,}")
    click.echo(f"Models and settings: {contents.namespaces:,}")
    click.echo(f"Size: {_size(contents.bytes)}")
    _tell(cache.problems)


@cache_command.command("clear")
def clear_command() -> None:
    """Remove all vectors and a language model's names, without asking: the next run computes or asks again.

    Files that ThemeMiner did not make stay.
    """
    from thememiner.storage import AnswerCache, VectorCache  # noqa: PLC0415 - so that --help stays light

    cache = VectorCache()
    removed = cache.clear()
    answers = AnswerCache().clear()
    click.echo(f"Removed {removed.vectors:,} vectors ({_size(removed.bytes)}) from {removed.folder}")
    if answers:
        click.echo(f"Removed {answers:,} names given by a language model")
    _tell(cache.problems)


def _size(count: int) -> str:
    return f"{count / 1e6:,.1f} MB"


def _tell(problems: list[str]) -> None:
    for problem in problems:
        click.echo(f"Note: {problem}", err=True)

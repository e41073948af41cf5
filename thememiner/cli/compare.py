"""``thememiner compare``: codings side by side."""

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from thememiner.cli.options import config_option, force_option, read_config
from thememiner.cli.problems import SOME_INPUT_FAILED, echo_some

if TYPE_CHECKING:
    from thememiner.config import Settings
    from thememiner.records import Comparison
    from thememiner.workflows import Compared

Choice = Literal["theme", "subtheme"]
LEVELS = {"theme": "theme", "subtheme": "sub-theme"}


@click.command("compare")
@click.argument("codings", metavar="CODING...", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--gold",
    "manual",
    metavar="PATH",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Table of manually coded segments, of one coder or with a column of coders; may be repeated.",
)
@click.option(
    "--documents",
    metavar="PATH",
    multiple=True,
    type=click.Path(path_type=Path, exists=True),
    help="Transcripts, or a folder of them, that tables without a run were coded on; may be repeated.",
)
@click.option(
    "--by",
    type=click.Choice(["unit", "turn", "segment"]),
    help="What codings are laid over. [default: comparison.by, which is unit]",
)
@click.option("--level", type=click.Choice(list(LEVELS)), help="Print this level only. [default: both]")
@config_option
@click.option(
    "-o",
    "--output",
    metavar="NEW",
    type=click.Path(path_type=Path),
    help="Run folder to write: the run with the further codings, all comparisons and a report. [default: none]",
)
@force_option
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def compare_command(  # noqa: PLR0913 - one parameter an option, as click wants them
    *,
    codings: tuple[Path, ...],
    manual: tuple[Path, ...],
    documents: tuple[Path, ...],
    by: str | None,
    level: Choice | None,
    config: Path | None,
    output: Path | None,
    force: bool,
    as_json: bool,
) -> int:
    """Compare codings: a run with manual codings, people with each other, or runs with runs.

    A CODING is a run, or a table of coded segments. A person is the reference for the program; of two people, or two
    runs, the first. No run is altered.
    """
    settings = _settings(config, by)

    from thememiner.workflows import compare_codings  # noqa: PLC0415 - so that --help stays light

    compared = compare_codings(
        codings, manual=manual, documents=documents, folder=output, settings=settings, replace=force
    )
    more = "--json lists them" if output is None else "the report lists them"
    problems = [f"{one.place}: {one.reason} {one.remedy}" for one in compared.problems]
    echo_some("Not used", problems, more=more)
    echo_some("Note", [f"{note.place}: {note.text}" for note in compared.notes], more=more)
    _print(_at_level(compared, level), as_json=as_json)
    if output is not None and not as_json:
        click.echo(f"\nReport: {output / 'report.html'}")
    return SOME_INPUT_FAILED if problems else 0


def _settings(config: Path | None, by: str | None) -> "Settings":
    settings = read_config(config)
    if by is None:
        return settings
    return settings.model_copy(update={"comparison": settings.comparison.model_copy(update={"by": by})})


def _at_level(compared: "Compared", level: Choice | None) -> "Compared":
    """Return what was compared at one level; a flat codebook's only level serves for both."""
    if level is None:
        return compared

    def chosen(comparison: "Comparison") -> "Comparison":
        found = tuple(one for one in comparison.levels if one.level == LEVELS[level])
        return replace(comparison, levels=found or comparison.levels)

    ceiling = tuple(one for one in compared.ceiling if one.level == LEVELS[level]) or compared.ceiling
    return replace(compared, comparisons=tuple(map(chosen, compared.comparisons)), ceiling=ceiling)


def _print(compared: "Compared", *, as_json: bool) -> None:
    from thememiner.cli.comparisons import print_ceiling, print_comparison  # noqa: PLC0415 - so that --help stays light

    if as_json:
        names = ("comparisons", "ceiling", "problems", "notes")
        found = {name: [asdict(one) for one in getattr(compared, name)] for name in names}
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for number, comparison in enumerate(compared.comparisons):
        if number:
            click.echo()
        print_comparison(comparison, compared.ceiling)
    print_ceiling(compared.ceiling)

"""``thememiner compare``: compare codings of the same material."""

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from thememiner.cli.options import (
    LEVELS,
    config_option,
    force_option,
    format_option,
    gold_option,
    json_option,
    read_config,
)
from thememiner.cli.output import SOME_INPUT_FAILED, echo, echo_json, echo_problems_and_notes

if TYPE_CHECKING:
    from thememiner.config import Settings
    from thememiner.records import Comparison
    from thememiner.workflows import CompareResult

Choice = Literal["theme", "subtheme"]


@click.command("compare")
@click.argument("codings", metavar="CODING...", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@gold_option("A further manual coding to compare")
@format_option("the codings that are files")
@click.option(
    "--documents",
    metavar="PATH",
    multiple=True,
    type=click.Path(path_type=Path, exists=True),
    help="The coded transcripts, or a folder of them, if no CODING is a run. May be repeated.",
)
@click.option(
    "--by",
    type=click.Choice(["unit", "turn", "segment"]),
    help="What to compare: meaning units, turns, or segments of the reference. [default: comparison.by, which is unit]",
)
@click.option("--level", type=click.Choice(list(LEVELS)), help="Print only this level. [default: both]")
@config_option
@click.option(
    "-o",
    "--output",
    metavar="NEW",
    type=click.Path(path_type=Path),
    help="Run folder to write, with all codings, comparisons and a report. [default: none]",
)
@force_option("the run folder")
@click.option("--all-figures", is_flag=True, help="Print all agreement figures. [default: the four that a paper needs]")
@json_option("all comparisons")
def compare_command(  # noqa: PLR0913 - one parameter an option, as click wants them
    *,
    codings: tuple[Path, ...],
    manual: tuple[Path, ...],
    format_name: str | None,
    documents: tuple[Path, ...],
    by: str | None,
    level: Choice | None,
    config: Path | None,
    output: Path | None,
    force: bool,
    all_figures: bool,
    as_json: bool,
) -> int:
    """Compare a run with manual codings, coders with each other, or runs with runs.

    A CODING is a run, a project of another program, or a table of coded segments. A project with several coders is
    enough. A person's coding is the reference for the program's; of two people or two runs, the first is the
    reference. No run is changed.
    """
    settings = _settings(config, by)

    from thememiner.workflows import compare_codings  # noqa: PLC0415 - so that --help stays light

    compared = compare_codings(
        codings,
        manual=manual,
        manual_format=format_name,
        documents=documents,
        folder=output,
        settings=settings,
        replace=force,
    )
    more = "--json lists them" if output is None else "the report lists them"
    problems = compared.problems
    echo_problems_and_notes(problems, compared.notes, more=more)
    chosen = _at_level(compared, level)
    if as_json:
        _print_json(chosen)
        return SOME_INPUT_FAILED if problems else 0

    from thememiner.cli.comparison_output import print_comparisons  # noqa: PLC0415 - so that --help stays light

    print_comparisons(chosen, all_figures=all_figures)
    if output is not None:
        echo("", f"Report: {output / 'report.html'}")
    return SOME_INPUT_FAILED if problems else 0


def _settings(config: Path | None, by: str | None) -> "Settings":
    settings = read_config(config)
    if by is None:
        return settings
    return settings.model_copy(update={"comparison": settings.comparison.model_copy(update={"by": by})})


def _at_level(compared: "CompareResult", level: Choice | None) -> "CompareResult":
    """Return the comparisons at one level; a flat codebook's only level is used for both."""
    if level is None:
        return compared

    def chosen(comparison: "Comparison") -> "Comparison":
        found = tuple(one for one in comparison.levels if one.level == LEVELS[level])
        return replace(comparison, levels=found or comparison.levels)

    ceiling = tuple(one for one in compared.ceiling if one.level == LEVELS[level]) or compared.ceiling
    return replace(compared, comparisons=tuple(map(chosen, compared.comparisons)), ceiling=ceiling)


def _print_json(compared: "CompareResult") -> None:
    names = ("comparisons", "ceiling", "problems", "notes")
    found = {name: [asdict(one) for one in getattr(compared, name)] for name in names}
    echo_json(found)

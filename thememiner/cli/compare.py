"""``thememiner compare``: two codings side by side."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from thememiner.cli.options import config_option, read_config
from thememiner.cli.problems import echo_some

if TYPE_CHECKING:
    from thememiner.records import Comparison, LevelComparison

SOME_INPUT_FAILED = 3
HEADINGS = ("Code", "Finding", "Units", "Participants", "Counterparts", "Precision", "Recall", "F1")


@click.command("compare")
@click.argument("first", metavar="A", type=click.Path(path_type=Path, exists=True))
@click.argument("second", metavar="B", type=click.Path(path_type=Path, exists=True))
@config_option
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def compare_command(*, first: Path, second: Path, config: Path | None, as_json: bool) -> int:
    """Compare A with B: a run with a table of coded segments, or a run with a run.

    A table is the reference; of two runs, the first.
    """
    settings = read_config(config)

    from thememiner.workflows import compare_paths  # noqa: PLC0415 - so that --help stays light

    comparisons, problems = compare_paths(first, second, settings=settings)
    echo_some("Not used", [f"{problem.place}: {problem.reason} {problem.remedy}" for problem in problems])
    if as_json:
        click.echo(json.dumps([asdict(comparison) for comparison in comparisons], ensure_ascii=False, indent=1))
    else:
        for comparison in comparisons:
            _print(comparison)
    return SOME_INPUT_FAILED if problems else 0


def _print(comparison: "Comparison") -> None:
    from thememiner.cli.tables import print_table  # noqa: PLC0415 - so that --help stays light

    for level in comparison.levels:
        click.echo(f"{comparison.proposed} against {comparison.reference}, {level.level}s, {level.units:,} units")
        click.echo("  ".join(f"{name} {_figure(value)}" for name, value in level.figures.items()))
        print_table(HEADINGS, _rows(level), right=(2, 3, 5, 6, 7))
    for note in comparison.notes:
        click.echo(f"Note: {note}", err=True)


def _rows(level: "LevelComparison") -> list[tuple[str, ...]]:
    names = {code.code_id: code.name for code in level.proposed}
    return [
        (
            code.name,
            str(code.finding),
            f"{code.units:,}",
            f"{code.participants:,}",
            ", ".join(f"{name} {names[name]}" for name in code.counterparts),
            *(_figure(value) for value in (code.precision, code.recall, code.f1)),
        )
        for code in level.reference
    ]


def _figure(value: float | None) -> str:
    return "n/a" if value is None else f"{value:.2f}"

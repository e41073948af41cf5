"""``thememiner compare``: two codings side by side."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from thememiner.cli.options import config_option, read_config
from thememiner.cli.problems import SOME_INPUT_FAILED, echo_some

if TYPE_CHECKING:
    from thememiner.records import CodeFinding, Comparison, LevelComparison

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
        for number, comparison in enumerate(comparisons):
            if number:
                click.echo()
            print_comparison(comparison)
    return SOME_INPUT_FAILED if problems else 0


def print_comparison(comparison: "Comparison") -> None:
    """Print what was found, plain sentences first; notes go to standard error."""
    from thememiner.report.verdicts import owner, remarks, verdicts  # noqa: PLC0415 - so that --help stays light

    for sentence in (*verdicts(comparison), *remarks([comparison])):
        click.echo(sentence)
    for level in comparison.levels:
        _print_level(level, owner(comparison.reference), owner(comparison.proposed), comparison.coded_only)
    for note in comparison.notes:
        click.echo(f"Note: {note}", err=True)


def _print_level(level: "LevelComparison", reference: str, proposed: str, coded_only: tuple[str, ...]) -> None:
    from thememiner.cli.tables import print_table  # noqa: PLC0415 - so that --help stays light
    from thememiner.comparison import SCORES  # noqa: PLC0415 - so that --help stays light
    from thememiner.report.numbers import figure  # noqa: PLC0415 - so that --help stays light
    from thememiner.report.verdicts import basis  # noqa: PLC0415 - so that --help stays light

    titles = {score.name: score.title for score in SCORES}
    click.echo(f"\n{level.level.capitalize()}s, over {level.units:,} units {basis(coded_only)}")
    for name, value in level.figures.items():
        click.echo(f"  {titles.get(name, name)}: {figure(value)}")
    for title, own, other in (
        (f"What became of each {level.level} of the {reference}", level.reference, level.proposed),
        (f"Where each {level.level} of the {proposed} comes from", level.proposed, level.reference),
    ):
        click.echo(f"\n{title}")
        print_table(HEADINGS, _rows(own, other), right=(2, 3, 5, 6, 7))


def _rows(own: Sequence["CodeFinding"], other: Sequence["CodeFinding"]) -> list[tuple[str, ...]]:
    from thememiner.report.numbers import figure  # noqa: PLC0415 - so that --help stays light

    names, others = _names(own), _names(other)
    return [
        (
            names[code.code_id],
            str(code.finding),
            f"{code.units:,}",
            f"{code.participants:,}",
            "; ".join(others.get(name, name) for name in code.counterparts),
            *(figure(value) for value in (code.precision, code.recall, code.f1)),
        )
        for code in own
    ]


def _names(codes: Sequence["CodeFinding"]) -> dict[str, str]:
    """Return the names of codes by id: a manual code's id is made of names, the machine's stands before the name."""
    from thememiner.report.agreement import shown_names  # noqa: PLC0415 - so that --help stays light

    return {
        code_id: name if code_id.replace(">>", ">").endswith(name) else f"{code_id} {name}"
        for code_id, name in shown_names(codes).items()
    }

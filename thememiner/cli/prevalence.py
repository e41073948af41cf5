"""``thememiner prevalence``: how many participants said each theme, by group, by time point, or in two runs."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from thememiner.cli.options import LEVELS, run_argument
from thememiner.cli.output import echo_json
from thememiner.records import MACHINE

if TYPE_CHECKING:
    from thememiner.records import Prevalence, RunsBeside, Share, ThemePrevalence


@click.command("prevalence")
@run_argument
@click.option("--by", metavar="ATTRIBUTE", multiple=True, help="Of participants or documents; may be given twice.")
@click.option(
    "--with",
    "other",
    metavar="OTHER",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Another run, to put side by side.",
)
@click.option("--coder", metavar="NAME", default=MACHINE, show_default=True, help="Whose themes are counted.")
@click.option("--level", type=click.Choice(list(LEVELS)), default="theme", show_default=True, help="What is counted.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def prevalence_command(
    *, run: Path, by: Sequence[str], other: Path | None, coder: str, level: str, as_json: bool
) -> None:
    """Count the participants who said each theme of RUN, by group or time point, or beside another run.

    Shares and their differences have 95 % intervals; there are no tests of significance.
    """
    from thememiner.comparison import Level  # noqa: PLC0415 - so that --help stays light
    from thememiner.errors import UsageError  # noqa: PLC0415 - so that --help stays light
    from thememiner.workflows import prevalence_in, runs_side_by_side  # noqa: PLC0415 - so that --help stays light

    found: Prevalence | RunsBeside
    if other is not None:
        if by or coder != MACHINE:
            raise UsageError("--with compares all themes of two runs.", remedy="Leave --by and --coder out.")
        found = runs_side_by_side(run, other, level=Level(LEVELS[level]))
    else:
        found = prevalence_in(run, by, coder=coder, level=Level(LEVELS[level]))
    if as_json:
        echo_json(asdict(found))
    else:
        _print(found)


def _print(found: "Prevalence | RunsBeside") -> None:
    from thememiner.records import Prevalence  # noqa: PLC0415 - so that --help stays light

    if isinstance(found, Prevalence):
        _print_groups(found)
    else:
        _print_beside(found)


def _print_groups(prevalence: "Prevalence") -> None:
    from thememiner.cli.output import print_table  # noqa: PLC0415 - so that --help stays light
    from thememiner.report import prevalence as words  # noqa: PLC0415 - so that --help stays light

    _say(words.prevalence_sentences(prevalence))
    groups = [words.label(group.values) for group in prevalence.groups if group.values]
    rows = [
        (_named(theme), *(_shown(share) for share in (theme.overall, *theme.shares[: len(groups)])))
        for theme in prevalence.themes
    ]
    print_table((prevalence.level.capitalize(), "All", *groups), rows, right=range(1, len(groups) + 2))
    changes = [
        (_named(theme), words.compared(one), words.points(one.value), words.points_range(one), str(one.people))
        for theme in prevalence.themes
        for one in theme.differences
        if one.value is not None
    ]
    if changes:
        click.echo("\nDifferences, in percentage points")
        headings = (prevalence.level.capitalize(), "Compared", "Difference", "95 % interval", "Compared are")
        print_table(headings, changes, right=(2, 3))


def _print_beside(beside: "RunsBeside") -> None:
    from thememiner.cli.output import print_table  # noqa: PLC0415 - so that --help stays light
    from thememiner.report import prevalence as words  # noqa: PLC0415 - so that --help stays light

    _say(words.beside_sentences(beside))
    rows = [
        (
            *(_named(pair.first), _named(pair.second), words.nearness_told(beside, pair.nearness)),
            *(", ".join(pair.common), _shown(pair.first.overall), _shown(pair.second.overall)),
            *(words.points(pair.difference.value), words.points_range(pair.difference)),
        )
        for pair in beside.counterparts
    ]
    if rows:
        names = (beside.first, beside.second)
        shares = tuple(f"Said in {name}" for name in names)
        headings = (*names, "Nearness", "Key words in common", *shares, "Difference", "95 % interval")
        print_table(headings, rows, right=(2, 4, 5, 6, 7))
    for name, other, themes in (
        (beside.first, beside.second, beside.only_first),
        (beside.second, beside.first, beside.only_second),
    ):
        click.echo(f"\nIn {name} without counterpart in {other}: {len(themes):,}")
        if themes:
            print_table(
                (beside.level.capitalize(), "Said by"),
                [(_named(one), _shown(one.overall)) for one in themes],
                right=(1,),
            )


def _say(sentences: Sequence[str]) -> None:
    for sentence in sentences:
        click.echo(sentence)
    click.echo()


def _named(theme: "ThemePrevalence") -> str:
    own = theme.code_id.replace(">>", ">")
    return own if own.endswith(theme.name) else f"{theme.code_id} {theme.name}"


def _shown(share: "Share") -> str:
    from thememiner.report import prevalence as words  # noqa: PLC0415 - so that --help stays light

    return f"{words.share_told(share)}, {words.interval_told(share)}"

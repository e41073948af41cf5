"""``thememiner prevalence``: count the participants who said each theme, by group, time point or run."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from thememiner.cli.options import LEVELS, json_option, run_argument
from thememiner.cli.output import echo, echo_json, print_table
from thememiner.records import MACHINE

if TYPE_CHECKING:
    from thememiner.records import Prevalence, RunComparison, Share, ThemePrevalence


@click.command("prevalence")
@run_argument
@click.option(
    "--by",
    metavar="ATTRIBUTE",
    multiple=True,
    help="Attribute of participants or documents to group by. May be given twice.",
)
@click.option(
    "--with",
    "other",
    metavar="OTHER",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Another run to compare the themes with.",
)
@click.option("--coder", metavar="NAME", default=MACHINE, show_default=True, help="The coder whose codes are counted.")
@click.option(
    "--level", type=click.Choice(list(LEVELS)), default="theme", show_default=True, help="The level to count."
)
@json_option("all counts and intervals")
def prevalence_command(
    *, run: Path, by: Sequence[str], other: Path | None, coder: str, level: str, as_json: bool
) -> None:
    """Count the participants who said each theme, by group, time point or run.

    Shares and their differences have 95 % intervals; there are no tests of significance.
    """
    from thememiner.comparison import Level  # noqa: PLC0415 - so that --help stays light
    from thememiner.errors import UsageError  # noqa: PLC0415 - so that --help stays light
    from thememiner.workflows import compare_prevalence, measure_prevalence  # noqa: PLC0415 - so that --help stays light

    found: Prevalence | RunComparison
    if other is not None:
        if by or coder != MACHINE:
            raise UsageError("--with compares all themes of two runs.", remedy="Leave out --by and --coder.")
        found = compare_prevalence(run, other, level=Level(LEVELS[level]))
    else:
        found = measure_prevalence(run, by, coder=coder, level=Level(LEVELS[level]))
    if as_json:
        echo_json(asdict(found))
    else:
        _print(found)


def _print(found: "Prevalence | RunComparison") -> None:
    from thememiner.records import Prevalence  # noqa: PLC0415 - so that --help stays light

    if isinstance(found, Prevalence):
        _print_groups(found)
    else:
        _print_run_pair(found)


def _print_groups(prevalence: "Prevalence") -> None:
    from thememiner import phrasing  # noqa: PLC0415 - so that --help stays light

    _print_sentences(phrasing.describe_prevalence(prevalence))
    groups = [phrasing.name_group(group.values) for group in prevalence.groups if group.values]
    asked = ["Of those asked about it"] if any(theme.asked for theme in prevalence.themes) else []
    rows = [
        (
            *(_name_theme(theme), _format_share(theme.overall)),
            *(_format_asked(theme) for _ in asked),
            *(_format_share(share) for share in theme.shares[: len(groups)]),
        )
        for theme in prevalence.themes
    ]
    headings = (prevalence.level.capitalize(), "All", *asked, *groups)
    print_table(headings, rows, right=range(1, len(headings)))
    changes = [
        (
            _name_theme(theme),
            phrasing.name_difference(one),
            phrasing.format_points(one.value),
            phrasing.format_difference_interval(one),
            str(one.people),
        )
        for theme in prevalence.themes
        for one in theme.differences
        if one.value is not None
    ]
    if changes:
        echo("", "Differences, in percentage points")
        headings = (prevalence.level.capitalize(), "Compared", "Difference", "95 % interval", "People")
        print_table(headings, changes, right=(2, 3))


def _print_run_pair(beside: "RunComparison") -> None:
    from thememiner import phrasing  # noqa: PLC0415 - so that --help stays light

    _print_sentences(phrasing.describe_run_pair(beside))
    rows = [
        (
            *(_name_theme(pair.first), _name_theme(pair.second), phrasing.format_nearness(beside, pair.nearness)),
            *(", ".join(pair.common), _format_share(pair.first.overall), _format_share(pair.second.overall)),
            *(phrasing.format_points(pair.difference.value), phrasing.format_difference_interval(pair.difference)),
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
        echo("", f"Themes of {name} without counterpart in {other}: {len(themes):,}")
        if themes:
            print_table(
                (beside.level.capitalize(), "Said by"),
                [(_name_theme(one), _format_share(one.overall)) for one in themes],
                right=(1,),
            )


def _print_sentences(sentences: Sequence[str]) -> None:
    for sentence in sentences:
        echo(sentence)
    echo()


def _name_theme(theme: "ThemePrevalence") -> str:
    own = theme.code_id.replace(">>", ">")
    return own if own.endswith(theme.name) else f"{theme.code_id} {theme.name}"


def _format_asked(theme: "ThemePrevalence") -> str:
    return f"{theme.asked.question_id}: {_format_share(theme.asked.share)}" if theme.asked else ""


def _format_share(share: "Share") -> str:
    from thememiner import phrasing  # noqa: PLC0415 - so that --help stays light

    return f"{phrasing.format_share(share)}, {phrasing.format_share_interval(share)}"

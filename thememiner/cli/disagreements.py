"""``thememiner disagreements``: list the units on which two coders of a run disagree."""

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from thememiner.cli.options import force_option, run_argument
from thememiner.cli.output import echo

if TYPE_CHECKING:
    from thememiner.records import Disagreement
    from thememiner.workflows import SelectedDisagreements

MOST_PRINTED = 20


@click.command("disagreements")
@run_argument
@click.option(
    "--coder",
    "coders",
    metavar="NAME",
    multiple=True,
    help="The person to compare with the program, if there are several. Give it twice to compare two people.",
)
@click.option("--code", metavar="NAME", help="Only units to which either coder gave this code, or a code below it.")
@click.option("--participant", metavar="NAME", help="Only units of this participant.")
@click.option("--document", metavar="NAME", help="Only units of this document.")
@click.option(
    "--most",
    metavar="N",
    type=click.IntRange(1),
    help=f"Only the N most instructive units. [default: {MOST_PRINTED} if printed, all if written to FILE]",
)
@click.option(
    "--to",
    "target",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a table (.csv or .xlsx) with empty columns for your decisions.",
)
@click.option(
    "--read",
    metavar="documents",
    type=click.Choice(["documents"]),
    help="If it is not known what a coder read, assume every document in which they coded something.",
)
@force_option("FILE")
def disagreements_command(  # noqa: PLR0913 - one parameter an option, as click wants them
    *,
    run: Path,
    coders: tuple[str, ...],
    code: str | None,
    participant: str | None,
    document: str | None,
    most: int | None,
    target: Path | None,
    read: str | None,
    force: bool,
) -> None:
    """List the units on which a person and the program, or two people, disagree.

    The most instructive units come first. Words of participants are printed, or written to FILE.
    """
    from thememiner.workflows import reserve_sheet, select_disagreements, write_disagreements  # noqa: PLC0415 - so that --help stays light

    with nullcontext() if target is None else reserve_sheet(target, replace=force):
        dispute = select_disagreements(
            run,
            coders=coders,
            code=code,
            participant=participant,
            document=document,
            most=most or (None if target else MOST_PRINTED),
            everything_read=read is not None,
        )
        if target is not None:
            write_disagreements(dispute, target)
    if target is None:
        for number, one in enumerate(dispute.shown, 1):
            _print(number, one, dispute)
    for sentence in dispute.sentences:
        echo(sentence)
    if target is not None:
        from thememiner.phrasing import quote_for_shell  # noqa: PLC0415 - so that --help stays light

        file, coder = quote_for_shell(target), quote_for_shell(dispute.whole.first)
        command = f"thememiner consensus RUN {file} --coder {coder} --output NEW"
        echo(f"Written to {target}. After filling in your decisions, run: {command}")


def _print(number: int, one: "Disagreement", dispute: "SelectedDisagreements") -> None:
    from thememiner.exchange import describe_difference, join_codes  # noqa: PLC0415 - so that --help stays light

    first, second = dispute.whole.first, dispute.whole.second
    person = f"{one.participant}, " if one.participant else ""
    echo(f"{number}. {person}{one.doc_id}, position {one.start}–{one.end}: {describe_difference(one, first, second)}")
    for mark, words in (("  ", one.before), ("> ", one.text), ("  ", one.after)):
        for line in words.splitlines():
            echo(f"   {mark}{line}")
    first_kind, second_kind = dispute.whole.first_kind, dispute.whole.second_kind
    for coder, codes, kind in ((first, one.first, first_kind), (second, one.second, second_kind)):
        echo(f"   {coder}: {join_codes(codes, kind) or 'no code'}")
    reason = f"{one.reason}; " if one.reason else ""
    echo(f"   ({reason}how instructive: {one.instructive:.2f})", "")

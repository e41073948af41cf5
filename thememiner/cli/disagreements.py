"""``thememiner disagreements``: where two coders of a run disagree, to read or to decide upon."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from thememiner.cli.options import force_option, run_argument

if TYPE_CHECKING:
    from thememiner.records import Disagreement
    from thememiner.workflows import Dispute

MOST_PRINTED = 20


@click.command("disagreements")
@run_argument
@click.option(
    "--coder",
    "coders",
    metavar="NAME",
    multiple=True,
    help="The person, if there are several manual codings; given twice, two people are compared.",
)
@click.option("--code", metavar="NAME", help="Only units with this code of either coder, or one below it.")
@click.option("--participant", metavar="NAME", help="Only what this participant says.")
@click.option("--document", metavar="NAME", help="Only this document.")
@click.option(
    "--most",
    metavar="N",
    type=click.IntRange(1),
    help=f"The most instructive N. [default: {MOST_PRINTED} on the terminal, all in a file]",
)
@click.option(
    "--to",
    "target",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a table (.csv or .xlsx) with empty columns for decisions.",
)
@click.option(
    "--read",
    metavar="documents",
    type=click.Choice(["documents"]),
    help="Coders of whom only segments are known have read every document in which they coded something.",
)
@force_option
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
    """List where a person and the program disagree in RUN, or two people; the most instructive first.

    The words of participants are printed, or written to FILE.
    """
    from thememiner.workflows import disagreements_in, write_dispute  # noqa: PLC0415 - so that --help stays light

    dispute = disagreements_in(
        run,
        coders=coders,
        code=code,
        participant=participant,
        document=document,
        most=most or (None if target else MOST_PRINTED),
        everything_read=read is not None,
    )
    if target is None:
        for number, one in enumerate(dispute.shown, 1):
            _print(number, one, dispute)
    else:
        write_dispute(dispute, target, replace=force)
    for sentence in dispute.sentences:
        click.echo(sentence)
    if target is not None:
        then = f'thememiner consensus RUN "{target}" --coder "{dispute.whole.first}" --output NEW'
        click.echo(f"Written to {target}. When you have decided: {then}")


def _print(number: int, one: "Disagreement", dispute: "Dispute") -> None:
    from thememiner.exchange import difference_told, listed_codes  # noqa: PLC0415 - likewise

    first, second = dispute.whole.first, dispute.whole.second
    person = f"{one.participant}, " if one.participant else ""
    click.echo(f"{number}. {person}{one.doc_id}, position {one.start}–{one.end}: {difference_told(one, first, second)}")
    for mark, words in (("  ", one.before), ("> ", one.text), ("  ", one.after)):
        for line in words.splitlines():
            click.echo(f"   {mark}{line}")
    for coder, codes in ((first, one.first), (second, one.second)):
        click.echo(f"   {coder}: {listed_codes(codes, coder) or 'no code'}")
    reason = f"{one.reason}; " if one.reason else ""
    click.echo(f"   ({reason}how instructive: {one.instructive:.2f})\n")

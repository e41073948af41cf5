"""``thememiner export``: write a run as files for other programs and for readers."""

from pathlib import Path

import click

from thememiner.cli.options import force_option, run_argument
from thememiner.cli.output import echo, echo_created_folder, echo_losses


@click.command("export")
@run_argument
@click.option(
    "--to",
    "targets",
    metavar="FILE",
    multiple=True,
    required=True,
    type=click.Path(path_type=Path),
    help="File to write: .qdpx .qdc .xlsx .csv .docx .ipa.docx .md .json. May be repeated.",
)
@click.option(
    "--coder",
    "coders",
    metavar="NAME",
    multiple=True,
    help="Write only this coder's coding. May be repeated. [default: all; in .qdc, .docx and .md files the program's]",
)
@click.option(
    "--with",
    "beside",
    metavar="PROJECT.qdpx",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="An existing project to which the coding is added in a .qdpx FILE.",
)
@force_option("each FILE")
def export_command(
    *, run: Path, targets: tuple[Path, ...], coders: tuple[str, ...], beside: Path | None, force: bool
) -> None:
    """Write a run as files for other programs and for readers.

    The ending of each FILE decides the format. Projects (.qdpx) and codebooks (.qdc) are for programs such as NVivo,
    ATLAS.ti, MAXQDA and QualCoder; workbooks (.xlsx), texts (.docx .md) and tables for IPA (.ipa.docx) are for
    reading; coded segments (.csv) and .json are for further processing. RUN is not changed.
    """
    from thememiner.workflows import export  # noqa: PLC0415 - so that --help stays light

    for exported in export(run, targets, coders=coders, merge_into=beside, replace=force):
        echo_created_folder(exported.folder)
        echo(exported.path)
        for note in exported.notes:
            echo(f"{note.place}: {note.text}", err=True)
        echo_losses(exported.losses, exported.path)

"""``thememiner export``: a run as files of other programs and for other people."""

from pathlib import Path

import click

from thememiner.cli.options import run_argument
from thememiner.cli.output import echo_folder, echo_losses


@click.command("export")
@run_argument
@click.option(
    "--to",
    "targets",
    metavar="FILE",
    multiple=True,
    required=True,
    type=click.Path(path_type=Path),
    help="File to write: .qdpx .qdc .xlsx .csv .docx .ipa.docx .md .json; may be repeated.",
)
@click.option(
    "--coder",
    "coders",
    metavar="NAME",
    multiple=True,
    help="Write this coder's coding; may be repeated. [default: all; of a codebook, the program's]",
)
@click.option(
    "--with",
    "beside",
    metavar="PROJECT.qdpx",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Somebody's project, which a .qdpx FILE is to hold as well.",
)
@click.option("--force", is_flag=True, help="Replace files that exist.")
def export_command(
    *, run: Path, targets: tuple[Path, ...], coders: tuple[str, ...], beside: Path | None, force: bool
) -> None:
    """Write RUN for other programs and other people; the ending of each FILE says how.

    Projects (.qdpx) and codebooks (.qdc) are for programs such as NVivo, ATLAS.ti, MAXQDA and QualCoder, workbooks
    (.xlsx), texts (.docx .md) and tables for IPA (.ipa.docx) for reading, coded segments (.csv) and .json for further
    work. RUN stays as it is.
    """
    from thememiner.workflows import export  # noqa: PLC0415 - so that --help stays light

    for exported in export(run, targets, coders=coders, beside=beside, replace=force):
        echo_folder(exported.folder)
        click.echo(exported.path)
        for note in exported.notes:
            click.echo(f"{note.place}: {note.text}", err=True)
        echo_losses(exported.losses, exported.path)

"""``thememiner convert``: a file of coded texts becomes one of another format."""

from pathlib import Path

import click

from thememiner.cli.options import config_option, format_option, read_config
from thememiner.cli.output import SOME_INPUT_FAILED, echo_folder, echo_losses, echo_told


@click.command("convert")
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path, exists=True))
@click.argument("target", metavar="NEW", type=click.Path(path_type=Path))
@format_option
@click.option(
    "--documents",
    metavar="PATH",
    multiple=True,
    type=click.Path(path_type=Path, exists=True),
    help="Transcripts, or a folder of them, that a table of coded segments was made on; may be repeated.",
)
@config_option
@click.option("--force", is_flag=True, help="Replace NEW if it exists.")
def convert_command(
    *,
    source: Path,
    target: Path,
    format_name: str | None,
    documents: tuple[Path, ...],
    config: Path | None,
    force: bool,
) -> int:
    """Turn a FILE of coded texts into another format, which the ending of NEW says.

    FILE is a project of NVivo, ATLAS.ti, MAXQDA, QualCoder or Taguette, a table of coded segments, or a run; NEW ends
    with .qdpx .qdc .xlsx .csv or .json; a run is written as 'export' does. A table holds the quotes alone: with
    --documents the texts come along.
    """
    settings = read_config(config)

    from thememiner.report import counted  # noqa: PLC0415 - so that --help stays light
    from thememiner.workflows import convert  # noqa: PLC0415 - so that --help stays light

    converted = convert(source, target, format=format_name, documents=documents, settings=settings, replace=force)
    project, report = converted.project, converted.report
    echo_told(project.problems, project.notes, more=f"{report} lists them" if report else None)
    echo_folder(converted.folder)
    counts = {
        "document": len(project.documents),
        "coder": len(project.codings),
        "coding": sum(len(coding.segments) for coding in project.codings),
    }
    click.echo(f"{target}: {', '.join(counted(count, noun) for noun, count in counts.items())}")
    echo_losses((*project.losses, *converted.written), target)
    return SOME_INPUT_FAILED if project.problems else 0

"""``thememiner convert``: convert coded texts to another format."""

from pathlib import Path

import click

from thememiner.cli.options import config_option, force_option, format_option, read_config
from thememiner.cli.output import SOME_INPUT_FAILED, echo, echo_created_folder, echo_losses, echo_problems_and_notes


@click.command("convert")
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path, exists=True))
@click.argument("target", metavar="NEW", type=click.Path(path_type=Path))
@format_option("FILE")
@click.option(
    "--documents",
    metavar="PATH",
    multiple=True,
    type=click.Path(path_type=Path, exists=True),
    help="The transcripts, or a folder of them, for a table of coded segments. May be repeated.",
)
@config_option
@force_option("NEW")
def convert_command(
    *,
    source: Path,
    target: Path,
    format_name: str | None,
    documents: tuple[Path, ...],
    config: Path | None,
    force: bool,
) -> int:
    """Convert a file of coded texts to another format.

    FILE is a project of NVivo, ATLAS.ti, MAXQDA, QualCoder, Taguette, RQDA or requal, a table of coded segments, or a
    run. The ending of NEW decides the format: .qdpx .qdc .xlsx .csv or .json. A run is written as by
    'thememiner export'. A table contains only quotes; --documents adds the full texts.
    """
    settings = read_config(config)

    from thememiner.phrasing import format_count  # noqa: PLC0415 - so that --help stays light
    from thememiner.workflows import convert  # noqa: PLC0415 - so that --help stays light

    converted = convert(source, target, format=format_name, documents=documents, settings=settings, replace=force)
    project, report = converted.project, converted.report
    echo_problems_and_notes(project.problems, project.notes, more=f"{report} lists them" if report else None)
    echo_created_folder(converted.folder)
    counts = {
        "document": len(project.documents),
        "coder": len(project.codings),
        "coding": sum(len(coding.segments) for coding in project.codings),
    }
    echo(f"{target}: {', '.join(format_count(count, noun) for noun, count in counts.items())}")
    echo_losses((*project.losses, *converted.written), target)
    return SOME_INPUT_FAILED if project.problems else 0

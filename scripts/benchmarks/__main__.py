"""The command line of the benchmarks; heavy imports wait until a benchmark runs."""

from pathlib import Path

import click

quick = click.option("--quick", is_flag=True, help="A small sample and few repetitions: to try it out, not to cite.")


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def benchmarks(context: click.Context) -> None:
    """Measure what the defaults rest on, on the coded data in ../shared/data; docs/benchmarks.md explains the tables.

    Tables are Markdown on standard output, progress goes to standard error.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@benchmarks.command()
@quick
@click.option(
    "--part",
    "parts",
    multiple=True,
    type=click.Choice(["speed", "quality", "ablation"]),
    default=["speed", "quality", "ablation"],
    help="Only this part; may be given again.",
)
def encoders(*, quick: bool, parts: tuple[str, ...]) -> None:
    """Compare encoders: speed, memory, agreement with human codes.

    Also show what each part of the default encoder adds.
    """
    from benchmarks.encoders import print_encoders  # noqa: PLC0415 - takes seconds to import

    print_encoders(parts, quick=quick)


@benchmarks.command()
@quick
def context(*, quick: bool) -> None:
    """Compare vectors with and without their context.

    Also print the sweep that chose the default weights, unless --quick is given.
    """
    from benchmarks.context import print_context  # noqa: PLC0415 - takes seconds to import

    print_context(quick=quick)


@benchmarks.command()
@quick
def questions(*, quick: bool) -> None:
    """Find and match interview guides: planted ones, real tasks, and none where there is none."""
    from benchmarks.questions import print_questions  # noqa: PLC0415 - takes seconds to import

    print_questions(quick=quick)


@benchmarks.command()
@quick
def retrieval(*, quick: bool) -> None:
    """Find Chinese sentences by their English translations, and the reverse."""
    from benchmarks.retrieval import print_retrieval  # noqa: PLC0415 - takes seconds to import

    print_retrieval(quick=quick)


@benchmarks.command()
@quick
@click.option(
    "--part",
    "parts",
    multiple=True,
    type=click.Choice(["quality", "seeds", "stability", "false-alarms", "small", "speed"]),
    default=["quality", "seeds", "stability", "false-alarms", "small", "speed"],
    help="Only this part; may be given again.",
)
@click.option("--set", "sets", multiple=True, metavar="NAME", help="Only this set; may be given again.")
def discovery(*, quick: bool, parts: tuple[str, ...], sets: tuple[str, ...]) -> None:
    """Compare discovered themes with human codes, next to BERTopic, Turftopic and k-means.

    Also measure other random seeds, small samples and data without themes. Run scripts/setup-peers first.
    """
    from benchmarks.discovery import print_discovery  # noqa: PLC0415 - takes seconds to import

    print_discovery(parts, sets, quick=quick)


@benchmarks.command()
@quick
def agreement(*, quick: bool) -> None:
    """Time the agreement figures of two large codings, with their intervals."""
    from benchmarks.agreement_timing import print_agreement_timing  # noqa: PLC0415 - takes seconds to import

    print_agreement_timing(quick=quick)


@benchmarks.command()
@quick
@click.option(
    "--part",
    "parts",
    multiple=True,
    type=click.Choice(["end-to-end", "sample", "growth", "everyday"]),
    default=["end-to-end", "sample", "growth", "everyday"],
    help="Only this part; may be given again.",
)
@click.option(
    "--size",
    "sizes",
    multiple=True,
    type=click.IntRange(min=100),
    help="Number of units, for the part growth; may be given again.",
)
def scale(*, quick: bool, parts: tuple[str, ...], sizes: tuple[int, ...]) -> None:
    """Time whole commands next to BERTopic, and measure how time and memory grow with the number of units.

    Also measure what is lost when themes are discovered in a sample, and the time of everyday commands. Run
    scripts/setup-peers first.
    Writes docs/images/scale.svg.
    """
    from benchmarks.scale import print_scale  # noqa: PLC0415 - takes seconds to import

    print_scale(parts, sizes, quick=quick)


@benchmarks.command()
@quick
def kernels(*, quick: bool) -> None:
    """Mine the demonstrations as other processors would, and count the units and themes that differ."""
    from benchmarks.kernels import print_kernels  # noqa: PLC0415 - takes seconds to import

    print_kernels(quick=quick)


@benchmarks.command()
@quick
def recurring(*, quick: bool) -> None:
    """Find the themes of one half of a coded set in its other half, but not in other sets."""
    from benchmarks.recurring import print_recurring  # noqa: PLC0415 - takes seconds to import

    print_recurring(quick=quick)


@benchmarks.command()
@quick
@click.option(
    "--part",
    "parts",
    multiple=True,
    type=click.Choice(["speed", "growth"]),
    default=["speed", "growth"],
    help="Only this part; may be given again.",
)
@click.option(
    "--earlier", default="1a504b7", show_default=True, metavar="COMMIT", help="The commit to compare with, for speed."
)
@click.option(
    "--libraries",
    metavar="FOLDER",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Libraries that the earlier commit needs and this one does not.",
)
def reading(*, quick: bool, parts: tuple[str, ...], earlier: str, libraries: Path | None) -> None:
    """Time reading and segmenting 2,000 short transcripts, next to an earlier commit.

    Also measure how the time of thememiner inspect grows with the number of transcripts.
    """
    from benchmarks.reading_speed import print_reading_speed  # noqa: PLC0415 - takes seconds to import

    print_reading_speed(parts, earlier, libraries, quick=quick)


if __name__ == "__main__":
    benchmarks(prog_name="scripts/benchmark")

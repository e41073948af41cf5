"""The command line. No heavy library is imported before a command runs."""

import click

from thememiner._version import __version__
from thememiner.cli.batch import batch_command
from thememiner.cli.cache import cache_command
from thememiner.cli.compare import compare_command
from thememiner.cli.config import config_command
from thememiner.cli.consensus import consensus_command
from thememiner.cli.convert import convert_command
from thememiner.cli.disagreements import disagreements_command
from thememiner.cli.export import export_command
from thememiner.cli.extend import extend_command
from thememiner.cli.inspect import inspect_command
from thememiner.cli.mine import mine_command
from thememiner.cli.options import CommandGroup
from thememiner.cli.output import echo
from thememiner.cli.prevalence import prevalence_command
from thememiner.cli.questions import questions_command
from thememiner.cli.report import report_command
from thememiner.cli.saturation import saturation_command
from thememiner.cli.show import show_command
from thememiner.cli.status import status_command
from thememiner.cli.subthemes import subthemes_command

__all__ = [
    "commands",
    "echo",
]


@click.group(
    cls=CommandGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 done; 2 wrong usage or configuration; 3 done, but some input could not be used (it is "
    "listed); 4 no input could be read; 5 the run is damaged or of a later version; 6 the model could not be used; 7 "
    "the disk refused; 70 unexpected failure; 130 interrupted.",
)
@click.version_option(__version__, prog_name="ThemeMiner")
def commands() -> None:
    """Find candidate themes in interview transcripts, and compare them with manual coding.

    ThemeMiner proposes and measures; the researcher decides. Nothing leaves this machine unless you allow it.
    """


commands.add_command(mine_command)
commands.add_command(extend_command)
commands.add_command(show_command)
commands.add_command(subthemes_command)
commands.add_command(saturation_command)
commands.add_command(report_command)
commands.add_command(compare_command)
commands.add_command(prevalence_command)
commands.add_command(questions_command)
commands.add_command(disagreements_command)
commands.add_command(consensus_command)
commands.add_command(export_command)
commands.add_command(convert_command)
commands.add_command(inspect_command)
commands.add_command(batch_command)
commands.add_command(status_command)
commands.add_command(config_command)
commands.add_command(cache_command)

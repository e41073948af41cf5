"""The documentation of the command line cannot rot."""

from pathlib import Path

import click
import pytest

from thememiner import errors
from thememiner.cli import commands

PAGE = (Path(__file__).parents[2] / "docs" / "command-line.md").read_text("utf-8")
OPTIONS = [
    (name, option)
    for name, command in sorted(commands.commands.items())
    for parameter in command.params
    if isinstance(parameter, click.Option)
    for option in parameter.opts
]


@pytest.mark.parametrize("name", sorted(commands.commands))
def test_every_command_has_its_section(name: str) -> None:
    """Each command has a heading of its own."""
    assert f"\n## `thememiner {name}" in PAGE


@pytest.mark.parametrize(("name", "option"), OPTIONS)
def test_every_option_is_in_its_commands_section(name: str, option: str) -> None:
    """Each option is in the table of its command."""
    section = PAGE.split(f"\n## `thememiner {name}")[1].split("\n## ")[0]
    assert f"`{option}" in section


def test_every_exit_code_is_told() -> None:
    """Each exit code of the error tree is in the table."""
    classes = [value for value in vars(errors).values() if isinstance(value, type)]
    codes = {value.exit_code for value in classes if issubclass(value, errors.ThemeMinerError)} | {0, 3, 130}
    assert all(f"\n| {code} | " in PAGE for code in codes)

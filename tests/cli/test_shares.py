"""A share on the command line is a number from 0 to 1 or a percentage, and nothing else."""

import click
import pytest

from thememiner.cli.options import parse_share

OPTION = click.Option(["--threshold"])
CONTEXT = click.Context(click.Command("saturation"))


@pytest.mark.parametrize(
    ("written", "value"),
    [("0.05", 0.05), ("5%", 0.05), ("5 %", 0.05), ("0", 0), ("1", 1), ("100%", 1)],
)
def test_share_is_read(written: str, value: float) -> None:
    """Both ways of writing it are understood."""
    assert parse_share(CONTEXT, OPTION, written) == pytest.approx(value)


@pytest.mark.parametrize("written", ["nan", "inf", "5", "-0.1", "101%", "few", ""])
def test_no_share_is_refused(written: str) -> None:
    """Anything else is refused with a message that says what is allowed."""
    with pytest.raises(click.BadParameter, match=r"is not a share\. Write a number from 0 to 1"):
        parse_share(CONTEXT, OPTION, written)

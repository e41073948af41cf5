"""Every package that the program needs is known by its version, or is known to change no result."""

import re
import tomllib
from pathlib import Path

from thememiner.config.settings import PACKAGES, SUPPORTING_PACKAGES

WITHOUT_EFFECT = {
    "click",
    "filelock",
    "httpx",
    "httpx2",
    "huggingface-hub",
    "platformdirs",
    "psutil",
    "rich",
    "threadpoolctl",
}


def test_no_package_is_forgotten() -> None:
    """A new dependency belongs to one of the two, or results of its older version would be taken for its own."""
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {re.split(r"[^\w.-]", dependency)[0] for dependency in project["dependencies"]}
    known = {*PACKAGES, *SUPPORTING_PACKAGES}
    assert needed - WITHOUT_EFFECT <= known
    assert needed - known >= WITHOUT_EFFECT

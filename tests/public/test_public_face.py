"""The public face: what ``import thememiner`` offers."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import thememiner

ROOT = Path(thememiner.__file__).parent
MODULES = sorted(ROOT.rglob("*.py"))


@pytest.mark.parametrize("name", thememiner.__all__)
def test_every_public_name_is_there(name: str) -> None:
    """Each name of ``__all__`` can be had."""
    assert getattr(thememiner, name) is not None


def test_public_names_are_in_alphabetical_order() -> None:
    """The public names stand in one alphabetical list."""
    assert list(thememiner.__all__) == sorted(thememiner.__all__)


def test_no_function_hides_a_package() -> None:
    """No public function has the name of a sub-package."""
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert not packages & set(thememiner.__all__)


def test_an_unknown_name_is_told_so() -> None:
    """Asking for what is not there says so."""
    with pytest.raises(AttributeError, match="no attribute 'topics'"):
        _ = thememiner.topics
    assert dir(thememiner) == list(thememiner.__all__)


def test_importing_does_no_work() -> None:
    """``import thememiner`` imports nothing but the standard library."""
    program = "import sys, thememiner; print(sorted({'numpy', 'pandas', 'pydantic', 'click'} & set(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 - our own words
    assert answer.stdout.strip() == "[]"


FORBIDDEN = (
    *(r"import pickle", r"import joblib", r"yaml\.load\(", r"(?<![.\w])eval\(", r"(?<![.\w])exec\("),
    *(r"trust_remote_code=True", r"torch\.load\("),
)


@pytest.mark.parametrize("pattern", FORBIDDEN)
def test_what_can_run_foreign_code_is_not_in_the_package(pattern: str) -> None:
    """Neither pickles nor evaluated text: data from outside stays data."""
    assert not [path.name for path in MODULES if re.search(pattern, path.read_text("utf-8"))]

"""What all tests share: where the real data lies, if it is there."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real human-coded data beside the checkout, or skip with the reason."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("needs the folder 'shared' with real coded data beside the checkout; it is not part of the project")
    return folder


@pytest.fixture(scope="session")
def corpora() -> Path:
    """Return the folder of the invented demonstration corpora."""
    return Path(__file__).resolve().parents[1] / "corpora"

"""What all tests share: where the real data lies, if it is there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


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


@pytest.fixture(autouse=True, scope="session")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tests out of the user's own cache of vectors."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("THEMEMINER_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield

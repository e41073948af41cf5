"""Fixtures of all tests: folders of data, a private cache, a real browser; and how many cases are tried."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from effort import FULL, REPORT
from filelock import FileLock
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

MakeOnce = Callable[[str, Callable[[Path], None]], Path]

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
)

settings.register_profile("short", deadline=None, max_examples=30)
settings.register_profile("full", deadline=None, max_examples=100)
settings.load_profile("full" if FULL else "short")

SLOWEST_FIRST = ("batch", "workflows", "discovery", "storage")
"""Folders of tests that take the longest. They start first, so that no process is left with one of them at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start the slowest folders first; otherwise keep the order."""
    places = {name: place for place, name in enumerate(SLOWEST_FIRST)}
    items.sort(key=lambda item: places.get(item.path.parent.name, len(places)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many cases were tried."""
    terminalreporter.write_line(f"Tried: {REPORT}.")


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of human-coded data next to the checkout, or skip the test."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("needs the folder 'shared' with coded data next to the checkout; it is not part of the project")
    return folder


@pytest.fixture(scope="session")
def corpora() -> Path:
    """Return the folder of the invented demonstration corpora."""
    return Path(__file__).resolve().parents[1] / "corpora"


@pytest.fixture(scope="session")
def common_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a temporary folder that is the same for all processes of this test run."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def make_once(common_folder: Path) -> MakeOnce:
    """Return a function that fills a new folder once for all processes and returns it; no test may change it."""

    def make(name: str, fill: Callable[[Path], None]) -> Path:
        folder, done = common_folder / name, common_folder / f"{name}.done"
        with FileLock(common_folder / f"{name}.lock"):
            if not done.exists():
                folder.mkdir()
                fill(folder)
                done.touch()
        return folder

    return make


@pytest.fixture(autouse=True, scope="session")
def private_cache(common_folder: Path) -> Iterator[None]:
    """Use a new vector cache, common to all processes of this test run, instead of the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("THEMEMINER_CACHE", str(common_folder / "cache"))
        yield


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """Return the system's Chromium, or skip the test and say how to install it."""
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        pytest.skip("needs Chromium and a Chinese font: apt-get install chromium fonts-noto-cjk")
    playwright = pytest.importorskip("playwright.sync_api", reason="needs Playwright: pip install playwright")
    # Chromium refuses to start its sandbox for root, as in a container.
    arguments = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=executable, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture
def complaints() -> list[str]:
    """Return a list that collects errors of the browser and addresses that it requests."""
    return []


@pytest.fixture
def page(browser: "Browser", complaints: list[str]) -> Iterator["Page"]:
    """Return an empty page of a browser that can open files only."""

    def only_files(route: "Route") -> None:
        if route.request.url.startswith("file:"):
            route.continue_()
        else:
            complaints.append(route.request.url)
            route.abort()

    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    opened.route("**/*", only_files)
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
    yield opened
    opened.close()
    assert complaints == []

"""What all tests share: where the real data lies, a real browser, each if it is there."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
)

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


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """Return the system's Chromium, or skip and say how to get one."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip("needs Chromium and a Chinese font: apt-get install chromium fonts-noto-cjk")
    playwright = pytest.importorskip("playwright.sync_api", reason="needs Playwright: pip install playwright")
    # Chromium refuses to start its sandbox for root, as in a container.
    arguments = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=found, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture
def complaints() -> list[str]:
    """Return the list that collects what the browser complains about, and every address it asks for."""
    return []


@pytest.fixture
def page(browser: "Browser", complaints: list[str]) -> Iterator["Page"]:
    """Return an empty page of a browser that reaches nothing but files."""

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

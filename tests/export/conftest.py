"""Fixtures for tests of exported files: a run in memory and on disk, its project and its results."""

from pathlib import Path

import pytest
from exported_runs import make_run

from thememiner.exchange.refi import project_of_run
from thememiner.exchange.results import Results
from thememiner.records import Project, Run
from thememiner.runs import write_run
from thememiner.workflows.export import collect_results


@pytest.fixture(scope="session")
def run() -> Run:
    """Return the run in memory."""
    return make_run()


@pytest.fixture(scope="session")
def project(run: Run) -> Project:
    """Return the run as a project."""
    return project_of_run(run)


@pytest.fixture(scope="session")
def results(run: Run) -> Results:
    """Return the results of the run."""
    return collect_results(run)


@pytest.fixture(scope="session")
def folder(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the run on disk."""
    path = tmp_path_factory.mktemp("runs") / "study"
    write_run(run, path, files={}, log={})
    return path

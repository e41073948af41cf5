"""Choosing an engine by options, and refusing contradictory options."""

import subprocess
import sys
from pathlib import Path

import pytest

from thememiner.batch.engines import ENGINES, InProcess, create_engine
from thememiner.batch.engines.dask_cluster import (
    DaskCluster,
    connect_cluster,
    refuse_open_cluster,
    refuse_unallowed_scheduler,
)
from thememiner.batch.engines.processes import Processes
from thememiner.errors import UsageError


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        pytest.param("in-process", InProcess, id="in-process"),
        pytest.param("processes", Processes, id="processes"),
        pytest.param("dask", DaskCluster, id="dask"),
    ],
)
def test_each_name_gives_an_engine(tmp_path: Path, name: str, kind: type) -> None:
    """Nothing is started or written yet."""
    assert name in ENGINES
    assert isinstance(create_engine(name, output=tmp_path), kind)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "told"),
    [
        pytest.param({"name": "spark"}, "in-process, processes, dask", id="unknown engine"),
        pytest.param({"name": "in-process", "workers": 2}, "--engine processes", id="workers in process"),
        pytest.param({"name": "processes", "workers": 0}, "1 or more", id="no worker"),
        pytest.param({"name": "processes", "scheduler": "tcp://127.0.0.1:1"}, "--engine dask", id="other engine"),
        pytest.param({"name": "dask", "allow_scheduler": "a.org"}, "--scheduler", id="consent without a scheduler"),
        pytest.param({"name": "dask", "workers": 2, "scheduler": "tcp://127.0.0.1:1"}, "--workers", id="both"),
        pytest.param({"name": "dask", "scheduler": "127.0.0.1:8786"}, "tcp://127.0.0.1:8786", id="no scheme"),
        pytest.param({"name": "dask", "scheduler": "tcp://127.0.0.1"}, "tcp://127.0.0.1:8786", id="no port"),
        pytest.param({"name": "dask", "scheduler": "tcp://127.0.0.1:x"}, "tcp://127.0.0.1:8786", id="port of letters"),
        pytest.param({"name": "dask", "scheduler": "tcp://a.org:8786"}, "TLS", id="other machine without encryption"),
        pytest.param(
            {"name": "dask", "scheduler": "tcp://a.org:8786", "allow_scheduler": "a.org"}, "TLS", id="consent is no TLS"
        ),
        pytest.param({"name": "dask", "scheduler": "tls://a.org:1"}, "--allow-scheduler a.org", id="no consent"),
        pytest.param(
            {"name": "dask", "scheduler": "tls://a.org:1", "allow_scheduler": "b.org"},
            "allowed host is b.org",
            id="consent to another",
        ),
    ],
)
def test_contradictory_options_are_refused(tmp_path: Path, options: dict[str, str], told: str) -> None:
    """The message says what to do instead."""
    with pytest.raises(UsageError) as refused:
        create_engine(output=tmp_path, **options)  # type: ignore[arg-type]
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("scheduler", "allowed"),
    [
        pytest.param("tcp://127.0.0.1:8786", "", id="this machine"),
        pytest.param("tcp://localhost:8786", "", id="this machine by name"),
        pytest.param("tcp://[::1]:8786", "", id="this machine in IPv6"),
        pytest.param("tls://Cluster.example.org:8786", "cluster.Example.org", id="named and encrypted"),
    ],
)
def test_local_and_allowed_schedulers_may_be_used(scheduler: str, allowed: str) -> None:
    """A scheduler on this machine needs no consent; one on another machine needs TLS and its name."""
    refuse_unallowed_scheduler(scheduler, allowed)


@pytest.mark.parametrize(
    "addresses",
    [
        pytest.param(("tcp://192.168.1.7:8786", ()), id="scheduler"),
        pytest.param(("tcp://127.0.0.1:8786", ("tcp://127.0.0.1:1", "tcp://192.168.1.7:2")), id="worker"),
    ],
)
def test_a_cluster_that_listens_to_other_machines_without_encryption_is_refused(
    addresses: tuple[str, tuple[str, ...]],
) -> None:
    """Even if it is reached at 127.0.0.1: other machines can reach it, too."""
    scheduler, workers = addresses
    with pytest.raises(UsageError, match="listens to other machines"):
        refuse_open_cluster({"address": scheduler, "workers": dict.fromkeys(workers)})


def test_a_missing_scheduler_is_reported() -> None:
    """Nothing listens at port 1."""
    with pytest.raises(UsageError, match="no scheduler answers"), connect_cluster("tcp://127.0.0.1:1", timeout=0.5):
        pass


def test_engines_load_nothing_heavy() -> None:
    """Dask and the numeric libraries are loaded only when they are used."""
    script = (
        "import sys; from pathlib import Path; from thememiner.batch.engines import create_engine;"
        "[create_engine(name, output=Path()) for name in ('in-process', 'processes', 'dask')];"
        "sys.exit(' '.join({'dask', 'distributed', 'cryptography', 'pandas', 'torch'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", script]
    found = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own script
    assert found.stderr.strip() == ""

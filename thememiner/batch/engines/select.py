"""Choosing an engine by name and options."""

import os
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from thememiner.batch.engines.base import Engine, InProcess
from thememiner.errors import UsageError

ENGINES = ("in-process", "processes", "dask")
DASK_FOLDER = "dask"
_DASK_MODULES = ("distributed", "cryptography")


def create_engine(
    name: str, *, output: Path, workers: int | None = None, scheduler: str = "", allow_scheduler: str = ""
) -> Engine:
    """Return the engine with this name, one of ``ENGINES``; nothing is started yet.

    ``workers`` is the number of processes on this machine, by default one for each processor. With ``scheduler``, the
    workers are those of a running Dask cluster; if it is on another machine, ``allow_scheduler`` must name that host.
    ``output`` is the output folder of the plan: Dask keeps its own files below its ``log`` folder.

    Raises ``UsageError`` for contradictory options, a cluster that is not allowed, or if Dask is missing.
    """
    _refuse_contradictions(name, workers, scheduler, allow_scheduler)
    workers_here = workers or os.cpu_count() or 1
    if name == "in-process":
        return InProcess()
    if name == "processes":
        from thememiner.batch.engines.processes import Processes  # noqa: PLC0415 - only this engine needs it

        return Processes(workers_here)
    if any(find_spec(module) is None for module in _DASK_MODULES):
        raise UsageError("Dask is not installed.", remedy='Install it: pip install "thememiner[dask]"')
    from thememiner.batch.engines.dask_cluster import (  # noqa: PLC0415 - only this engine needs it
        DaskCluster,
        connect_cluster,
        refuse_unallowed_scheduler,
        start_local_cluster,
    )

    if not scheduler:
        return DaskCluster(partial(start_local_cluster, workers_here, output / "log" / DASK_FOLDER))
    refuse_unallowed_scheduler(scheduler, allow_scheduler)
    return DaskCluster(partial(connect_cluster, scheduler, allowed_host=allow_scheduler))


def _refuse_contradictions(name: str, workers: int | None, scheduler: str, allow_scheduler: str) -> None:
    if name not in ENGINES:
        raise UsageError(f"unknown engine {name}.", remedy=f"Choose one of: {', '.join(ENGINES)}.")
    if workers is not None and workers < 1:
        raise UsageError("--workers must be 1 or more.", remedy="Omit it to use one worker for each processor.")
    if (scheduler or allow_scheduler) and name != "dask":
        raise UsageError(f"--scheduler cannot be used with the engine {name}.", remedy="Add --engine dask.")
    if allow_scheduler and not scheduler:
        raise UsageError("--allow-scheduler needs --scheduler.", remedy="Add --scheduler with the cluster's address.")
    if workers is not None and name == "in-process":
        raise UsageError("the engine in-process has no workers.", remedy="Add --engine processes, or omit --workers.")
    if workers is not None and scheduler:
        remedy = "Omit --workers: a running cluster has its own workers."
        raise UsageError("--workers and --scheduler cannot be combined.", remedy=remedy)

"""An engine by its name and the options that were given."""

import os
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from thememiner.batch.engines.base import Engine, InProcess
from thememiner.errors import UsageError

ENGINES = ("in-process", "processes", "dask")
SCRATCH = "dask"
_OF_DASK = ("distributed", "cryptography")


def engine_called(
    name: str, *, output: Path, workers: int | None = None, scheduler: str = "", allow_scheduler: str = ""
) -> Engine:
    """Return the engine of that name, one of ``ENGINES``; nothing is started yet.

    ``workers`` is how many processes this machine gets, by default one a processor. With ``scheduler`` the workers
    are those of a Dask cluster that is there; on another machine it must be the host that ``allow_scheduler`` names.
    ``output`` is the plan's: Dask's own files are below its ``log``.

    Raises ``UsageError`` for options that do not go together, a cluster that is not allowed, or if Dask is missing.
    """
    _refuse_contradictions(name, workers, scheduler, allow_scheduler)
    here = workers or os.cpu_count() or 1
    if name == "in-process":
        return InProcess()
    if name == "processes":
        from thememiner.batch.engines.processes import Processes  # noqa: PLC0415 - most batches need none

        return Processes(here)
    if any(find_spec(module) is None for module in _OF_DASK):
        raise UsageError("Dask is not installed.", remedy='Install it: pip install "thememiner[dask]"')
    from thememiner.batch.engines.dask_cluster import DaskCluster, cluster_at, cluster_of_this_machine, refuse_unallowed  # noqa: PLC0415 - so that --help stays light

    if not scheduler:
        return DaskCluster(partial(cluster_of_this_machine, here, output / "log" / SCRATCH))
    refuse_unallowed(scheduler, allow_scheduler)
    return DaskCluster(partial(cluster_at, scheduler, allowed_host=allow_scheduler))


def _refuse_contradictions(name: str, workers: int | None, scheduler: str, allow_scheduler: str) -> None:
    known = ", ".join(ENGINES)
    if name not in ENGINES:
        raise UsageError(f"there is no engine {name}.", remedy=f"There are: {known}.")
    if workers is not None and workers < 1:
        raise UsageError("--workers must be 1 or more.", remedy="Leave it out for one worker a processor.")
    if (scheduler or allow_scheduler) and name != "dask":
        raise UsageError(f"--scheduler does not go with the engine {name}.", remedy="Add --engine dask.")
    if allow_scheduler and not scheduler:
        raise UsageError("--allow-scheduler needs --scheduler.", remedy="Add --scheduler with its address.")
    if workers is not None and name == "in-process":
        raise UsageError(
            "the engine in-process has no workers.", remedy="Add --engine processes, or leave out --workers."
        )
    if workers is not None and scheduler:
        remedy = "Leave out --workers: a cluster has those that were started for it."
        raise UsageError("--workers and --scheduler exclude each other.", remedy=remedy)

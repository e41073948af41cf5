"""The engine that runs tasks on a Dask cluster: one that is running, or one started on this machine for one batch.

All workers must run the same version of the program: another version would store other results under the same key.
"""

import contextlib
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar
from urllib.parse import urlsplit

from thememiner._version import __version__
from thememiner.batch.engines.base import CrashedTask, run_with_retry
from thememiner.batch.engines.processes import limit_to_one_thread
from thememiner.batch.keys import hash_program
from thememiner.errors import ThemeMinerError, UsageError
from thememiner.network import is_local_host
from thememiner.storage import OWNER_ONLY_FOLDER, remove_path

if TYPE_CHECKING:
    from distributed import Client, Future

T = TypeVar("T")
R = TypeVar("R")
Connect = Callable[[], AbstractContextManager["Client"]]
WORKER_TIMEOUT = 60.0
"""Seconds without any worker after which the batch stops. Dask restarts a dead worker within a few seconds."""
CHECK_INTERVAL = 5.0
"""Seconds between two checks that the cluster still has workers."""
_RESUME_HINT = "The same command continues after the last finished stage."
_LOCAL_CLUSTER_CONFIG = {
    "distributed.scheduler.allowed-failures": 0,  # a task whose worker died comes back, and is retried alone
    "distributed.scheduler.worker-ttl": None,  # clustering can keep a worker from answering for minutes
}
_ADDRESS_HINT = "Write it like tcp://127.0.0.1:8786 or tls://cluster.example.org:8786."


class DaskCluster:
    """Runs tasks on the cluster that ``connect`` gives; Dask restarts dead workers and reports their tasks."""

    is_parallel = True

    def __init__(self, connect: Connect) -> None:
        self._connect = connect

    def run_tasks(self, function: Callable[[T], R], tasks: Sequence[T]) -> Iterator[tuple[int, R | CrashedTask]]:
        """Yield the index of each task and its result, in order of completion.

        Raises ``UsageError`` if the cluster may not be used, and ``ThemeMinerError`` if it has no workers left.
        """
        if not tasks:
            return
        with self._connect() as client:

            def attempt(indices: Sequence[int], *, alone: bool) -> Iterator[tuple[int, R | CrashedTask]]:
                return _run_on_cluster(client, function, tasks, indices, alone=alone)

            yield from run_with_retry(attempt, len(tasks))


@contextlib.contextmanager
def start_local_cluster(workers: int, scratch: Path) -> "Iterator[Client]":
    """Start a cluster of ``workers`` processes on this machine, and stop it at the end of the block.

    It listens on 127.0.0.1 only, encrypted with keys that only this process and its workers have: otherwise every user
    of the machine could give the workers tasks. Dask's own files are in ``scratch``, which is removed afterwards.
    """
    import dask  # noqa: PLC0415 - only this engine needs it, and it takes a second to load
    from distributed import Client, LocalCluster, Security  # noqa: PLC0415 - only this engine needs it

    remove_path(scratch)  # left by a batch that was killed
    scratch.mkdir(mode=OWNER_ONLY_FOLDER, parents=True)
    try:
        with (
            dask.config.set({**_LOCAL_CLUSTER_CONFIG, "temporary-directory": str(scratch)}),
            LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",
                scheduler_kwargs={"dashboard": False},
                local_directory=str(scratch),
                memory_limit=0,
                silence_logs="CRITICAL",
                security=Security.temporary(),
            ) as cluster,
            Client(cluster, set_as_default=False) as client,
        ):
            yield client
    finally:
        with contextlib.suppress(OSError):
            remove_path(scratch)


@contextlib.contextmanager
def connect_cluster(scheduler: str, *, allowed_host: str = "", timeout: float = 10) -> "Iterator[Client]":
    """Connect to a running scheduler, which must answer within ``timeout`` seconds.

    For ``tls://`` the certificates are those in Dask's own configuration.

    Raises ``UsageError`` if the scheduler is on another machine and not allowed, does not answer, has no workers, or
    has a worker with another version of the program.
    """
    refuse_unallowed_scheduler(scheduler, allowed_host)
    from distributed import Client  # noqa: PLC0415 - only this engine needs it, and it takes a second to load

    try:
        client = Client(scheduler, timeout=timeout, set_as_default=False)
    except (OSError, TypeError, ValueError) as error:  # the last two: missing or invalid certificates
        remedy = "Check the address, and that `dask scheduler` runs there with the same certificates."
        raise UsageError(
            f"no scheduler answers there ({type(error).__name__}).", place=scheduler, remedy=remedy
        ) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=WORKER_TIMEOUT)
        except TimeoutError:
            remedy = f"Start some: dask worker {scheduler} --nthreads 1"
            raise UsageError("the scheduler has no workers.", place=scheduler, remedy=remedy) from None
        refuse_open_cluster(client.scheduler_info(n_workers=-1))
        refuse_other_programs(client)
        yield client


def _run_on_cluster(
    client: "Client", function: Callable[[T], R], tasks: Sequence[T], indices: Sequence[int], *, alone: bool
) -> Iterator[tuple[int, R | CrashedTask]]:
    """Run the tasks at these indices and yield the results.

    A worker never has a second task waiting, since that task would die with it.
    """
    waiting = deque(indices)
    running: dict[Future[R], int] = {}
    while waiting or running:
        at_a_time = 1 if alone else max(1, len(client.nthreads()))
        while waiting and len(running) < at_a_time:
            index = waiting.popleft()
            running[client.submit(run_task, function, tasks[index], pure=False)] = index
        for future in _wait_for_any(client, list(running)):
            result = _get_result(future)
            yield running.pop(future), result


def _wait_for_any(client: "Client", running: "Sequence[Future[R]]") -> "list[Future[R]]":
    """Wait until some tasks have ended, and return them. Raises ``ThemeMinerError`` if no workers are left."""
    from distributed import wait  # noqa: PLC0415 - only this engine needs it

    last_seen = time.monotonic()
    while time.monotonic() - last_seen < WORKER_TIMEOUT:
        with contextlib.suppress(TimeoutError), client.as_current():
            return list(wait(running, timeout=CHECK_INTERVAL, return_when="FIRST_COMPLETED").done)
        if client.nthreads():
            last_seen = time.monotonic()
    raise ThemeMinerError("the cluster has no workers left.", remedy=f"Start some. {_RESUME_HINT}")


def _get_result(future: "Future[R]") -> R | CrashedTask:
    from distributed import KilledWorker  # noqa: PLC0415 - only this engine needs it
    from distributed.client import FutureCancelledError  # noqa: PLC0415 - only this engine needs it

    try:
        return future.result()
    except KilledWorker as error:
        return CrashedTask(error.allowed_failures + 1)
    except FutureCancelledError:
        raise ThemeMinerError("the connection to the scheduler was lost.", remedy=_RESUME_HINT) from None


class Workers(Protocol):
    """The part of Dask's client that knows the workers by their addresses."""

    def nthreads(self) -> dict[str, int]:
        """Return the number of threads of each worker."""

    def run(self, function: Callable[[], Any], /, *, on_error: Literal["raise", "return", "ignore"]) -> dict[str, Any]:
        """Call a function in each worker; with ``on_error="return"`` its exceptions are returned as results."""


def describe_program() -> tuple[str, str]:
    """Return the version of the program in this process, and the hash of its files and packages."""
    return __version__, hash_program()


def run_task(function: Callable[[T], R], task: T) -> R:
    """Run a task in a worker, on one thread."""
    limit_to_one_thread()
    return function(task)


def refuse_other_programs(workers: Workers) -> None:
    """Raise ``UsageError`` for the first worker that has another version of the program, none, or several threads."""
    for worker, threads in sorted(workers.nthreads().items()):
        if threads > 1:
            what = f"this worker runs {threads} tasks at a time in one process, which would disturb each other."
            raise UsageError(what, place=worker, remedy="Start it with --nthreads 1; use --nworkers for several.")
    ours = describe_program()
    remedy = "Install the same version, with the packages of constraints.txt, wherever a worker runs."
    for worker, theirs in sorted(workers.run(describe_program, on_error="return").items()):
        if isinstance(theirs, BaseException):
            raise UsageError(
                f"this worker cannot load ThemeMiner ({type(theirs).__name__}).", place=worker, remedy=remedy
            )
        if tuple(theirs) != ours:
            other = f"version {theirs[0]}" if theirs[0] != ours[0] else "other files or packages of the same version"
            raise UsageError(f"this worker has {other}; here it is {ours[0]}.", place=worker, remedy=remedy)


def refuse_unallowed_scheduler(scheduler: str, allowed_host: str = "") -> None:
    """Raise ``UsageError`` if a scheduler on another machine is not encrypted, or is not the allowed host.

    Only paths, hashes and settings are sent, no text. But whoever can reach a scheduler can make its workers do
    anything, so they could read every transcript.
    """
    scheme, host = _parse_address(scheduler)
    if is_local_host(host):
        return
    if scheme != "tls":
        what = "without encryption, others on the network could read along and give the workers tasks."
        remedy = (
            "Start scheduler and workers with TLS certificates, and give its address as tls://; see the documentation."
        )
        raise UsageError(what, place=scheduler, remedy=remedy)
    if host != allowed_host.lower():
        allowed = f" The allowed host is {allowed_host}." if allowed_host else ""
        what = f"{host} is another machine, and its workers would read the transcripts.{allowed}"
        raise UsageError(what, place=scheduler, remedy=f"To allow it, add --allow-scheduler {host}")


def refuse_open_cluster(info: Mapping[str, Any]) -> None:
    """Raise ``UsageError`` if the scheduler or a worker listens to other machines without encryption.

    ``info`` is Dask's ``scheduler_info``: the address of the scheduler, and the workers by address.
    """
    for address in (info["address"], *sorted(info["workers"])):
        scheme, host = _parse_address(address)
        if scheme != "tls" and not is_local_host(host):
            remedy = "Start scheduler and workers with --host 127.0.0.1, or with TLS certificates."
            what = "this part of the cluster listens to other machines, without encryption."
            raise UsageError(what, place=address, remedy=remedy)


def _parse_address(address: str) -> tuple[str, str]:
    """Return scheme and host, in lower case. Raises ``UsageError`` if this is not a scheduler address."""
    try:
        parsed = urlsplit(address)
        scheme, host, port = parsed.scheme, parsed.hostname or "", parsed.port
    except ValueError:
        scheme, host, port = "", "", None
    if scheme not in {"tcp", "tls"} or not host or port is None:
        raise UsageError("not a valid scheduler address.", place=address, remedy=_ADDRESS_HINT)
    return scheme, host

"""A Dask cluster: a scheduler that is there, or workers of this machine that are started for one batch.

All workers are the same program, a task at a time: another one would give other results under the same key.
Which clusters may be given work: those of this machine, and encrypted ones whose host a person named.
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
from thememiner.batch.engines.base import Lost, in_two_rounds
from thememiner.batch.engines.processes import take_one_thread
from thememiner.batch.keys import program_key
from thememiner.errors import ThemeMinerError, UsageError
from thememiner.network import is_local_host
from thememiner.storage import OWNER_ONLY_FOLDER, remove_path

if TYPE_CHECKING:
    from distributed import Client, Future

T = TypeVar("T")
R = TypeVar("R")
Connect = Callable[[], AbstractContextManager["Client"]]
PATIENCE = 60.0
"""Seconds without a single worker after which there will be none: a nanny starts another in a few."""
LOOK_EVERY = 5.0
"""Seconds between two looks at which workers are there."""
_GO_ON = "The same command goes on after the last stage that was done."
_OF_A_LOCAL_CLUSTER = {
    "distributed.scheduler.allowed-failures": 0,  # a task whose worker died is given back, and tried again alone
    "distributed.scheduler.worker-ttl": None,  # clustering can keep a worker from answering for minutes
}
_EXPECTED = "Write it like tcp://127.0.0.1:8786 or tls://cluster.example.org:8786."


class DaskCluster:
    """Dask places the tasks, starts dead workers anew, and tells which tasks died with them."""

    side_by_side = True

    def __init__(self, connect: Connect) -> None:
        self._connect = connect

    def each(self, function: Callable[[T], R], tasks: Sequence[T]) -> Iterator[tuple[int, R | Lost]]:
        """Yield the place of each task and its result, as they are done.

        Raises ``UsageError`` if the cluster may not be used, and ``ThemeMinerError`` if no worker is left.
        """
        if not tasks:
            return
        with self._connect() as client:

            def attempt(places: Sequence[int], *, alone: bool) -> Iterator[tuple[int, R | Lost]]:
                return _spread(client, function, tasks, places, alone=alone)

            yield from in_two_rounds(attempt, len(tasks))


@contextlib.contextmanager
def cluster_of_this_machine(workers: int, scratch: Path) -> "Iterator[Client]":
    """Start so many workers, that nobody but this process can reach, and end them with the block.

    They listen on 127.0.0.1, encrypted by keys that only this process and its workers have: otherwise every user of
    the machine could give them work. Dask's own files are in ``scratch``, and gone afterwards.
    """
    import dask  # noqa: PLC0415 - only this engine needs it, and it takes a second
    from distributed import Client, LocalCluster, Security  # noqa: PLC0415 - likewise

    remove_path(scratch)  # of a batch that was killed
    scratch.mkdir(mode=OWNER_ONLY_FOLDER, parents=True)
    try:
        with (
            dask.config.set({**_OF_A_LOCAL_CLUSTER, "temporary-directory": str(scratch)}),
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
def cluster_at(scheduler: str, *, allowed_host: str = "", patience: float = 10) -> "Iterator[Client]":
    """Connect to a scheduler that answers within ``patience``, in seconds.

    Certificates for ``tls://`` are those that Dask's own configuration names.

    Raises ``UsageError`` if it is on another machine and not allowed, does not answer, has no workers, or one
    with another version of the program.
    """
    refuse_unallowed(scheduler, allowed_host)
    from distributed import Client  # noqa: PLC0415 - only this engine needs it, and it takes a second

    try:
        client = Client(scheduler, timeout=patience, set_as_default=False)
    except (OSError, TypeError, ValueError) as error:  # the last two: certificates are missing, or are none
        remedy = "Check the address, and that `dask scheduler` runs there with the same certificates."
        raise UsageError(
            f"no scheduler answers there ({type(error).__name__}).", place=scheduler, remedy=remedy
        ) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            remedy = f"Start some: dask worker {scheduler} --nthreads 1"
            raise UsageError("the scheduler has no workers.", place=scheduler, remedy=remedy) from None
        refuse_open_cluster(client.scheduler_info(n_workers=-1))
        refuse_other_programs(client)
        yield client


def _spread(
    client: "Client", function: Callable[[T], R], tasks: Sequence[T], places: Sequence[int], *, alone: bool
) -> Iterator[tuple[int, R | Lost]]:
    """Yield the result of each task at these places; no worker has a second one waiting, that would die with it."""
    waiting = deque(places)
    at_work: dict[Future[R], int] = {}
    while waiting or at_work:
        at_a_time = 1 if alone else max(1, len(client.nthreads()))
        while waiting and len(at_work) < at_a_time:
            place = waiting.popleft()
            at_work[client.submit(called, function, tasks[place], pure=False)] = place
        for future in _done(client, list(at_work)):
            found = _result(future)
            yield at_work.pop(future), found


def _done(client: "Client", at_work: "Sequence[Future[R]]") -> "list[Future[R]]":
    """Wait until some are done, as long as there are workers."""
    from distributed import wait  # noqa: PLC0415 - loaded by now

    last_seen = time.monotonic()
    while time.monotonic() - last_seen < PATIENCE:
        with contextlib.suppress(TimeoutError), client.as_current():
            return list(wait(at_work, timeout=LOOK_EVERY, return_when="FIRST_COMPLETED").done)
        if client.nthreads():
            last_seen = time.monotonic()
    raise ThemeMinerError("the cluster has no workers any more.", remedy=f"Start some. {_GO_ON}")


def _result(future: "Future[R]") -> R | Lost:
    from distributed import KilledWorker  # noqa: PLC0415 - loaded by now
    from distributed.client import FutureCancelledError  # noqa: PLC0415 - likewise

    try:
        return future.result()
    except KilledWorker as error:
        return Lost(error.allowed_failures + 1)
    except FutureCancelledError:
        raise ThemeMinerError("the connection to the scheduler broke.", remedy=_GO_ON) from None


class Workers(Protocol):
    """What Dask's client knows of its workers, by their addresses."""

    def nthreads(self) -> dict[str, int]:
        """Return how many tasks each does at a time."""

    def run(self, function: Callable[[], Any], /, *, on_error: Literal["raise", "return", "ignore"]) -> dict[str, Any]:
        """Call a function in each; with ``on_error="return"`` what it raises comes back, too."""


def known_here() -> tuple[str, str]:
    """Return the version of the program in this process, and the hash of its files and packages."""
    return __version__, program_key()


def called(function: Callable[[T], R], task: T) -> R:
    """Do a task in a worker."""
    take_one_thread()
    return function(task)


def refuse_other_programs(workers: Workers) -> None:
    """Raise ``UsageError`` that names the first worker with another version, with none, or with several threads."""
    for worker, threads in sorted(workers.nthreads().items()):
        if threads > 1:
            what = f"this worker does {threads} tasks at a time in one process, and they would get in each other's way."
            raise UsageError(what, place=worker, remedy="Start it with --nthreads 1, and --nworkers for several.")
    ours = known_here()
    remedy = "Install the same version, with the packages of constraints.txt, wherever a worker runs."
    for worker, theirs in sorted(workers.run(known_here, on_error="return").items()):
        if isinstance(theirs, BaseException):
            raise UsageError(
                f"this worker cannot load ThemeMiner ({type(theirs).__name__}).", place=worker, remedy=remedy
            )
        if tuple(theirs) != ours:
            other = f"version {theirs[0]}" if theirs[0] != ours[0] else "other files or packages of the same version"
            raise UsageError(f"this worker has {other}; here it is {ours[0]}.", place=worker, remedy=remedy)


def refuse_unallowed(scheduler: str, allowed_host: str = "") -> None:
    """Raise ``UsageError`` if a scheduler is on another machine and is not encrypted, or not the one that is allowed.

    What travels are paths, hashes and settings, no text. But whoever can speak to a scheduler can let its workers do
    anything, and so read every transcript.
    """
    scheme, host = _parts(scheduler)
    if is_local_host(host):
        return
    if scheme != "tls":
        remedy = (
            "Start scheduler and workers with TLS certificates, and give its address as tls://; see the documentation."
        )
        raise UsageError(
            "whoever is on the network could read along, and give the workers orders.", place=scheduler, remedy=remedy
        )
    if host != allowed_host.lower():
        named = f" Allowed is {allowed_host}." if allowed_host else ""
        what = f"{host} is another machine, and its workers would read the transcripts.{named}"
        raise UsageError(what, place=scheduler, remedy=f"If that is meant: --allow-scheduler {host}")


def refuse_open_cluster(known: Mapping[str, Any]) -> None:
    """Raise ``UsageError`` if a scheduler or a worker listens to other machines without encryption."""
    for address in (known["address"], *sorted(known["workers"])):
        scheme, host = _parts(address)
        if scheme != "tls" and not is_local_host(host):
            remedy = "Start scheduler and workers with --host 127.0.0.1, or with TLS certificates."
            what = "this part of the cluster listens to other machines, without encryption."
            raise UsageError(what, place=address, remedy=remedy)


def _parts(address: str) -> tuple[str, str]:
    """Return scheme and host, in lower case."""
    try:
        parsed = urlsplit(address)
        scheme, host, port = parsed.scheme, parsed.hostname or "", parsed.port
    except ValueError:
        scheme, host, port = "", "", None
    if scheme not in {"tcp", "tls"} or not host or port is None:
        raise UsageError("this is no address of a scheduler.", place=address, remedy=_EXPECTED)
    return scheme, host

"""A Dask cluster: a scheduler that is there, or workers of this machine that are started for one batch."""

import contextlib
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from thememiner.batch.engines.addresses import refuse_open_cluster, refuse_unallowed
from thememiner.batch.engines.engine import Lost
from thememiner.batch.engines.rounds import in_two_rounds
from thememiner.batch.engines.same_program import called, refuse_other_programs
from thememiner.errors import ThemeMinerError, UsageError
from thememiner.storage.atomic import OWNER_ONLY_FOLDER
from thememiner.storage.leftovers import remove

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

    remove(scratch)  # of a batch that was killed
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
            remove(scratch)


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

"""Runs the sources on Dask: on a cluster of this machine, or on one that exists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from pplint.errors import UsageError
from pplint.estate.sources import Source
from pplint.estate.worker import Limits, Outcome, examine_source

CONNECT_TIMEOUT = 30
"""Seconds to wait for a scheduler."""


def run_all(
    sources: Iterable[Source],
    limits: Limits,
    known_state: Callable[[Source], str],
    *,
    scheduler: str = "",
    workers: int | None = None,
) -> Iterator[Outcome]:
    """Yield the outcome of each source as it is there; a worker that dies is the outcome of what it was doing."""
    with _client(scheduler, workers) as client:
        # Late, since it is an extra.
        from distributed import as_completed

        futures = {
            client.submit(examine_source, source, limits, known_state(source), pure=False, retries=0): source
            for source in sources
        }
        for future in as_completed(list(futures), loop=client.loop):
            source = futures.pop(future)
            error = future.exception()
            yield future.result() if error is None else Outcome(source, "failed", "", 0.0, {}, _words(error))
            future.release()


def run_in_loop(
    sources: Iterable[Source], limits: Limits, known_state: Callable[[Source], str]
) -> Iterator[Outcome]:
    """The same without Dask, one after another."""
    for source in sources:
        yield examine_source(source, limits, known_state(source))


@contextmanager
def _client(scheduler: str, workers: int | None) -> Iterator[Any]:
    try:
        # Late, since it is an extra.
        import dask
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise UsageError("pplint estate needs Dask: pip install 'power-platform-lint[estate]'") from error
    # A repository whose worker dies twice is given up, and does not take the others with it.
    with dask.config.set(
        {"distributed.scheduler.allowed-failures": 1, "distributed.comm.timeouts.connect": CONNECT_TIMEOUT}
    ):
        if scheduler:
            try:
                client = Client(scheduler, timeout=CONNECT_TIMEOUT, set_as_default=False)
            except (OSError, ValueError, TimeoutError) as error:
                raise UsageError(f"there is no Dask scheduler at {scheduler!r}") from error
            with client:
                yield client
            return
        with (
            LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                dashboard_address="127.0.0.1:0",
                host="127.0.0.1",
                silence_logs="CRITICAL",
            ) as cluster,
            Client(cluster, set_as_default=False) as client,
        ):
            yield client


def _words(error: BaseException) -> str:
    if type(error).__name__ == "KilledWorker":
        return "the worker that examined it was killed"
    return f"the worker failed: {type(error).__name__}"

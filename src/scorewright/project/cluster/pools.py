"""Who does the work: this process, or the workers of a Dask cluster."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from importlib import import_module
from typing import Any, Protocol, TypeVar

LOCAL = "local"
CONNECT_SECONDS = 10
Given = TypeVar("Given")
T = TypeVar("T")
Made = TypeVar("Made")


class ClusterError(Exception):
    """There is no such cluster; the message says what to do."""


class Pool(Protocol):
    """Does the same work for each of many items, which have names for people."""

    def each(self, work: Callable[[Given, T], Made], given: Given, items: Mapping[str, T]) -> Iterator[Made]:
        """``work`` of ``given`` and each item, in the order in which they are done; what it raises is raised.

        Raises ClusterError where one worker after the other dies over an item.
        """
        ...


class ThisProcess:
    """One after the other, here."""

    def each(self, work: Callable[[Given, T], Made], given: Given, items: Mapping[str, T]) -> Iterator[Made]:
        for item in items.values():
            yield work(given, item)


class DaskPool:
    """In the workers of a cluster. What a worker that dies was doing is done by another."""

    def __init__(self, distributed: Any, client: Any) -> None:
        self._distributed = distributed
        self._client = client

    def each(self, work: Callable[[Given, T], Made], given: Given, items: Mapping[str, T]) -> Iterator[Made]:
        # By a task, and not scattered: scattered data is lost with the workers that hold it, a task is done again.
        sent = self._client.submit(_itself, given, pure=False)
        names = {self._client.submit(work, sent, item, pure=False): name for name, item in items.items()}
        try:
            for future in self._distributed.as_completed(names):
                yield self._result(future, names[future])
                future.release()
        finally:
            self._client.cancel([sent, *names])

    def _result(self, future: Any, name: str) -> Any:
        try:
            return future.result()
        except self._distributed.KilledWorker as error:
            raise ClusterError(f"{name}: one worker after the other died over it; their logs say why") from error


@contextmanager
def pool_at(address: str | None) -> Iterator[Pool]:
    """``None``: this process; ``local``: this machine's own cluster, as long as it takes; else a scheduler's address.

    Raises ClusterError.
    """
    if address is None:
        yield ThisProcess()
        return
    if address != LOCAL and not re.fullmatch(r"(tcp|tls)://[^\s/]+:[0-9]+", address):
        raise ClusterError(f"--dask {address}: must be local, or a scheduler's address such as tcp://10.0.0.5:8786")
    distributed = _distributed()
    with ExitStack() as opened:
        scheduler = opened.enter_context(_own_cluster(distributed)) if address == LOCAL else address
        try:
            client = distributed.Client(scheduler, timeout=CONNECT_SECONDS)
        except OSError as error:
            raise ClusterError(f"--dask {address}: no scheduler answers") from error
        yield DaskPool(distributed, opened.enter_context(client))


def _own_cluster(distributed: Any) -> Any:
    processors = os.cpu_count() or 1
    return distributed.LocalCluster(
        n_workers=processors, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    )


def _distributed() -> Any:
    """The library, which is an extra; most of it has no types."""
    try:
        return import_module("distributed")
    except ImportError as error:
        raise ClusterError("--dask needs the extra: pip install 'scorewright[dask]'") from error


def _itself(given: Given) -> Given:
    return given

"""The processes that fit."""

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager

from scorewright.loop.training.processes.ground import Ground, hold
from scorewright.loop.training.processes.orphans import end_with_parent


@contextmanager
def workers(ground: Ground | None = None, *, processes: int | None = None) -> Iterator[Executor]:
    """``processes``, else one for each processor; each holds ``ground``, which is sent once.

    An error, or Ctrl-C, ends what they are at; what has not begun is not begun any more. Spawned, because a fork would
    share this process's database connections.
    """
    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes or os.cpu_count(), mp_context=spawn, initializer=_begin, initargs=(ground,))
    try:
        yield pool
    except BaseException:
        _kill(pool)
        raise
    pool.shutdown()


def _kill(pool: ProcessPoolExecutor) -> None:
    """To wait for a fit would be to fall silent: the job would be given to another worker."""
    processes = list(pool._processes.values())  # noqa: SLF001 - as kill_workers of Python 3.14 does
    # First, because a pool that loses its processes cannot cope with what was cancelled before.
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.kill()
    for process in processes:
        process.join()


def _begin(ground: Ground | None) -> None:
    end_with_parent()
    hold(ground)

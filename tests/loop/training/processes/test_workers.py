"""Processes that fit end with the wish for their fits."""

import os
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from scorewright.loop.training.processes.waiting import as_they_end
from scorewright.loop.training.processes.workers import workers


class EnoughError(Exception):
    """The time of a training is up, or somebody has cancelled it."""


@pytest.fixture
def long_fit(tmp_path: Path) -> str:
    """What a process does in 20 seconds; ``begun`` and ``ended`` are there when it has."""
    return (
        "import time; from pathlib import Path; folder = Path(" + repr(str(tmp_path)) + ");"
        "(folder / 'begun').touch(); time.sleep(20); (folder / 'ended').touch()"
    )


def test_workers__wait_is_ended_while_a_fit_runs__the_fit_is_ended_too(
    tmp_path: Path, long_fit: str, is_alive: Callable[[int], bool]
) -> None:
    def on_wait() -> None:
        if (tmp_path / "begun").exists():
            raise EnoughError

    with suppress(EnoughError), workers(processes=1) as pool:
        pid = pool.submit(os.getpid).result()
        list(as_they_end([pool.submit(exec, long_fit)], on_wait))
    assert not is_alive(pid)
    assert not (tmp_path / "ended").exists()


def test_workers__more_waits_than_a_pipe_holds__nothing_of_it_is_begun(
    tmp_path: Path, long_fit: str, is_alive: Callable[[int], bool]
) -> None:
    waiting: list[Future[object]] = []

    def on_wait() -> None:
        if (tmp_path / "begun").exists():
            waiting[-1].cancel()
            raise EnoughError

    with suppress(EnoughError), workers(processes=1) as pool:
        pid = pool.submit(os.getpid).result()
        waiting += [pool.submit(exec, long_fit), *(pool.submit(np.sum, np.zeros(100_000)) for _ in range(5))]
        list(as_they_end(waiting, on_wait))
    assert not is_alive(pid)
    assert not (tmp_path / "ended").exists()
    assert not any(future.done() and not future.cancelled() and not future.exception() for future in waiting)


def test_workers__all_is_done__they_end(is_alive: Callable[[int], bool]) -> None:
    with workers(processes=1) as pool:
        pid = pool.submit(os.getpid).result()
        assert is_alive(pid)
    assert not is_alive(pid)

"""Waiting for fits without falling silent."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import TypeVar

T = TypeVar("T")
BETWEEN_SIGNS_SECONDS = 1.0


def as_they_end(futures: Iterable[Future[T]], on_wait: Callable[[], None]) -> Iterator[Future[T]]:
    """Each of ``futures`` as it ends. ``on_wait`` is called at least once a second, and may raise to end the wait."""
    waiting = set(futures)
    while waiting:
        done, waiting = wait(waiting, timeout=BETWEEN_SIGNS_SECONDS, return_when=FIRST_COMPLETED)
        on_wait()
        yield from done

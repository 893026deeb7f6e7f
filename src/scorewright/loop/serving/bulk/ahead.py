"""Working ahead: what comes next is made in threads while the last is used."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
Made = TypeVar("Made")


def ahead(items: Iterator[T]) -> Iterator[T]:
    """``items`` in their order, each begun before it is asked for; what making one raises is raised when it is.

    >>> list(ahead(iter("abc")))
    ['a', 'b', 'c']
    """
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(_next, items)
        while found := coming.result():
            coming = thread.submit(_next, items)
            yield found[0]


def made_ahead(make: Callable[[T], Made], items: Iterator[T], threads: int) -> Iterator[Made]:
    """``make`` of each of ``items``, in their order, several at a time; twice as many wait, so that no thread does.

    >>> list(made_ahead(str.upper, iter("abc"), 2))
    ['A', 'B', 'C']
    """
    with ThreadPoolExecutor(threads) as pool:
        coming: deque[Future[Made]] = deque()
        for item in items:
            coming.append(pool.submit(make, item))
            if len(coming) > 2 * threads:
                yield coming.popleft().result()
        while coming:
            yield coming.popleft().result()


def _next(items: Iterator[T]) -> tuple[()] | tuple[T]:
    """The next item, or nothing: a thread cannot hand on that there is none by StopIteration."""
    for item in items:
        return (item,)
    return ()

"""Django's own, blocking code, called in a thread beside the hot path."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import connections

P = ParamSpec("P")
T = TypeVar("T")


def in_django(work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """``work``'s answer; the thread's connections go back to their pool afterwards."""
    try:
        return work(*args, **kwargs)
    finally:
        connections.close_all()

"""The threads in which the values of a ``FreshCache`` are looked up.

What is in use is renewed in threads of its own: it stands neither behind explanations, which have the event loop's
threads, nor behind keys that nobody knows.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import ParamSpec, TypeVar

from scorewright.loop.serving.django_thread import in_django

P = ParamSpec("P")
T = TypeVar("T")

# Together no more than the connections that the pool of a process has.
FIRST = ThreadPoolExecutor(4, "first-look-up")
RENEWALS = ThreadPoolExecutor(4, "renewal")


async def look_up(threads: ThreadPoolExecutor, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """``work``'s answer, from one of ``threads``."""
    there = partial(copy_context().run, in_django, work, *args, **kwargs)
    return await asyncio.get_running_loop().run_in_executor(threads, there)

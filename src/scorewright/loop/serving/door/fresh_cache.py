"""Values from the database held in memory, none of them older than a second.

A value in use is looked up again in the background before it is due, so that nobody waits for it; one that was not
renewed in time is waited for. What is told to have changed is forgotten at once.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from time import monotonic
from typing import Generic, TypeVar

RENEW_SECONDS = 0.4
EXPIRE_SECONDS = 1.0
MOST_KEPT = 10_000

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(slots=True)
class _Entry(Generic[V]):
    value: V
    renew_at: float
    expire_at: float


class FreshCache(Generic[K, V]):
    """``load`` gives the value of a key, or raises: what it raises is not kept."""

    def __init__(self, load: Callable[[K], Awaitable[V]]) -> None:
        self._load = load
        self._entries: dict[K, _Entry[V]] = {}
        self._loading: dict[K, asyncio.Task[V]] = {}

    def peek(self, key: K) -> V | None:
        """The value, if it is fresh; a value soon to be renewed is asked for in the background."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        now = monotonic()
        if now < entry.renew_at:
            return entry.value
        if now >= entry.expire_at:
            return None
        if key not in self._loading:
            # Whoever waits for it is told what it raises; where nobody does, the value expires by itself.
            self._begin(key).add_done_callback(_heard)
        return entry.value

    async def get(self, key: K) -> V:
        """The value, looked up where it is not fresh."""
        value = self.peek(key)
        if value is not None:
            return value
        loading = self._loading.get(key) or self._begin(key)
        return await asyncio.shield(loading)

    def forget(self, concerns: Callable[[K], bool]) -> None:
        """Drop every key that ``concerns`` is true of; what is being looked up now is not kept either."""
        for key in [key for key in self._entries if concerns(key)]:
            del self._entries[key]
        for key in [key for key in self._loading if concerns(key)]:
            del self._loading[key]

    def _begin(self, key: K) -> "asyncio.Task[V]":
        task = asyncio.create_task(self._renew(key))
        self._loading[key] = task
        return task

    async def _renew(self, key: K) -> V:
        asked = monotonic()
        current = asyncio.current_task()
        try:
            value = await self._load(key)
        except BaseException:
            self._entries.pop(key, None)
            raise
        else:
            if self._loading.get(key) is current:
                self._entries[key] = _Entry(value, asked + RENEW_SECONDS, asked + EXPIRE_SECONDS)
                while len(self._entries) > MOST_KEPT:
                    del self._entries[next(iter(self._entries))]
            return value
        finally:
            if self._loading.get(key) is current:
                del self._loading[key]


def _heard(task: "asyncio.Task[V]") -> None:
    if not task.cancelled():
        task.exception()

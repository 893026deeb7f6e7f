"""Values from the database held in memory, none of them older than a second.

A value in use is looked up again in the background before it is due, so that nobody waits for it; one that was not
renewed in time is waited for; a look-up that had begun more than a second before is not taken for an answer to those
who came since. What is told to have changed is forgotten at once, and what nobody uses soon after.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from itertools import count
from time import monotonic
from typing import Generic, TypeVar

from scorewright.loop.serving.door.replies import busy, database_gone

RENEW_SECONDS = 0.4
EXPIRE_SECONDS = 1.0
SWEEP_SECONDS = 1.0
LINGER_SECONDS = 10.0  # how long a key without a fresh value still counts as known
PATIENCE_SECONDS = 8.0
MOST_KEPT = 10_000
MOST_PENDING = 200

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
Load = Callable[[K], Awaitable[V]]


@dataclass(slots=True)
class _Entry(Generic[V]):
    value: V
    renew_at: float
    expire_at: float


@dataclass(frozen=True, slots=True)
class _LookUp(Generic[V]):
    number: int
    asked: float
    task: "asyncio.Task[V]"


class FreshCache(Generic[K, V]):
    """``load`` gives the value of a key, or raises: what it raises is not kept. ``renew`` does the same for a value
    that is in use, by a way on which it does not stand behind those that are not known yet.
    """

    def __init__(self, load: Load[K, V], renew: Load[K, V] | None = None) -> None:
        self._load = load
        self._load_again = renew or load
        self._entries: dict[K, _Entry[V]] = {}
        self._loading: dict[K, _LookUp[V]] = {}
        self._numbers = count()
        self._pending = 0
        self._sweeping = False

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
            self._begin(key, self._load_again)
        return entry.value

    async def get(self, key: K) -> V:
        """The value, looked up where it is not fresh. Refuses where that takes too long, or too many wait already."""
        value = self.peek(key)
        if value is not None:
            return value
        too_old = monotonic() - EXPIRE_SECONDS
        try:
            async with asyncio.timeout(PATIENCE_SECONDS) as patience:
                while True:
                    loading = self._loading.get(key) or self._begin_waited_for(key)
                    value = await asyncio.shield(loading.task)
                    if loading.asked > too_old:
                        return value
        except TimeoutError:
            if patience.expired():
                raise database_gone() from None
            raise

    def forget(self, concerns: Callable[[K], bool]) -> None:
        """Answer no key that ``concerns`` is true of; what is being looked up now is not kept either."""
        now = monotonic()
        for key in [key for key in self._entries if concerns(key)]:
            self._entries[key].renew_at = self._entries[key].expire_at = now
        for key in [key for key in self._loading if concerns(key)]:
            del self._loading[key]

    def _begin_waited_for(self, key: K) -> _LookUp[V]:
        if key in self._entries:
            return self._begin(key, self._load_again)
        if self._pending >= MOST_PENDING:
            raise busy(f"{self._pending} look-ups wait for the database already.")
        self._pending += 1
        loading = self._begin(key, self._load)
        loading.task.add_done_callback(self._no_longer_pending)
        return loading

    def _no_longer_pending(self, _: "asyncio.Task[V]") -> None:
        self._pending -= 1

    def _begin(self, key: K, load: Load[K, V]) -> _LookUp[V]:
        number, asked = next(self._numbers), monotonic()
        task = asyncio.create_task(self._renew(key, load, number, asked))
        # Whoever waits for it is told what it raises; where nobody does any more, the value expires by itself.
        task.add_done_callback(_heard)
        self._loading[key] = _LookUp(number, asked, task)
        return self._loading[key]

    async def _renew(self, key: K, load: Load[K, V], number: int, asked: float) -> V:
        try:
            value = await load(key)
        except BaseException:
            self._entries.pop(key, None)
            raise
        else:
            if self._is_awaited(key, number):
                self._keep(key, _Entry(value, asked + RENEW_SECONDS, asked + EXPIRE_SECONDS))
            return value
        finally:
            if self._is_awaited(key, number):
                del self._loading[key]

    def _is_awaited(self, key: K, number: int) -> bool:
        """Whether the look-up of this number is the one whose value is to be kept."""
        loading = self._loading.get(key)
        return loading is not None and loading.number == number

    def _keep(self, key: K, entry: _Entry[V]) -> None:
        self._entries[key] = entry
        while len(self._entries) > MOST_KEPT:
            del self._entries[next(iter(self._entries))]
        if not self._sweeping:
            self._sweep_later()

    def _sweep_later(self) -> None:
        self._sweeping = True
        asyncio.get_running_loop().call_later(SWEEP_SECONDS, self._sweep)

    def _sweep(self) -> None:
        """Let go of what nobody uses any more: a plan holds a whole model."""
        unused_since = monotonic() - LINGER_SECONDS
        for key in [key for key, entry in self._entries.items() if entry.expire_at <= unused_since]:
            del self._entries[key]
        self._sweeping = False
        if self._entries:
            self._sweep_later()


def _heard(task: "asyncio.Task[V]") -> None:
    if not task.cancelled():
        task.exception()

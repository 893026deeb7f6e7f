import asyncio

import pytest

from scorewright.loop.serving.door import fresh_cache
from scorewright.loop.serving.door.fresh_cache import FreshCache


class Source:
    """Counts how often it is asked, and answers with the count."""

    def __init__(self) -> None:
        self.asked = 0
        self.failing = False
        self.gate = asyncio.Event()
        self.gate.set()

    async def load(self, key: str) -> int:
        self.asked += 1
        answer = self.asked
        await self.gate.wait()
        if self.failing:
            raise LookupError(key)
        return answer


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, to be moved on by hand."""
    now = [100.0]
    monkeypatch.setattr(fresh_cache, "monotonic", lambda: now[0])
    return now


def test_get__fresh_value__asked_for_once(clock) -> None:
    async def scene() -> None:
        source = Source()
        cache = FreshCache(source.load)
        assert await asyncio.gather(*(cache.get("a") for _ in range(20))) == [1] * 20
        assert cache.peek("a") == 1

    asyncio.run(scene())


def test_peek__soon_due__answers_at_once_and_renews_beside(clock) -> None:
    async def scene() -> None:
        cache = FreshCache(Source().load)
        await cache.get("a")
        clock[0] += 0.5
        assert cache.peek("a") == 1
        await asyncio.sleep(0.01)
        assert cache.peek("a") == 2

    asyncio.run(scene())


def test_peek__a_second_old__is_none_though_the_source_hangs(clock) -> None:
    async def scene() -> None:
        source = Source()
        cache = FreshCache(source.load)
        await cache.get("a")
        source.gate.clear()
        clock[0] += 0.5
        assert cache.peek("a") == 1
        await asyncio.sleep(0)
        clock[0] += 0.5
        assert cache.peek("a") is None

    asyncio.run(scene())


def test_get__source_fails__raises_and_keeps_nothing(clock) -> None:
    async def scene() -> None:
        source = Source()
        cache = FreshCache(source.load)
        await cache.get("a")
        source.failing = True
        clock[0] += 0.5
        assert cache.peek("a") == 1
        await asyncio.sleep(0.01)
        assert cache.peek("a") is None
        with pytest.raises(LookupError):
            await cache.get("a")

    asyncio.run(scene())


def test_forget__while_it_is_being_asked_for__is_asked_for_again(clock) -> None:
    async def scene() -> None:
        source = Source()
        cache = FreshCache(source.load)
        source.gate.clear()
        first = asyncio.create_task(cache.get("a"))
        await asyncio.sleep(0.01)
        cache.forget(lambda key: key == "a")
        source.gate.set()
        await first
        assert cache.peek("a") is None
        assert await cache.get("a") == 2

    asyncio.run(scene())


def test_cache__more_than_it_keeps__lets_go_of_the_oldest(clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fresh_cache, "MOST_KEPT", 2)

    async def scene() -> None:
        cache = FreshCache(Source().load)
        for key in "abc":
            await cache.get(key)
        assert [cache.peek(key) is None for key in "abc"] == [True, False, False]

    asyncio.run(scene())

import asyncio
import gc
import sys
import weakref

import pytest

from scorewright.loop.serving.door import fresh_cache
from scorewright.loop.serving.door.fresh_cache import FreshCache
from scorewright.loop.serving.door.replies import Refusal


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


def test_get__look_up_begun_more_than_a_second_before__is_waited_for_and_not_believed(clock) -> None:
    async def scene() -> None:
        source = Source()
        cache = FreshCache(source.load)
        source.gate.clear()
        first = asyncio.create_task(cache.get("a"))
        await asyncio.sleep(0)
        clock[0] += 0.9
        soon = asyncio.create_task(cache.get("a"))
        await asyncio.sleep(0)
        clock[0] += 0.2
        late = asyncio.create_task(cache.get("a"))
        await asyncio.sleep(0)
        assert source.asked == 1
        source.gate.set()
        assert await asyncio.gather(first, soon, late) == [1, 1, 2]

    asyncio.run(scene())


def test_cache__more_than_it_keeps__lets_go_of_the_oldest(clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fresh_cache, "MOST_KEPT", 2)

    async def scene() -> None:
        cache = FreshCache(Source().load)
        for key in "abc":
            await cache.get(key)
        assert [cache.peek(key) is None for key in "abc"] == [True, False, False]

    asyncio.run(scene())


def test_cache__entries_past_their_time__are_let_go_though_nobody_asks(clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fresh_cache, "SWEEP_SECONDS", 0.01)

    class Value:
        """What a weak reference can see go."""

    async def scene() -> None:
        async def load(_: str) -> Value:
            return Value()

        cache = FreshCache(load)
        held = weakref.ref(await cache.get("a"))
        await asyncio.sleep(0.03)
        assert held() is not None
        clock[0] += 11.1
        await asyncio.sleep(0.03)
        assert held() is None
        second = weakref.ref(await cache.get("b"))  # swept again, after a time with nothing to sweep
        clock[0] += 11.1
        await asyncio.sleep(0.03)
        assert second() is None

    asyncio.run(scene())


def test_get__source_hangs__refused_in_time_and_asked_for_once(clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fresh_cache, "PATIENCE_SECONDS", 0.02)

    async def scene() -> None:
        source = Source()
        source.gate.clear()
        cache = FreshCache(source.load)
        for _ in range(2):
            with pytest.raises(Refusal) as refused:
                await asyncio.wait_for(cache.get("a"), 2)
            assert (refused.value.status, refused.value.extra) == (503, {"dependency": "database"})
        assert source.asked == 1
        source.gate.set()
        assert await cache.get("a") == 1

    asyncio.run(scene())


def test_get__source_fails_when_nobody_waits_any_more__is_no_fault_of_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fresh_cache, "PATIENCE_SECONDS", 0.02)
    faults: list[object] = []

    async def scene() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, fault: faults.append(fault))
        source = Source()
        source.gate.clear()
        source.failing = True
        cache = FreshCache(source.load)
        with pytest.raises(Refusal):
            await cache.get("a")
        source.gate.set()
        await asyncio.sleep(0.01)

    asyncio.run(scene())
    gc.collect()
    assert faults == []


def test_get__source_says_that_it_timed_out__is_not_taken_for_ones_own_impatience(clock) -> None:
    async def scene() -> None:
        async def load(_: str) -> int:
            raise TimeoutError("of the source")

        with pytest.raises(TimeoutError, match="of the source"):
            await FreshCache(load).get("a")

    asyncio.run(scene())


def test_get__more_new_keys_than_may_wait__refused_at_once_but_known_ones_go_on(
    clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fresh_cache, "MOST_PENDING", 3)

    async def scene() -> None:
        source = Source()
        cache = FreshCache(source.load)
        await cache.get("known")
        source.gate.clear()
        waiting = [asyncio.create_task(cache.get(key)) for key in ("a", "b", "c", "a")]
        await asyncio.sleep(0.01)
        with pytest.raises(Refusal) as refused:
            await asyncio.wait_for(cache.get("d"), 2)
        assert (refused.value.status, refused.value.headers) == (503, [(b"retry-after", b"1")])
        assert cache.peek("known") == 1
        clock[0] += 0.5
        assert cache.peek("known") == 1
        source.gate.set()
        assert len(set(await asyncio.gather(*waiting))) == 3
        await asyncio.sleep(0)
        assert cache.peek("known") == 5
        assert await cache.get("d") == 6

    asyncio.run(scene())


def test_value_that_was_known__soon_due_forgotten_or_expired__by_the_way_of_renewals(clock) -> None:
    async def scene() -> None:
        first, renewals = Source(), Source()
        cache = FreshCache(first.load, renewals.load)
        await cache.get("a")
        clock[0] += 0.5
        cache.peek("a")
        await asyncio.sleep(0.01)
        assert (first.asked, renewals.asked) == (1, 1)
        cache.forget(lambda _: True)
        assert await cache.get("a") == 2
        clock[0] += 1.1
        assert await cache.get("a") == 3
        assert (first.asked, renewals.asked) == (1, 3)

    asyncio.run(scene())


def test_get__its_loop_ends_first__nothing_is_said_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    unraisable = list[object]()
    monkeypatch.setattr(sys, "unraisablehook", unraisable.append)

    async def scene() -> None:
        source = Source()
        source.gate.clear()
        look_up = FreshCache(source.load)._begin_waited_for("a").task
        await asyncio.sleep(0)
        look_up.get_loop().call_soon(look_up.get_loop().stop)
        await asyncio.Event().wait()

    loop = asyncio.new_event_loop()
    waiting = loop.create_task(scene())
    loop.run_forever()
    loop.close()
    del waiting
    gc.collect()
    assert not unraisable

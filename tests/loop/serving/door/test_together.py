import asyncio
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from scorewright.loop.serving.door import together as module
from scorewright.loop.serving.door.together import Together


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many each run of a model answered; what is wanted is answered by itself, and "bad" breaks its run."""
    sizes: list[int] = []

    def decide_together(_: object, wanted: Sequence[Any]) -> list[Any]:
        sizes.append(len(wanted))
        if "bad" in wanted:
            raise ValueError("bad")
        return list(wanted)

    monkeypatch.setattr(module, "decide_together", decide_together)
    return sizes


def decided(*wanted: Any, plans: int = 1) -> list[Any]:
    async def scene() -> list[Any]:
        together, all_plans = Together(), [SimpleNamespace() for _ in range(plans)]
        waits = [together.decide(all_plans[place % plans], one) for place, one in enumerate(wanted)]
        return await asyncio.gather(*waits, return_exceptions=True)

    return asyncio.run(scene())


def test_decide__in_one_turn_of_the_loop__one_run_and_each_its_own_answer(runs: list[int]) -> None:
    assert decided(*range(20)) == list(range(20))
    assert runs == [20]


def test_decide__by_two_plans__a_run_for_each(runs: list[int]) -> None:
    assert decided(*range(20), plans=2) == list(range(20))
    assert runs == [10, 10]


def test_decide__more_than_others_should_wait_for__in_several_runs(runs: list[int]) -> None:
    assert decided(*range(150)) == list(range(150))
    assert runs == [64, 64, 22]


def test_decide__run_that_fails__all_in_it_are_told(runs: list[int]) -> None:
    found = decided("good", "bad")
    assert [type(one) for one in found] == [ValueError, ValueError]


def test_decide__caller_has_gone__is_not_decided_on(runs: list[int]) -> None:
    async def scene() -> Any:
        together, plan = Together(), SimpleNamespace()
        gone, stays = together.decide(plan, "gone"), together.decide(plan, "stays")
        gone.cancel()
        return await stays

    assert asyncio.run(scene()) == "stays"
    assert runs == [1]

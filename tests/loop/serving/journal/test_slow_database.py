"""A database that is slow for a while: who asks meanwhile waits for it, and nothing else happens."""

import asyncio
import time
from typing import Any

GOOD = {"distance": 80, "parcels": 3, "van": "small"}
SLOW_SECONDS = 2.0
CALLERS = 20


async def asked(caller: Any, *, after: float = 0.0) -> tuple[str, float]:
    """The id of the decision, and how long its answer took."""
    await asyncio.sleep(after)
    begun = time.monotonic()
    response = await caller.posting(GOOD)
    assert response.status_code == 200, response.text
    return response.json()["decision_id"], time.monotonic() - begun


async def asked_at_intervals(caller: Any) -> list[tuple[str, float]]:
    apart = SLOW_SECONDS / CALLERS
    return await asyncio.gather(*(asked(caller, after=number * apart) for number in range(CALLERS)))


def test_keep__table_locked_for_two_seconds__all_wait_for_it_are_answered_and_kept_once(door, caller, gate) -> None:
    first, before = door.run(asked(caller))
    gate.close()
    gate.open_in(SLOW_SECONDS)
    begun = time.monotonic()
    answers = door.run(asked_at_intervals(caller))
    assert time.monotonic() - begun >= SLOW_SECONDS - 0.1
    assert answers[0][1] >= SLOW_SECONDS - 0.1  # it came first and waited longest
    assert sum(waited > before for _, waited in answers) > CALLERS / 2
    last, after = door.run(asked(caller))
    assert after < SLOW_SECONDS / 2  # nothing is left of it
    assert sorted(str(kept.id) for kept in caller.kept()) == sorted([first, *(one for one, _ in answers), last])


def test_keep_later__table_locked__the_answer_comes_first_and_the_row_when_it_can(
    redeclare, open_door, make_caller, gate
) -> None:
    redeclare(record="after")
    caller = make_caller(open_door())
    gate.close()
    answer = caller.post(GOOD).json()
    assert caller.kept() == []
    gate.open()
    deadline = time.monotonic() + 10
    while not caller.kept():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert [str(kept.id) for kept in caller.kept()] == [answer["decision_id"]]

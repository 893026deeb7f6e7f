"""Requests that come in the same turn of the event loop ask their model together.

A run of a model of trees costs three times as much for each of one row as for each of many. Nobody waits for others to
come: what is there when the loop has heard everybody is decided on at once.
"""

import asyncio
from typing import NamedTuple

from scorewright.loop.serving.deciding import Decided, Wanted, decide_together
from scorewright.loop.serving.plan import Plan

MOST_AT_ONCE = 64


class _Waiting(NamedTuple):
    wanted: Wanted
    done: "asyncio.Future[Decided]"


class Together:
    """Of one event loop."""

    def __init__(self) -> None:
        self._waiting: dict[int, list[_Waiting]] = {}

    def decide(self, plan: Plan, wanted: Wanted) -> "asyncio.Future[Decided]":
        """Awaited: the decision, which is not kept yet."""
        loop = asyncio.get_running_loop()
        waiting = self._waiting.get(id(plan))
        if waiting is None or len(waiting) == MOST_AT_ONCE:
            waiting = self._waiting[id(plan)] = []
            loop.call_soon(self._decide, plan, waiting)
        done: asyncio.Future[Decided] = loop.create_future()
        waiting.append(_Waiting(wanted, done))
        return done

    def _decide(self, plan: Plan, waiting: list[_Waiting]) -> None:
        if self._waiting.get(id(plan)) is waiting:
            del self._waiting[id(plan)]
        still = [one for one in waiting if not one.done.done()]
        try:
            decided = decide_together(plan, [one.wanted for one in still])
        except Exception as error:  # each of them is told, and answers it as its own
            for one in still:
                one.done.set_exception(error)
            return
        for one, found in zip(still, decided, strict=True):
            one.done.set_result(found)

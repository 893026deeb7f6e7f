"""Asking shadows about requests that have their answer already.

In the same process, in one thread behind a bounded queue: what finds no room is dropped and counted. A challenger that
takes longer than ``PATIENCE_SECONDS`` for one record is left to hang, with an error that says so, and this process does
not ask it again until another traffic plan begins.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from time import monotonic
from uuid import UUID

from scorewright.loop.serving.decision_row import DecisionRow
from scorewright.loop.serving.plan import Plan
from scorewright.loop.serving.shadow.asking import Asked, Asking
from scorewright.loop.serving.shadow.scoring import Watched, failed_row
from scorewright.loop.serving.shadow.waiting import Waiting
from scorewright.loop.serving.tallies.tallies import TALLIES
from scorewright.loop.serving.traffic import Shadow

PATIENCE_SECONDS = 5.0
LOOK_SECONDS = 0.25
LEAVE_SECONDS = 3.0

_log = logging.getLogger(__name__)


class Shadowing:
    """Of one event loop, in which all of it but ``stop`` returns at once."""

    def __init__(self) -> None:
        self._waiting = Waiting()
        self._asking: Asking | None = None
        self._looking: asyncio.Task[None] | None = None
        self._hanging: set[tuple[UUID, UUID]] = set()

    def offer(self, plan: Plan, rows: Sequence[DecisionRow]) -> None:
        """Have the shadows of ``plan`` look at the requests that ``rows`` answered."""
        for shadow in plan.shadows:
            hangs = (shadow.traffic_plan, shadow.version_id) in self._hanging
            for row in rows:
                if shadow.looks_on() and (hangs or not self._waiting.offer(Watched(shadow, row))):
                    _drop(shadow, row)
        if self._asking is None:
            self._ask()
            self._looking = asyncio.create_task(self._look_for_ever())

    async def stop(self) -> None:
        """Give what waits a moment; what is left then is dropped."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)
        if self._asking is not None:
            self._asking.finish()
            await asyncio.to_thread(self._asking.join, LEAVE_SECONDS)
        self._drop_those(lambda _: True)

    def _ask(self) -> None:
        self._asking = Asking(self._waiting)
        self._asking.start()

    async def _look_for_ever(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            at = None if self._asking is None else self._asking.at
            if self._asking is not None and at is not None and monotonic() - at.since > PATIENCE_SECONDS:
                self._leave(self._asking, at)

    def _leave(self, asking: Asking, at: Asked) -> None:
        shadow = at.watched.shadow
        self._hanging.add((shadow.traffic_plan, shadow.version_id))
        why = f"no answer within {PATIENCE_SECONDS:g} seconds"
        _log.error("%s %s hangs in the shadow: %s", at.watched.row.use_case, shadow.label, why)
        self._drop_those(lambda waiting: waiting.shadow.version_id == shadow.version_id)
        rows = asking.leave()
        self._asking = Asking(self._waiting, [*rows, failed_row(at.watched, why, PATIENCE_SECONDS)])
        self._asking.start()

    def _drop_those(self, concerned: Callable[[Watched], bool]) -> None:
        for watched in self._waiting.remove(concerned):
            _drop(watched.shadow, watched.row)


def _drop(shadow: Shadow[Plan], row: DecisionRow) -> None:
    TALLIES.shadows(row.use_case, shadow.label, "dropped").add()

"""From decisions that were made to decisions that are kept, each once."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from time import perf_counter

from scorewright.loop.serving.decision_row import DecisionRow
from scorewright.loop.serving.django_thread import in_django
from scorewright.loop.serving.door.idempotency import InFlight, is_replay, kept_under
from scorewright.loop.serving.door.observing import Observer
from scorewright.loop.serving.door.parts import Made, Request
from scorewright.loop.serving.door.replies import Header
from scorewright.loop.serving.journal.journal import Journal
from scorewright.loop.serving.plan import Plan
from scorewright.loop.serving.shadow.shadowing import Shadowing

REPLAYED: Header = (b"idempotent-replayed", b"true")

Make = Callable[[Request], Awaitable[tuple[Made, list[Header]]]]


class Settling:
    """Keeps what requests made in ``journal``; of two with one key, what the first made."""

    def __init__(self, journal: Journal, observer: Observer, shadowing: Shadowing) -> None:
        self._journal = journal
        self._observer = observer
        self._shadowing = shadowing
        self._in_flight = InFlight()

    async def settle(self, request: Request, make: Make) -> tuple[Made, list[Header]]:
        """What ``make`` made, once it is kept; under a key that was used before, what was kept then."""
        asked = request.asked
        if asked.idempotency_key is None:
            made, limits = await make(request)
            await self.keep(request.plan, made.rows)
            return made, limits
        with self._in_flight.claim((asked.tenant_id, asked.route, asked.idempotency_key)):
            made, limits = await make(request)
            replayed = await self._replayed(request, made)
            return (made, limits) if replayed is None else (replayed, [*limits, REPLAYED])

    async def keep(self, plan: Plan, rows: Sequence[DecisionRow]) -> None:
        """Return once ``rows`` are on disk, or sooner where the use case does not wait for that."""
        if not rows:
            return
        if plan.use_case.record == "after":
            self._journal.keep_later(rows)
        else:
            await self._committed(rows)
        self._kept_now(plan, rows)

    def _kept_now(self, plan: Plan, rows: Sequence[DecisionRow]) -> None:
        self._observer.kept(rows)
        if plan.shadows:  # in a later turn of the loop, when the answer is on its way
            asyncio.get_running_loop().call_soon(self._shadowing.offer, plan, rows)

    async def _committed(self, rows: Sequence[DecisionRow]) -> bool:
        begun = perf_counter()
        new = await self._journal.keep(rows)
        self._observer.commit(perf_counter() - begun)
        return new

    async def _replayed(self, request: Request, made: Made) -> Made | None:
        """Keep what was made; where the key was used before, what was kept then.

        The first row claims the key for all: nothing of another request with this key is kept, however long its list.
        """
        claim, rest = made.rows[:1], made.rows[1:]
        kept: Sequence[DecisionRow] = ()
        if claim and not await self._committed(claim):
            kept = await self._kept_before(request)
        if rest and not await self._committed(rest):
            kept = await self._kept_before(request)
        if not kept or not is_replay(kept, made.rows):
            self._kept_now(request.plan, made.rows)
            return None
        earlier = {row.position: row for row in kept}
        items = [earlier.get(item.position, item) if isinstance(item, DecisionRow) else item for item in made.items]
        return Made(items, made.is_list)

    async def _kept_before(self, request: Request) -> list[DecisionRow]:
        asked = request.asked
        key = (asked.tenant_id, asked.route, str(asked.idempotency_key))
        return await asyncio.to_thread(in_django, kept_under, request.caller, key, asked.request_sha256)

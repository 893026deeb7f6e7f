"""Traffic plans and shadows for programs that await."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from uuid import UUID

from scorewright.client import traffic
from scorewright.client.jobs import AsyncHold
from scorewright.client.repeats import Repeats
from scorewright.client.sharing import Part, ShadowComparison, ShadowDecision, ShadowOutcomes, TrafficPlan


class AsyncTraffic:
    """``Traffic``, awaited."""

    def __init__(self, hold: AsyncHold, repeats: Repeats) -> None:
        self._hold = hold
        self._repeats = repeats

    async def start(
        self, use_case: str, reason: str, *, arms: Sequence[Part] = (), shadows: Sequence[Part] = ()
    ) -> TrafficPlan:
        """As ``Traffic.start``."""
        return await self._hold(traffic.start(use_case, reason, arms, shadows, self._repeats))

    async def end(self, use_case: str, reason: str) -> TrafficPlan:
        """As ``Traffic.end``."""
        return await self._hold(traffic.end(use_case, reason, self._repeats))

    async def plans(self, use_case: str) -> AsyncIterator[TrafficPlan]:
        """As ``Traffic.plans``."""
        query: dict[str, str] | None = traffic.first_page()
        while query is not None:
            page = await self._hold(traffic.plans_page(use_case, query, self._repeats))
            for plan in page.results:
                yield plan
            query = traffic.next_page(query, page)


class AsyncShadow:
    """``Shadow``, awaited."""

    def __init__(self, hold: AsyncHold, repeats: Repeats) -> None:
        self._hold = hold
        self._repeats = repeats

    async def compare(self, version_id: UUID | str, *, plan: UUID | str | None = None) -> ShadowComparison:
        """As ``Shadow.compare``."""
        return await self._hold(traffic.compare(version_id, plan, self._repeats))

    async def outcomes(
        self, version_id: UUID | str, *, plan: UUID | str | None = None, as_of: datetime | None = None
    ) -> ShadowOutcomes:
        """As ``Shadow.outcomes``."""
        return await self._hold(traffic.outcomes(version_id, plan, as_of, self._repeats))

    async def decisions(self, decision_id: UUID | str) -> list[ShadowDecision]:
        """As ``Shadow.decisions``."""
        return await self._hold(traffic.decisions(decision_id, self._repeats))

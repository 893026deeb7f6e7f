"""Traffic plans and shadows for programs that wait."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from scorewright.client import traffic
from scorewright.client.jobs import Hold
from scorewright.client.repeats import Repeats
from scorewright.client.sharing import Part, ShadowComparison, ShadowDecision, ShadowOutcomes, TrafficPlan


class Traffic:
    """``client.traffic``: who looks on, and who decides on a share of the requests."""

    def __init__(self, hold: Hold, repeats: Repeats) -> None:
        self._hold = hold
        self._repeats = repeats

    def start(
        self, use_case: str, reason: str, *, arms: Sequence[Part] = (), shadows: Sequence[Part] = ()
    ) -> TrafficPlan:
        """Open a plan. Raises ApiError with status 409 where one is open, and Rejected for parts that cannot be.

        It is never tried again by itself: after Unavailable, see ``plans`` first.
        """
        return self._hold(traffic.start(use_case, reason, arms, shadows, self._repeats))

    def end(self, use_case: str, reason: str) -> TrafficPlan:
        """Give all traffic back to production; never tried again by itself either."""
        return self._hold(traffic.end(use_case, reason, self._repeats))

    def plans(self, use_case: str) -> Iterator[TrafficPlan]:
        """Plans of a use case, the newest first, fetched page by page as they are asked for."""
        query: dict[str, str] | None = traffic.first_page()
        while query is not None:
            page = self._hold(traffic.plans_page(use_case, query, self._repeats))
            yield from page.results
            query = traffic.next_page(query, page)


class Shadow:
    """``client.shadow``: what a version that looked on would have decided, beside the one in production.

    Without ``plan``, in the newest plan in which it was a shadow. Raises ApiError with status 404 where it was in none.
    """

    def __init__(self, hold: Hold, repeats: Repeats) -> None:
        self._hold = hold
        self._repeats = repeats

    def compare(self, version_id: UUID | str, *, plan: UUID | str | None = None) -> ShadowComparison:
        """By labels, on the same requests."""
        return self._hold(traffic.compare(version_id, plan, self._repeats))

    def outcomes(
        self, version_id: UUID | str, *, plan: UUID | str | None = None, as_of: datetime | None = None
    ) -> ShadowOutcomes:
        """By what was known at ``as_of`` of what really happened; by default now."""
        return self._hold(traffic.outcomes(version_id, plan, as_of, self._repeats))

    def decisions(self, decision_id: UUID | str) -> list[ShadowDecision]:
        """What shadows would have decided on one request."""
        return self._hold(traffic.decisions(decision_id, self._repeats))

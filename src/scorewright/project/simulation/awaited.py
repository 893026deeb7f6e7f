"""Feedback that somebody will give: by its real delay, if at all, and sometimes wrong."""

import heapq
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from scorewright.declare.simulation import Case


class Awaited:
    """What is still to be said, the soonest first."""

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, str, str]] = []

    def expect(self, case: Case, decision_id: UUID, decided_at: datetime) -> None:
        """Whatever somebody will say of the decision on ``case``."""
        if case.feedback is not None:
            heapq.heappush(self._heap, (decided_at + case.feedback.after, str(decision_id), case.feedback.value))

    def due(self, now: datetime) -> list[Mapping[str, Any]]:
        """What is said by ``now`` and was not before, as rows for the address that takes many."""
        rows: list[Mapping[str, Any]] = []
        while self._heap and self._heap[0][0] <= now:
            _, decision_id, value = heapq.heappop(self._heap)
            rows.append({"decision_id": decision_id, "value": value})
        return rows

"""Waiting for several assessments: by looking at their rows, so that whoever works on them waits for nobody."""

from collections import Counter
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any
from uuid import UUID

from django.db import connection

from scorewright.loop.intake import queries
from scorewright.loop.intake.models import Assessment, Batch
from scorewright.loop.intake.statuses import Processing
from scorewright.loop.tenancy.scope import acting

SHORTEST_PAUSE, LONGEST_PAUSE = 0.05, 1.0
ACTOR = "intake.batch"


class BatchUnfinishedError(TimeoutError):
    """The batch has not ended in the time that was given."""


@dataclass(frozen=True)
class BatchHandle:
    """What ``trigger_batch_assessment`` gives: the batch's ``id``, and how to wait for its end."""

    tenant_id: UUID
    id: UUID

    def get(self, timeout: float | None = None) -> dict[str, Any]:
        """``result`` once nothing of the batch waits any more; an assessment that is tried again does.

        Raises BatchUnfinishedError after ``timeout`` seconds, and RuntimeError inside a transaction: there the batch
        would never begin.
        """
        if connection.in_atomic_block:
            raise RuntimeError("the batch begins when this transaction ends: wait for it outside of it")
        began, pause = monotonic(), SHORTEST_PAUSE
        while not (found := self._look())["finished"]:
            if timeout is not None and monotonic() - began > timeout:
                raise BatchUnfinishedError(f"{found['pending']} of {found['total']} applications wait still")
            sleep(pause)
            pause = min(pause * 1.5, LONGEST_PAUSE)
        return found

    def ready(self) -> bool:
        """Whether nothing of the batch waits any more."""
        return bool(self._look()["finished"])

    def _look(self) -> dict[str, Any]:
        with acting(self.tenant_id, actor=ACTOR):
            return result(queries.batch(self.id))


def result(batch: Batch) -> dict[str, Any]:
    """How many have come to what, and what was wrong with those that failed or were passed over."""
    rows = Assessment.objects.filter(pk__in=batch.assessments)
    statuses = Counter(rows.values_list("processing_status", flat=True))
    failed = rows.filter(processing_status=Processing.FAILED).order_by("id")
    errors = [
        {"application_id": str(application), "error": error}
        for application, error in failed.values_list("application_id", "processing_error")
    ]
    completed, lost = statuses[Processing.COMPLETED], statuses[Processing.FAILED]
    pending = len(batch.assessments) - completed - lost
    return {
        "total": batch.total,
        "completed": completed,
        "skipped": len(batch.skipped),
        "failed": lost,
        "pending": pending,
        "finished": pending == 0,
        "errors": errors,
        "passed_over": [{"application_id": one, "reason": why} for one, why in sorted(batch.skipped.items())],
    }

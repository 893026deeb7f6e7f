"""Waiting for several assessments: by looking at their rows, so that whoever works on them waits for nobody."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from time import monotonic, sleep
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet

from scorewright.loop.intake import queries
from scorewright.loop.intake.models import Assessment, Batch, BatchItem
from scorewright.loop.intake.schemas import insight_in_short, percent
from scorewright.loop.intake.statuses import Processing
from scorewright.loop.tenancy.scope import acting

SHORTEST_PAUSE, LONGEST_PAUSE = 0.05, 1.0
ERRORS_TOLD = 100
ACTOR = "intake.batch"
Verdict = BatchItem.Verdict
_FAILED = Q(verdict=Verdict.ERROR) | Q(verdict=Verdict.ASKED, assessment__processing_status=Processing.FAILED)


class BatchUnfinishedError(TimeoutError):
    """The batch has not ended in the time that was given."""


@dataclass(frozen=True)
class BatchHandle:
    """What ``trigger_batch_assessment`` gives: the batch's ``id``, and how to wait for its end."""

    tenant_id: UUID
    id: UUID

    def get(self, timeout: float | None = None) -> dict[str, Any]:
        """What the batch came to, with the result of each application in ``results``, once nothing of it waits any
        more; an assessment that is tried again does.

        Raises BatchUnfinishedError after ``timeout`` seconds, and RuntimeError inside a transaction: there the batch
        would never begin.
        """
        if connection.in_atomic_block:
            raise RuntimeError("the batch begins when this transaction ends: wait for it outside of it")
        began, pause = monotonic(), SHORTEST_PAUSE
        while not (found := self._look()).finished:
            if timeout is not None and monotonic() - began > timeout:
                raise BatchUnfinishedError(f"{found.pending} of {found.total} applications wait still")
            sleep(pause)
            pause = min(pause * 1.5, LONGEST_PAUSE)
        with acting(self.tenant_id, actor=ACTOR):
            batch = queries.batch(self.id)
            return {**summary(batch), "results": list(results(batch.items.order_by("place")))}

    def ready(self) -> bool:
        """Whether nothing of the batch waits any more."""
        return self._look().finished

    def _look(self) -> "Standing":
        with acting(self.tenant_id, actor=ACTOR):
            return standing(queries.batch(self.id))


@dataclass(frozen=True)
class Standing:
    """How many applications of a batch have come to what; those whose record cannot be assessed have ``failed``."""

    total: int
    completed: int
    skipped: int
    failed: int
    pending: int

    @property
    def finished(self) -> bool:
        return self.pending == 0


def standing(batch: Batch) -> Standing:
    """In one query, however many they are."""
    asked = Q(verdict=Verdict.ASKED)
    counts = batch.items.aggregate(
        completed=Count("pk", filter=asked & Q(assessment__processing_status=Processing.COMPLETED)),
        failed=Count("pk", filter=_FAILED),
        skipped=Count("pk", filter=Q(verdict__in=(Verdict.SKIPPED, Verdict.DUPLICATE))),
    )
    return Standing(total=batch.total, **counts, pending=batch.total - sum(counts.values()))


def summary(batch: Batch) -> dict[str, Any]:
    """How many have come to what, and what was wrong with those that failed, the first ``ERRORS_TOLD`` of them."""
    found = standing(batch)
    failed = batch.items.filter(_FAILED).select_related("assessment").order_by("place")
    errors = [
        {"application_id": str(item.application_id), "error": item.error or _attempt(item).processing_error}
        for item in failed[:ERRORS_TOLD]
    ]
    return {**asdict(found), "finished": found.finished, "errors": errors}


def results(items: QuerySet[BatchItem]) -> Iterator[dict[str, Any]]:
    """Of each of ``items`` in their order, as clients of the pipeline know it; confidence in percent.

    ``status`` is completed, failed, skipped (it was assessed already), duplicate (it was asked for already), error (its
    record cannot be assessed), and pending as long as it waits. Beside it stands what its use case tells in short.
    """
    for item in items.select_related("application", "assessment"):
        application, found = item.application, item.assessment
        yield {
            "status": _status(item),
            "application_id": str(application.pk),
            "reference_number": application.reference_number,
            "credit_score": None if found is None else found.score,
            "risk_level": None if found is None else found.risk_level,
            "confidence": None if found is None else percent(found.confidence),
            "processing_time_ms": None if found is None else found.processing_time_ms,
            "model_version": None if found is None else found.model_version or None,
            **insight_in_short(application.use_case, found),
            "created_at": None if found is None else found.created_at,
        }


def _status(item: BatchItem) -> str:
    if item.verdict != Verdict.ASKED:
        return str(item.verdict)
    ended = {Processing.COMPLETED: "completed", Processing.FAILED: "failed"}
    return ended.get(Processing(_attempt(item).processing_status), "pending")


def _attempt(item: BatchItem) -> Assessment:
    assert item.assessment is not None  # noqa: S101 - whatever was asked for has one
    return item.assessment

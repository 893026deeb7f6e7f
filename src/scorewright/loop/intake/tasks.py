"""The tasks of this stage: make the assessments that wait, and see to it that none waits for ever, nor is missing."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from scorewright.loop.intake.assessing.asking import by_themselves
from scorewright.loop.intake.assessing.claiming import free_stale
from scorewright.loop.intake.assessing.draining import drain as drain_now
from scorewright.loop.intake.assessing.waking import DRAIN, send
from scorewright.loop.intake.models import Assessment
from scorewright.loop.intake.processing.selection import Selection
from scorewright.loop.intake.processing.working import Progress, process
from scorewright.loop.intake.statuses import Processing
from scorewright.loop.jobs.handle import JobHandle
from scorewright.loop.jobs.kinds import job
from scorewright.loop.jobs.schedules.declarations import ScheduleDeclaration, schedules
from scorewright.loop.tenancy.scope import acting
from scorewright.loop.tenancy.tasks import TenantTask


@shared_task(base=TenantTask, name=DRAIN, one_transaction=False)
def drain(use_case: str, *, tenant_id: UUID) -> int:
    """Make the assessments of one use case that wait; how many. Where that takes long, others get their turn."""
    drained = drain_now(tenant_id, use_case)
    if drained.more:
        send(tenant_id, use_case)
    return drained.worked_on


@shared_task(base=TenantTask, name="intake.sweep", one_transaction=False)
def sweep(*, tenant_id: UUID) -> int:
    """Free what nobody works on any more, and wake those who work on what waits; how many use cases it was of."""
    with acting(tenant_id, actor="task:intake.sweep"):
        free_stale()
        due = Assessment.objects.filter(due_at__lte=timezone.now())
        waiting = list(due.order_by("use_case").values_list("use_case", flat=True).distinct())
    for use_case in waiting:
        send(tenant_id, use_case)
    return len(waiting)


@job("intake.assess_missing", queue="ai_processing", stalls_after=timedelta(minutes=5))
def assess_missing(handle: JobHandle) -> Mapping[str, Any]:
    """Have applications assessed that wait for their verdict and have no assessment, as of when that was switched off.

    Nothing where it still is. How many came to what.
    """
    if not by_themselves():
        return {"chosen": 0}

    def tell(progress: Progress) -> None:
        handle.progress(progress.done, progress.chosen, "assessing")

    wanted = Selection(missing_only=True)
    done = process(wanted, tenant_id=handle.tenant_id, by=handle.actor, size=settings.ML_BATCH_SIZE, tell=tell)
    ended = {status.lower(): done.ended[status] for status in (Processing.COMPLETED, Processing.FAILED)}
    return {"chosen": done.chosen, "passed_over": done.passed_over, **ended}


@schedules
def assessment_schedules() -> Iterator[ScheduleDeclaration]:
    yield ScheduleDeclaration(
        name="intake.assess_missing",
        kind=assess_missing,
        arguments={},
        cron="50 1 * * *",
        title="Assess what waits for its verdict and has no assessment",
    )

"""What this stage does by the clock."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from scorewright.declare import catalogue
from scorewright.loop.guarding.actions import look
from scorewright.loop.guarding.refusals import NotGuardedError
from scorewright.loop.jobs.handle import JobHandle
from scorewright.loop.jobs.kinds import job
from scorewright.loop.jobs.schedules.declarations import ScheduleDeclaration, schedules
from scorewright.loop.jobs.stepless import stepless
from scorewright.loop.tenancy.scope import acting

EVERY_DAY = "20 4 * * *"


@job("guarding.look", queue="ai_processing", stalls_after=timedelta(minutes=2), hard_limit=timedelta(hours=1))
def look_at_outcomes(handle: JobHandle) -> Mapping[str, Any]:
    """Judge what a use case has in production; where there is nothing to watch over, say so."""
    with stepless(handle), acting(handle.tenant_id, actor=handle.actor):
        try:
            watch = look(use_case=handle.arguments["use_case"], by=handle.actor)
        except NotGuardedError as nothing:
            return {"state": None, "reason": str(nothing)}
        return {"state": str(watch.state), "version": watch.version.label, "reason": watch.reason}


@schedules
def guarding_schedules() -> Iterator[ScheduleDeclaration]:
    for use_case in catalogue.use_cases().values():
        if use_case.guard is not None:
            yield ScheduleDeclaration(
                name=f"guarding.look.{use_case.name}",
                kind=look_at_outcomes,
                arguments={"use_case": use_case.name},
                cron=EVERY_DAY,
                title=f"{use_case.title}: has the new version lost too much?",
            )

"""Schedules over HTTP."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Router

from scorewright.loop.jobs.api import READERS
from scorewright.loop.jobs.models import Schedule
from scorewright.loop.jobs.schedules import actions, queries
from scorewright.loop.jobs.schedules.schemas import ScheduleChange, ScheduleName, ScheduleOut
from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.permissions import require_role
from scorewright.loop.tenancy.scope import current_scope

router = Router(tags=["jobs"])


@router.get(
    "/schedules/",
    response=list[ScheduleOut],
    summary="What happens by the clock",
    description="All times are UTC. A new tenant's schedules are there within a minute.",
)
def list_schedules(request: HttpRequest) -> list[ScheduleOut]:
    require_role(*READERS)
    return [_out(row) for row in queries.schedules()]


@router.patch(
    "/schedules/{name}/",
    response=ScheduleOut,
    summary="Change when a schedule runs, or whether it does",
    description="For administrators. It holds within a minute, without a restart; what is left out stays as it is.",
)
def change_schedule(request: HttpRequest, name: Path[ScheduleName], change: ScheduleChange) -> ScheduleOut:
    require_role(Role.ADMIN)
    queries.schedule(name)
    actions.change(**change.dict(exclude_unset=True), name=name, by=current_scope().actor, now=timezone.now())
    return _out(queries.schedule(name))


def _out(row: Schedule) -> ScheduleOut:
    shown = {name: getattr(row, name) for name in ScheduleOut.model_fields if name != "next_at"}
    return ScheduleOut(**shown, next_at=queries.next_at(row, timezone.now()))

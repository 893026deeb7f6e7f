"""Writing schedules: after what is declared, as an administrator wants them, and their runs when they are due."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from scorewright.loop.jobs.actions import enqueue
from scorewright.loop.jobs.models import Job, Schedule, ScheduledRun
from scorewright.loop.jobs.schedules.cron import checked, latest
from scorewright.loop.jobs.schedules.declarations import ScheduleDeclaration
from scorewright.loop.jobs.schedules.queries import of_last_run


@transaction.atomic
def follow(*, declarations: Mapping[str, ScheduleDeclaration], now: datetime) -> None:
    """Make a row of each declaration that has none, and keep those there are to it, but for what somebody changed."""
    rows = {row.name: row for row in Schedule.objects.all()}
    new = [one for one in declarations.values() if one.name not in rows]
    Schedule.objects.bulk_create(
        [Schedule(name=one.name, title=one.title, kind=one.kind.name, cron=one.cron, active_from=now) for one in new],
        ignore_conflicts=True,  # another scheduler may make them at the same moment
    )
    for row in rows.values():
        _follow_one(row, declarations.get(row.name), now)


@transaction.atomic
def change(*, name: str, cron: str | None = None, enabled: bool | None = None, by: str, now: datetime) -> Schedule:
    """Set what is not None; it holds from the next look at the schedules, within a minute.

    Slots before ``now`` are not made up for. Raises Schedule.DoesNotExist and CronError.
    """
    row = Schedule.objects.select_for_update().get(name=name)
    wanted = row.cron if cron is None else checked(cron)
    on = row.enabled if enabled is None else enabled
    if (wanted, on) == (row.cron, row.enabled):
        return row
    row.cron, row.enabled, row.changed_by, row.active_from = wanted, on, by[:200], now
    row.save(update_fields=["cron", "enabled", "changed_by", "active_from"])
    return row


def run_due(*, declarations: Mapping[str, ScheduleDeclaration], now: datetime) -> list[Job]:
    """For each schedule the latest slot that is due and has not run: one run, one job. Those jobs."""
    rows = Schedule.objects.filter(enabled=True, name__in=declarations).annotate(last=of_last_run("slot"))
    seen = rows.values_list("name", "cron", "active_from", "last")
    due = [name for name, cron, active_from, last in seen if _slot(cron, active_from, last, now) is not None]
    found = (_run(declarations[name], now) for name in due)
    return [job for job in found if job is not None]


@transaction.atomic
def _run(declaration: ScheduleDeclaration, now: datetime) -> Job | None:
    # Locked, so that of two schedulers at once one waits here and finds the other's run.
    row = Schedule.objects.select_for_update().get(name=declaration.name)
    last = row.runs.first()
    slot = _slot(row.cron, row.active_from, None if last is None else last.slot, now) if row.enabled else None
    if slot is None:
        return None
    by = f"schedule:{row.name}"
    job = enqueue(kind=declaration.kind, arguments=declaration.arguments, by=by)
    ScheduledRun.objects.create(schedule=row, slot=slot, job=job)
    return job


def _slot(cron: str, active_from: datetime, last: datetime | None, now: datetime) -> datetime | None:
    """The latest that is due and has not run, where the ``last`` that has run is this one."""
    return latest(cron, after=active_from if last is None else max(active_from, last), until=now)


def _follow_one(row: Schedule, declaration: ScheduleDeclaration | None, now: datetime) -> None:
    if declaration is None:
        wanted: dict[str, object] = {"declared": False}
    else:
        wanted = {"declared": True, "title": declaration.title, "kind": declaration.kind.name}
        if not row.changed_by:
            wanted["cron"] = declaration.cron
    changed = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    if "cron" in changed:
        changed["active_from"] = now
    if changed:
        # A change by somebody else since the row was read is not written over.
        Schedule.objects.filter(pk=row.pk, changed_by=row.changed_by).update(**changed)

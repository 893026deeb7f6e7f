"""Runs of schedules: one a slot, whoever looks and however often."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext
from kinds_of_the_tests import count

from scorewright.loop.audit.models import Entry
from scorewright.loop.jobs.models import Job, Schedule, ScheduledRun
from scorewright.loop.jobs.schedules.actions import change, follow, run_due
from scorewright.loop.jobs.schedules.declarations import ScheduleDeclaration
from scorewright.loop.tenancy.scope import acting

SUNDAY = datetime(2026, 1, 4, 1, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
MINUTE = timedelta(minutes=1)


def _slots(name: str = "tests.sundays") -> list[datetime]:
    return [run.slot for run in ScheduledRun.objects.filter(schedule__name=name).order_by("slot")]


@pytest.fixture
def followed(tenant, declarations) -> None:
    follow(declarations=declarations, now=SUNDAY - MINUTE)


def test_follow__first_time__a_row_each_in_the_trail_and_nothing_behind_is_run(tenant, declarations) -> None:
    follow(declarations=declarations, now=SUNDAY + MINUTE)
    rows = {row.name: (row.cron, row.enabled, row.changed_by, row.title) for row in Schedule.objects.all()}
    assert rows["tests.sundays"] == ("0 1 * * 0", True, "", "Count on Sundays")
    assert set(rows) == {"tests.sundays", "tests.hourly"}
    assert Entry.objects.filter(action="schedule.created").count() == 2
    assert run_due(declarations=declarations, now=SUNDAY + MINUTE) == []


def test_follow__nothing_new__nothing_written(followed, declarations) -> None:
    before = Entry.objects.count()
    follow(declarations=declarations, now=SUNDAY)
    assert Entry.objects.count() == before


def test_follow__declared_otherwise__followed_unless_somebody_changed_it(followed, declarations) -> None:
    change(name="tests.hourly", cron="5 * * * *", by="user:ama", now=SUNDAY)
    other = {
        name: ScheduleDeclaration(name, count, {}, "7 7 * * *", "Otherwise") for name in ("tests.hourly", "tests.new")
    }
    follow(declarations=other, now=SUNDAY)
    rows = {row.name: (row.cron, row.declared, row.title) for row in Schedule.objects.all()}
    assert rows == {
        "tests.hourly": ("5 * * * *", True, "Otherwise"),
        "tests.new": ("7 7 * * *", True, "Otherwise"),
        "tests.sundays": ("0 1 * * 0", False, "Count on Sundays"),
    }
    assert run_due(declarations=other, now=SUNDAY + WEEK)
    assert _slots("tests.sundays") == []
    follow(declarations=declarations, now=SUNDAY + WEEK)
    assert Schedule.objects.get(name="tests.sundays").declared


def test_run_due__slot_is_there__one_run_with_its_job(followed, declarations) -> None:
    jobs = run_due(declarations=declarations, now=SUNDAY)
    run = ScheduledRun.objects.get(schedule__name="tests.sundays")
    assert (run.slot, run.job.kind, run.job.created_by) == (SUNDAY, count.name, "schedule:tests.sundays")
    assert run.job.arguments["total"] == 1
    assert run.job in jobs
    assert run_due(declarations=declarations, now=SUNDAY + MINUTE) == []


def test_run_due__nothing_is_due__told_by_one_query(followed, declarations) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert run_due(declarations=declarations, now=SUNDAY - MINUTE / 2) == []
    assert len(asked) == 1


def test_run_due__away_for_weeks__missed_slots_are_one_run(followed, declarations) -> None:
    run_due(declarations=declarations, now=SUNDAY)
    run_due(declarations=declarations, now=SUNDAY + 3 * WEEK + MINUTE)
    assert _slots() == [SUNDAY, SUNDAY + 3 * WEEK]
    assert len(_slots("tests.hourly")) == 2


def test_run_due__clock_behind_another_schedulers__no_earlier_slot(followed, declarations) -> None:
    run_due(declarations=declarations, now=SUNDAY + WEEK)
    assert run_due(declarations=declarations, now=SUNDAY + MINUTE) == []


def test_run_due__two_schedulers_at_once__one_run_and_one_job(tenant_id, declarations) -> None:
    with acting(tenant_id, actor="test"):
        follow(declarations=declarations, now=SUNDAY - MINUTE)

    def look(_: int) -> int:
        try:
            with acting(tenant_id, actor="test"):
                return len(run_due(declarations=declarations, now=SUNDAY))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        found = sorted(pool.map(look, range(4)))
    assert found == [0, 0, 0, 2]
    with acting(tenant_id, actor="test"):
        assert (_slots(), Job.objects.count()) == ([SUNDAY], 2)


def test_scheduled_run__same_slot_again__refused_by_the_database(followed, declarations) -> None:
    (job, *_) = run_due(declarations=declarations, now=SUNDAY)
    run = ScheduledRun.objects.get(job=job)
    another = Job.objects.create(kind="x", queue="x", arguments={}, created_by="test")
    with pytest.raises(IntegrityError, match="one_run_per_slot"), transaction.atomic():
        ScheduledRun.objects.create(schedule=run.schedule, slot=run.slot, job=another)


def test_change__disabled_then_enabled__slots_between_are_not_made_up_for(followed, declarations) -> None:
    change(name="tests.sundays", enabled=False, by="user:ama", now=SUNDAY - MINUTE)
    run_due(declarations=declarations, now=SUNDAY + MINUTE)
    change(name="tests.sundays", enabled=True, by="user:ama", now=SUNDAY + 2 * MINUTE)
    run_due(declarations=declarations, now=SUNDAY + 3 * MINUTE)
    assert _slots() == []
    run_due(declarations=declarations, now=SUNDAY + WEEK)
    assert _slots() == [SUNDAY + WEEK]


def test_change__other_times__hold_at_the_next_look_and_stand_in_the_trail(followed, declarations) -> None:
    changed = change(name="tests.sundays", cron="30  1 * * *", by="user:ama", now=SUNDAY)
    assert (changed.cron, changed.changed_by) == ("30 1 * * *", "user:ama")
    run_due(declarations=declarations, now=SUNDAY + 31 * MINUTE)
    assert _slots() == [SUNDAY + 30 * MINUTE]
    entry = Entry.objects.get(action="schedule.changed")
    assert "30 1 * * *" in entry.content
    change(name="tests.sundays", cron="30 1 * * *", by="user:kofi", now=SUNDAY)
    assert Entry.objects.filter(action="schedule.changed").count() == 1


def test_rows__of_another_tenant__out_of_sight(followed, other_tenant_id) -> None:
    with acting(other_tenant_id, actor="test"):
        assert not Schedule.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM jobs_schedule")
            assert cursor.fetchone() == (0,)

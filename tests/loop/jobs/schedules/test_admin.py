from datetime import UTC, datetime

import pytest

from scorewright.loop.jobs.models import Schedule
from scorewright.loop.jobs.schedules.actions import follow, run_due

LIST = "/admin/jobs/schedule/"
NOW = datetime(2026, 1, 4, 0, 59, tzinfo=UTC)


@pytest.fixture
def hourly(tenant, declarations) -> Schedule:
    follow(declarations=declarations, now=NOW)
    run_due(declarations=declarations, now=NOW.replace(hour=3))
    return Schedule.objects.get(name="tests.hourly")


def test_pages__any_reader__show_times_and_runs(log_in, hourly) -> None:
    auditor = log_in("auditor")
    assert "Count each hour" in auditor.get(LIST).content.decode()
    assert "2026-01-04 03:00  queued" in auditor.get(f"{LIST}{hourly.pk}/change/").content.decode()


def test_reschedule__admin__changed(log_in, hourly) -> None:
    admin = log_in("admin")
    assert "0 * * * *" in admin.get(f"{LIST}{hourly.pk}/reschedule/").content.decode()
    assert admin.post(f"{LIST}{hourly.pk}/reschedule/", {"cron": "5 5 * * *"}).status_code == 302
    hourly.refresh_from_db()
    assert (hourly.cron, hourly.enabled) == ("5 5 * * *", False)
    assert hourly.changed_by.startswith("user:")


def test_reschedule__cron_that_is_none__the_form_says_why(log_in, hourly) -> None:
    answer = log_in("admin").post(f"{LIST}{hourly.pk}/reschedule/", {"cron": "* 25 * * *", "enabled": "on"})
    assert (answer.status_code, "cron hour is none that there is" in answer.content.decode()) == (200, True)


def test_reschedule__auditor__refused(log_in, hourly) -> None:
    assert log_in("auditor").post(f"{LIST}{hourly.pk}/reschedule/", {"cron": "5 5 * * *"}).status_code == 403

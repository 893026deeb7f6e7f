"""What runs by the clock, and where."""

import pytest
from celery import current_app

from scorewright.project.celery import app
from scorewright.project.up.processes import QUEUES

ENTRIES = sorted(app.conf.beat_schedule)


@pytest.fixture
def tasks() -> set[str]:
    current_app.loader.import_default_modules()
    return set(app.tasks)


def _names(entry: str) -> list[str]:
    """The task of the entry and, where it goes to every tenant, that one."""
    found = app.conf.beat_schedule[entry]
    return [found["task"], *found.get("args", ())]


@pytest.mark.parametrize("entry", ENTRIES)
def test_entry__its_tasks__exist(entry: str, tasks: set[str]) -> None:
    assert set(_names(entry)) <= tasks


@pytest.mark.parametrize("entry", ENTRIES)
def test_entry__its_queues__have_a_worker(entry: str) -> None:
    options = app.conf.beat_schedule[entry].get("options", {})
    queues = {app.amqp.router.route(options, name)["queue"].name for name in _names(entry)}
    assert queues <= set(QUEUES)


def test_schedules__looked_at__every_minute_in_the_critical_queue() -> None:
    entry = app.conf.beat_schedule["run-schedules"]
    assert (entry["schedule"].minute, entry["schedule"].hour) == (set(range(60)), set(range(24)))
    assert app.amqp.router.route({}, "jobs.run_schedules")["queue"].name == "critical"
    assert app.conf.timezone == "UTC"

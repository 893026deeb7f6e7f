"""How much waits and runs, of all tenants; the kinds are the test's own, since others have work too."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db.models.functions import Now
from kinds_of_the_tests import count

from scorewright.loop.jobs import endings, kinds
from scorewright.loop.jobs.load import KindLoad, QueueLoad, loads, stuck
from scorewright.loop.jobs.models import Job, Queue, State
from scorewright.loop.jobs.pulse import beat
from scorewright.loop.tenancy.scope import acting


@pytest.fixture
def kind():
    name = f"load-{uuid.uuid4().hex[:8]}"
    return replace(count, name=name, queue=name)


def _load(kind) -> QueueLoad:
    return next(load for load in loads() if load.queue == kind.queue)


def _stuck() -> list[str]:
    return [load.queue for load in stuck(loads())]


def test_loads__each_state__counted_once(stage, kind, monkeypatch) -> None:
    monkeypatch.setitem(kinds._KINDS, kind.name, kind)
    waiting, running, interrupted, dead, later = [stage.ask(kind, total=1) for _ in range(5)]
    for job in (running, interrupted):
        stage.taken(job)
    stage.put_off(interrupted, wanted_at=Now() - timedelta(minutes=3))
    stage.put_off(waiting, wanted_at=Now() - timedelta(minutes=2))
    stage.put_off(later, wanted_at=Now() + timedelta(minutes=2))
    with acting(stage.tenant_id, actor="test"):
        endings.close(Job.objects.get(pk=dead.pk), State.FAILED, error="no")
    found = _load(kind)
    assert found.kinds == (KindLoad(kind.name, waiting=2, interrupted=1, running=1, dead=1),)
    assert round(found.waits.total_seconds() / 60) == 3
    words = f"2 jobs wait in the queue {kind.queue}, 1 of them begun and interrupted, the oldest for 3 minutes"
    assert str(found) == words


def test_stuck__waits_long_and_none_was_begun__named_until_one_is(stage, kind) -> None:
    stage.put_off(stage.ask(kind, total=1), wanted_at=Now() - timedelta(minutes=11))
    assert kind.queue in _stuck()
    beat(kind.queue)
    assert kind.queue not in _stuck()
    Queue.objects.filter(name=kind.queue).update(begun_at=Now() - timedelta(minutes=12))
    assert kind.queue in _stuck()


def test_stuck__waits_behind_one_that_moves__no_fault(stage, kind) -> None:
    stage.put_off(stage.ask(kind, total=1), wanted_at=Now() - timedelta(minutes=11))
    stage.put_off(stage.ask(kind, total=1), wanted_at=Now() + timedelta(minutes=1), begun=True)
    assert kind.queue not in _stuck()


def test_stuck__dead_letter_from_long_ago__no_fault(stage, kind) -> None:
    stage.put_off(stage.ask(kind, total=1), wanted_at=Now() - timedelta(days=9), due_at=None)
    assert kind.queue not in _stuck()


def test_beat__again_soon__does_not_write(kind, database) -> None:
    beat(kind.queue)
    first = Queue.objects.get(name=kind.queue).begun_at
    beat(kind.queue)
    assert Queue.objects.get(name=kind.queue).begun_at == first

"""Errors that time may heal."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.db.models.functions import Now
from kinds_of_the_tests import NotYetError, flaky

from scorewright.loop.jobs.actions import cancel
from scorewright.loop.jobs.models import Delivery, State
from scorewright.loop.jobs.relay import relay
from scorewright.loop.jobs.retries import Retries
from scorewright.loop.jobs.running import run_job
from scorewright.loop.tenancy.scope import acting


def _make_due(stage, job) -> None:
    stage.set(job, retry_at=Now())
    stage.put_off(job, due_at=Now(), wanted_at=Now())


def _delay(stage, job) -> float:
    with acting(stage.tenant_id, actor="test"):
        row = Delivery.objects.annotate(wait=F("due_at") - Now()).get(job=job)
    return round(row.wait.total_seconds() / 60)


def test_retries__error_of_the_policy__each_after_its_delay_then_failed_for_good(stage) -> None:
    job = stage.ask(flaky)
    seen = []
    for _ in range(2):
        run_job(stage.tenant_id, job.pk)
        now = stage.look(job.pk)
        seen.append((now.state, now.retries, now.error, _delay(stage, job)))
        _make_due(stage, job)
    run_job(stage.tenant_id, job.pk)
    assert seen == [(State.RETRYING, 1, "NotYetError: not yet", 1), (State.RETRYING, 2, "NotYetError: not yet", 2)]
    failed = stage.look(job.pk)
    assert (failed.state, failed.retries, failed.error, failed.retry_at) == (
        State.FAILED,
        2,
        "NotYetError: not yet",
        None,
    )


def test_retries__healed__succeeds_without_an_error(stage) -> None:
    job = stage.ask(flaky)
    run_job(stage.tenant_id, job.pk)
    stage.file.write_text("")
    _make_due(stage, job)
    run_job(stage.tenant_id, job.pk)
    done = stage.look(job.pk)
    assert (done.state, done.retries, done.error) == (State.SUCCEEDED, 1, "")


def test_retries__error_of_another_type__failed_at_once(stage) -> None:
    job = stage.ask(flaky, bug=True)
    run_job(stage.tenant_id, job.pk)
    assert (stage.look(job.pk).state, stage.look(job.pk).retries) == (State.FAILED, 0)


def test_retries__message_before_its_time__neither_sent_nor_begun(stage) -> None:
    job = stage.ask(flaky)
    run_job(stage.tenant_id, job.pk)
    stage.file.write_text("")
    assert relay(only=job.pk) == 0
    run_job(stage.tenant_id, job.pk)
    assert stage.look(job.pk).state == State.RETRYING


def test_retries__asked_to_stop_meanwhile__cancelled_and_not_tried_again(stage) -> None:
    job = stage.ask(flaky)
    kind, handle = stage.taken(job)
    with acting(stage.tenant_id, actor="test"):
        cancel(job=job, by="test")
    from scorewright.loop.jobs import running

    running._fail(handle, kind, NotYetError("not yet"))
    assert (stage.look(job.pk).state, stage.look(job.pk).error) == (State.CANCELLED, "NotYetError: not yet")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"most": 0}, "most must be at least 1"),
        ({"delays": ()}, "delays must be at least one"),
        ({"delays": (timedelta(-1),)}, "none of them negative"),
        ({"on": ()}, "on must name"),
    ],
)
def test_retries__policy_that_cannot_be__refused(given, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Retries(**given)


def test_retries__by_default__back_off_doubles() -> None:
    policy = Retries()
    assert [policy.delay_before(n).total_seconds() for n in (1, 2, 3)] == [60, 120, 240]

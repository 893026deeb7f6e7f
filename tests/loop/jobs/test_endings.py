"""Who is told that a job has failed for good, wherever it fails."""

from datetime import timedelta

import pytest
import structlog
from django.db.models.functions import Now
from kinds_of_the_tests import telling

from scorewright.loop.jobs.models import State
from scorewright.loop.jobs.running import MOST_ATTEMPTS, run_job
from scorewright.loop.jobs.sweep import sweep


@pytest.fixture
def told(stage):
    """What the kind's own hook has written."""
    return lambda: stage.file.read_text().splitlines() if stage.file.exists() else []


def test_on_failure__error_after_which_it_is_tried_again__called_once_it_is_not(stage, told) -> None:
    job = stage.ask(telling)
    run_job(stage.tenant_id, job.pk)
    assert (stage.look(job.pk).state, told()) == (State.RETRYING, [])
    stage.set(job, retry_at=Now())
    run_job(stage.tenant_id, job.pk)
    assert (stage.look(job.pk).state, told()) == (State.FAILED, [f"{stage.tenant_id}: NotYetError: not yet"])


def test_on_failure__past_its_hard_limit__called_by_the_sweep_once(stage, told) -> None:
    job = stage.ask(telling)
    stage.taken(job)
    stage.put_off(job, hard_until=Now() - timedelta(seconds=1))
    for _ in range(2):
        sweep()
        run_job(stage.tenant_id, job.pk)
    assert told() == [f"{stage.tenant_id}: took longer than its hard limit of 0:10:00"]


def test_on_failure__interrupted_each_time__called(stage, told) -> None:
    job = stage.ask(telling)
    stage.set(job, attempts=MOST_ATTEMPTS)
    run_job(stage.tenant_id, job.pk)
    assert told() == [f"{stage.tenant_id}: was begun 5 times and interrupted each time"]


def test_on_failure__fails_itself__job_has_ended_all_the_same(stage, told) -> None:
    job = stage.ask(telling, speechless=True)
    stage.set(job, attempts=MOST_ATTEMPTS)
    run_job(stage.tenant_id, job.pk)
    assert (stage.look(job.pk).state, told()) == (State.FAILED, [])


def test_on_failure__tried_once_more_by_somebody_and_failed_again__called_again(stage, told) -> None:
    from scorewright.loop.jobs.actions import retry
    from scorewright.loop.tenancy.scope import acting

    job = stage.ask(telling)
    for _ in range(2):
        stage.set(job, attempts=MOST_ATTEMPTS)
        run_job(stage.tenant_id, job.pk)
        with acting(stage.tenant_id, actor="test"):
            retry(job=stage.look(job.pk), by="test")
    assert told() == [f"{stage.tenant_id}: was begun 5 times and interrupted each time"] * 2


def test_on_failure__kind_that_this_process_does_not_know__logged(stage) -> None:
    job = stage.ask(telling)
    stage.set(job, kind="tests.of_another_process")
    stage.put_off(job, hard_until=Now() - timedelta(seconds=1))
    with structlog.testing.capture_logs() as lines:
        sweep()
    assert stage.look(job.pk).state == State.FAILED
    (line,) = [line for line in lines if line["event"] == "on_failure_unknown"]
    assert (line["job_id"], line["kind"]) == (str(job.pk), "tests.of_another_process")

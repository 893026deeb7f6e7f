"""Soft and hard limits."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models.functions import Now
from kinds_of_the_tests import count, impatient, slow, stuck

from scorewright.loop.jobs.endings import FAILED_ALERT
from scorewright.loop.jobs.handle import LeaseLostError
from scorewright.loop.jobs.kinds import Kind
from scorewright.loop.jobs.models import Delivery, State
from scorewright.loop.jobs.running import run_job
from scorewright.loop.jobs.sweep import sweep
from scorewright.loop.notifications.models import Alert
from scorewright.loop.tenancy.scope import acting

PAST = Now() - timedelta(seconds=1)


def test_soft_limit__passed_in_a_real_worker__ends_at_the_next_step_and_says_why(stage, workers) -> None:
    workers.start()
    failed = stage.end_of(stage.ask(slow))
    assert (failed.state, failed.error) == (State.FAILED, "took longer than its soft limit of 0:00:01")
    assert 0 < failed.done < 299
    assert stage.lines == []


def test_hard_limit__stuck_in_a_real_worker__process_is_killed_and_the_job_failed(stage, workers) -> None:
    workers.start()
    job = stage.ask(stuck)
    stage.until(lambda: stage.file.exists() and stage.file.read_text())
    process = int(stage.file.read_text())
    stage.until(lambda: (sweep(), stage.look(job.pk).finished)[1])
    failed = stage.look(job.pk)
    assert (failed.state, failed.error) == (State.FAILED, "took longer than its hard limit of 0:00:02")
    stage.until(lambda: not _lives(process))
    assert stage.end_of(stage.ask(count, total=1)).state == State.SUCCEEDED  # the worker is none the worse for it


def test_hard_limit__passed_and_no_worker_lives__failed_by_the_sweep_and_told(stage) -> None:
    job = stage.ask(stuck)
    _, handle = stage.taken(job)
    stage.put_off(job, hard_until=PAST)
    assert sweep() >= 1
    assert stage.look(job.pk).state == State.FAILED
    with pytest.raises(LeaseLostError):
        handle.progress(1)
    with acting(stage.tenant_id, actor="test"):
        assert Alert.objects.get(kind=FAILED_ALERT).subject == str(job)
    assert not Delivery.objects.exists()  # outside of a scope nothing is seen


def test_hard_limit__delivered_again_after_it__not_begun_once_more(stage) -> None:
    job = stage.ask(stuck)
    stage.taken(job)
    stage.put_off(job, hard_until=PAST)
    stage.set(job, leased_until=PAST)
    run_job(stage.tenant_id, job.pk)
    assert (stage.look(job.pk).state, stage.lines) == (State.FAILED, [])


def test_limits__interrupted_and_begun_again__give_no_more_time(stage) -> None:
    job = stage.ask(slow)
    stage.taken(job)
    stage.set(job, leased_until=PAST)
    before = stage.look(job.pk).soft_until, _hard_until(stage, job)
    assert None not in before
    stage.taken(job)
    assert (stage.look(job.pk).soft_until, _hard_until(stage, job)) == before


def test_soft_limit__policy_that_retries_it__tried_again_with_new_time(stage, monkeypatch) -> None:
    monkeypatch.setattr("scorewright.loop.jobs.running._from_now", lambda limit: limit and PAST)
    job = stage.ask(impatient)
    run_job(stage.tenant_id, job.pk)
    waiting = stage.look(job.pk)
    assert (waiting.state, waiting.retries, waiting.soft_until) == (State.RETRYING, 1, None)
    assert waiting.error == "took longer than its soft limit of 1:00:00"


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"soft_limit": timedelta(0)}, "k: soft_limit must be longer than nothing"),
        ({"hard_limit": timedelta(-1)}, "k: hard_limit must be longer than nothing"),
        (
            {"soft_limit": timedelta(2), "hard_limit": timedelta(2)},
            "k: soft_limit 2 days, 0:00:00 must be shorter than",
        ),
    ],
)
def test_kind__limits_that_cannot_be__refused_by_name(limits: dict[str, timedelta], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Kind("k", "critical", lambda handle: {}, timedelta(seconds=60), **limits)


def _hard_until(stage, job):
    with acting(stage.tenant_id, actor="test"):
        return Delivery.objects.get(job=job).hard_until


def _lives(process: int) -> bool:
    """Whether it runs; one that is dead may wait for its parent."""
    try:
        os.kill(process, 0)
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False

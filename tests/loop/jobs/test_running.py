"""Jobs in real workers, on the real broker."""

import os
from datetime import timedelta

import pytest
from django.db import OperationalError, transaction
from django.db.models.functions import Now
from kinds_of_the_tests import count, database_away, fail, kill, kill_once, panic, unkept

from scorewright.loop.jobs import running
from scorewright.loop.jobs.actions import cancel
from scorewright.loop.jobs.endings import FAILED_ALERT
from scorewright.loop.jobs.handle import LeaseLostError
from scorewright.loop.jobs.models import Delivery, Job, State
from scorewright.loop.jobs.relay import relay
from scorewright.loop.jobs.running import run_job
from scorewright.loop.notifications.models import Alert
from scorewright.loop.tenancy.scope import acting


def _numbers(count: int) -> list[str]:
    return [str(number) for number in range(count)]


def test_run__real_worker__done_once_with_its_progress(stage, workers) -> None:
    workers.start()
    done = stage.end_of(stage.ask(count, total=5))
    assert (done.state, done.result) == (State.SUCCEEDED, {"counted": 5})
    assert (done.done, done.total, done.step, done.attempts) == (5, 5, "counting", 0)
    assert stage.lines == _numbers(5)


def test_run__worker_killed_midway__goes_on_from_the_checkpoint(stage, workers) -> None:
    first = workers.start()
    job = stage.ask(count, total=12, pause=0.25)
    stage.until(lambda: stage.look(job.pk).done >= 3)
    os.killpg(first.pid, 9)
    first.wait()
    workers.start()
    assert stage.end_of(job).state == State.SUCCEEDED
    assert sorted(set(stage.lines), key=int) == _numbers(12)
    assert len(stage.lines) <= 13  # the one number between whose line and checkpoint the worker died


def test_run__broker_wiped_after_sending__sent_again_and_done_once(stage, workers, broker) -> None:
    job = stage.ask(count, total=2)
    broker.flushall()
    workers.start()
    with acting(stage.tenant_id, actor="test"):
        Delivery.objects.filter(job=job).update(due_at=Now())
    assert stage.end_of(job).state == State.SUCCEEDED
    assert stage.lines == _numbers(2)


def test_run__process_killed_under_a_living_worker__goes_on_by_itself_once(stage, workers) -> None:
    workers.start()
    done = stage.end_of(stage.ask(kill_once))
    assert (done.state, done.result) == (State.SUCCEEDED, {"counted": 5})
    assert stage.lines == _numbers(5)


def test_run__broker_wiped_midway__nothing_is_lost(stage, workers, broker) -> None:
    workers.start()
    running_one = stage.ask(count, total=10, pause=0.2)
    waiting = [stage.ask(count, total=1, file=str(stage.file.with_name(f"waiting{n}"))) for n in range(2)]
    stage.until(lambda: stage.look(running_one.pk).done >= 2)
    broker.flushall()
    for job in waiting:
        stage.put_off(job, due_at=Now())  # as it is a minute later
    ended = [stage.end_of(job) for job in (running_one, *waiting)]
    assert [job.state for job in ended] == [State.SUCCEEDED] * 3
    assert stage.lines == _numbers(10)
    assert [stage.file.with_name(f"waiting{n}").read_text() for n in range(2)] == ["0\n"] * 2


def test_run__cancelled_while_it_runs__stops_within_a_step(stage, workers) -> None:
    workers.start()
    job = stage.ask(count, total=1000, pause=0.1)
    stage.until(lambda: stage.look(job.pk).done >= 1)
    with acting(stage.tenant_id, actor="test"):
        cancel(job=job, by="test")
    seen = len(stage.lines)
    stopped = stage.end_of(job)
    assert (stopped.state, stopped.result) == (State.CANCELLED, None)
    assert len(stage.lines) <= seen + 2
    with acting(stage.tenant_id, actor="test"):
        assert not Delivery.objects.exists()


def test_run__kills_each_worker__failed_after_the_cap_and_told(stage, workers) -> None:
    workers.start()
    job = stage.ask(kill)
    failed = stage.end_of(job, seconds=60)
    assert (failed.state, failed.error) == (State.FAILED, "was begun 5 times and interrupted each time")
    assert len(stage.lines) == running.MOST_ATTEMPTS
    with acting(stage.tenant_id, actor="test"):
        assert Alert.objects.get(kind=FAILED_ALERT).subject == str(job)


def test_run__handler_raises__failed_with_its_words_and_not_tried_again(stage) -> None:
    job = stage.ask(fail, words="there is no such file")
    for _ in range(2):
        run_job(stage.tenant_id, job.pk)
    failed = stage.look(job.pk)
    assert (failed.state, failed.error, failed.attempts) == (State.FAILED, "ValueError: there is no such file", 1)


def test_run__a_library_panics__failed_and_not_left_running(stage) -> None:
    job = stage.ask(panic)
    run_job(stage.tenant_id, job.pk)
    failed = stage.look(job.pk)
    assert (failed.state, failed.error) == (State.FAILED, "PanicException: out-of-range date")


def test_run__database_goes_away__nothing_is_written_and_it_is_done_when_its_lease_has_ended(stage) -> None:
    job = stage.ask(database_away)
    with pytest.raises(OperationalError):
        run_job(stage.tenant_id, job.pk)
    assert (stage.look(job.pk).state, stage.look(job.pk).error) == (State.RUNNING, "")
    stage.set(job, leased_until=Now() - timedelta(seconds=1))
    stage.put_off(job, due_at=Now())
    assert relay(only=job.pk) == 1
    run_job(stage.tenant_id, job.pk)
    assert stage.look(job.pk).state == State.SUCCEEDED


def test_run__result_that_cannot_be_kept__failed_and_not_left_running(stage) -> None:
    job = stage.ask(unkept)
    run_job(stage.tenant_id, job.pk)
    failed = stage.look(job.pk)
    assert failed.state == State.FAILED
    assert failed.error.startswith("DataError")


def test_run__failed_for_good__stays_in_the_outbox_and_is_never_due(stage) -> None:
    job = stage.ask(fail, words="nowhere")
    run_job(stage.tenant_id, job.pk)
    assert stage.look(job.pk).error == "ValueError: nowhere"
    with acting(stage.tenant_id, actor="test"):
        assert Delivery.objects.get(job=job).due_at is None
    assert relay(only=job.pk) == 0


def test_run__delivered_twice__second_does_nothing(stage) -> None:
    job = stage.ask(count, total=2)
    kind, handle = stage.taken(job)
    run_job(stage.tenant_id, job.pk)
    assert stage.look(job.pk).attempts == 1
    assert stage.lines == []
    running._end(handle, State.SUCCEEDED, result=dict(kind.handler(handle)))
    run_job(stage.tenant_id, job.pk)
    assert stage.lines == _numbers(2)


def test_run__as_another_tenant__does_nothing(stage, other_tenant_id) -> None:
    job = stage.ask(count, total=1)
    run_job(other_tenant_id, job.pk)
    assert stage.look(job.pk).state == State.QUEUED


def test_run__kind_that_this_worker_does_not_know__failed_by_name(stage) -> None:
    job = stage.ask(count, total=1)
    with acting(stage.tenant_id, actor="test"):
        Job.objects.filter(pk=job.pk).update(kind="tests.gone")
    run_job(stage.tenant_id, job.pk)
    assert stage.look(job.pk).error.startswith("no kind of job is named 'tests.gone'")


def test_handle__stalled_and_given_away__can_write_no_more(stage) -> None:
    job = stage.ask(count, total=1)
    _, stalled = stage.taken(job)
    with acting(stage.tenant_id, actor="test"):
        Job.objects.filter(pk=job.pk).update(leased_until=Now() - timedelta(seconds=1))
    _, current = stage.taken(job)
    with pytest.raises(LeaseLostError):
        stalled.checkpoint({"next": 7})
    current.progress(1, 3, "on its way")
    running._end(stalled, State.FAILED, error="must not count")
    found = stage.look(job.pk)
    assert (found.state, found.done, found.total, found.checkpoint) == (State.RUNNING, 1, 3, None)


def test_handle__checkpoint_in_the_callers_transaction__rolled_back_with_it(stage) -> None:
    job = stage.ask(count, total=1)
    _, handle = stage.taken(job)
    with acting(stage.tenant_id, actor="test"):
        handle.checkpoint({"next": 1})
        transaction.set_rollback(True)
    assert stage.look(job.pk).checkpoint is None

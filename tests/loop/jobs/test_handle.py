"""What a handler says of its work, and what is made of it."""

import time
from datetime import timedelta

import pytest
from django.db.models.functions import Now
from kinds_of_the_tests import count

from scorewright.loop.jobs.models import Job, State
from scorewright.loop.jobs.notes import LONGEST_LINE, MOST_LINES
from scorewright.loop.jobs.usage import Meter
from scorewright.loop.tenancy.scope import acting


@pytest.fixture
def job(stage) -> Job:
    return stage.ask(count, total=1)


def test_log__more_lines_than_are_kept__the_last_in_their_order(stage, job) -> None:
    _, handle = stage.taken(job)
    for number in range(MOST_LINES + 2):
        handle.log(f"line {number}")
    lines = stage.look(job.pk).log
    assert [line["message"] for line in lines] == [f"line {number}" for number in range(2, MOST_LINES + 2)]
    assert lines[0]["at"] <= lines[-1]["at"]


def test_warn__text_of_any_kind__kept_apart_cut_and_storable(stage, job) -> None:
    _, handle = stage.taken(job)
    handle.warn("a\x00" + "b" * LONGEST_LINE)
    handle.log("all is well")
    found = stage.look(job.pk)
    assert [line["message"] for line in found.log] == ["all is well"]
    (warning,) = found.warnings
    assert (len(warning["message"]), "\x00" in warning["message"]) == (LONGEST_LINE, False)


def test_notes__begun_again_after_an_interruption__are_added_to(stage, job) -> None:
    _, first = stage.taken(job)
    first.log("one")
    stage.set(job, leased_until=Now() - timedelta(seconds=1))
    _, second = stage.taken(job)
    second.log("two")
    assert [line["message"] for line in stage.look(job.pk).log] == ["one", "two"]


def test_progress__within_a_second__usage_is_not_measured_again(stage, job) -> None:
    _, handle = stage.taken(job)
    handle.progress(1, 10)
    assert stage.look(job.pk).memory_mb is None
    handle.meter._at -= 2.0
    handle.progress(2, 10)
    first = stage.look(job.pk)
    assert first.memory_mb > 1
    assert first.cpu_percent >= 0
    stage.set(job, memory_mb=-1.0)
    handle.progress(3, 10)
    assert stage.look(job.pk).memory_mb == -1.0


def test_meter__busy_process__says_about_one_core() -> None:
    meter = Meter()
    begun = time.process_time()
    while time.process_time() - begun < 0.3:
        sum(range(1000))
    meter._at = time.monotonic() - 1.0
    assert meter.reading()["cpu_percent"] > 20
    assert meter.reading() == {}


def test_pace__steps_done__remaining_time_follows(stage, job) -> None:
    _, handle = stage.taken(job)
    assert stage.look(job.pk).remaining_seconds is None
    handle.progress(25, 100)
    stage.set(job, paced_from_at=Now() - timedelta(seconds=50))
    stage.set(job, progressed_at=Now())
    found = stage.look(job.pk)
    assert found.percent == 25.0
    assert found.remaining_seconds == pytest.approx(150, abs=2)


@pytest.mark.parametrize(
    "changes", [{"total": None}, {"done": 0}, {"state": State.RETRYING}, {"paced_from_done": 25}, {"total": 0}]
)
def test_pace__no_ground_for_it__remaining_time_is_unknown(stage, job, changes) -> None:
    _, handle = stage.taken(job)
    handle.progress(25, 100)
    assert stage.look(job.pk).remaining_seconds is not None
    stage.set(job, **changes)
    assert stage.look(job.pk).remaining_seconds is None


def test_pace__goes_on_from_a_checkpoint__counts_from_there(stage, job) -> None:
    _, handle = stage.taken(job)
    handle.progress(40, 100)
    handle.checkpoint({"next": 40})
    stage.set(job, leased_until=Now() - timedelta(seconds=1))
    stage.taken(job)
    found = stage.look(job.pk)
    assert (found.done, found.paced_from_done) == (40, 40)


def test_pace__begun_again_without_a_checkpoint__counts_from_nothing(stage, job) -> None:
    _, handle = stage.taken(job)
    handle.progress(40, 100)
    stage.set(job, leased_until=Now() - timedelta(seconds=1))
    stage.taken(job)
    assert stage.look(job.pk).done == 0


def test_check_cancelled__inside_a_transaction__who_cancels_waits_for_its_end(stage, job) -> None:
    from django.db import connections

    _, handle = stage.taken(job)
    other = connections.create_connection("default")
    try:
        with acting(stage.tenant_id, actor="test"), other.cursor() as cursor:
            handle.check_cancelled()
            cursor.execute("BEGIN")
            cursor.execute("SELECT set_config('scorewright.tenant', %s, true)", [str(stage.tenant_id)])
            cursor.execute("SELECT 1 FROM jobs_job WHERE id = %s FOR UPDATE SKIP LOCKED", [job.pk])
            assert cursor.fetchone() is None
            cursor.execute("ROLLBACK")
    finally:
        other.close()

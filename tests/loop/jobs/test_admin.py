import pytest
from kinds_of_the_tests import count

from scorewright.loop.jobs.actions import enqueue
from scorewright.loop.jobs.models import Job, State

LIST = "/admin/jobs/job/"


@pytest.fixture
def job(tenant, work) -> Job:
    return enqueue(kind=count, arguments=work, by="user:ama")


def test_list__running__shows_how_far_it_is(log_in, job) -> None:
    Job.objects.filter(pk=job.pk).update(state=State.RUNNING, done=1500, total=6000, step="deciding")
    page = log_in("analyst").get(LIST).content.decode()
    assert "1,500 of 6,000 (25 %)" in page
    assert "deciding" in page


def test_page__any_state__readable(log_in, job) -> None:
    for state in State:
        Job.objects.filter(pk=job.pk).update(state=state)
        assert log_in("auditor").get(f"{LIST}{job.pk}/change/").status_code == 200


def test_cancel__admin__ends_the_job_that_waits(log_in, job) -> None:
    admin = log_in("admin")
    assert admin.get(f"{LIST}{job.pk}/cancel/").status_code == 200
    job.refresh_from_db()
    assert job.state == State.QUEUED
    assert admin.post(f"{LIST}{job.pk}/cancel/").status_code == 302
    job.refresh_from_db()
    assert job.state == State.CANCELLED


def test_cancel__ended_meanwhile__the_form_says_so(log_in, job) -> None:
    Job.objects.filter(pk=job.pk).update(state=State.SUCCEEDED)
    answer = log_in("admin").post(f"{LIST}{job.pk}/cancel/")
    assert (answer.status_code, "the job has succeeded" in answer.content.decode()) == (200, True)


def test_retry__failed__waits_again(log_in, job) -> None:
    job.delivery.delete()
    Job.objects.filter(pk=job.pk).update(state=State.FAILED)
    assert log_in("admin").post(f"{LIST}{job.pk}/retry/").status_code == 302
    job.refresh_from_db()
    assert job.state == State.QUEUED


def test_page__running__shows_usage_remaining_time_and_what_it_said(log_in, job) -> None:
    line = {"at": "2026-01-04T01:00:00+00:00", "message": "fold <1> of 5"}
    Job.objects.filter(pk=job.pk).update(
        state=State.RUNNING, done=1, total=2, log=[line], warnings=[line | {"message": "few rows"}], memory_mb=123.4
    )
    page = log_in("auditor").get(f"{LIST}{job.pk}/change/").content.decode()
    assert [text in page for text in ("fold &lt;1&gt; of 5", "few rows", "123.4", "not known")] == [True] * 4


def test_retry_all__of_a_kind_that_failed__waits_again(log_in, job) -> None:
    admin = log_in("admin")
    assert admin.post(f"{LIST}retry_all/", {"kind": count.name}).status_code == 200  # none has failed yet
    Job.objects.filter(pk=job.pk).update(state=State.FAILED)
    assert f"{count.name} (1)" in admin.get(f"{LIST}retry_all/").content.decode()
    assert admin.post(f"{LIST}retry_all/", {"kind": count.name}).status_code == 302
    job.refresh_from_db()
    assert job.state == State.QUEUED


@pytest.mark.parametrize("verb", ["cancel", "retry"])
def test_verbs__auditor__refused(log_in, job, verb) -> None:
    assert log_in("auditor").post(f"{LIST}{job.pk}/{verb}/").status_code == 403

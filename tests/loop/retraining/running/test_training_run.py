"""One training as a job: interrupted, cancelled, out of time."""

import uuid

import pytest

from scorewright.loop.retraining.running import progress
from scorewright.loop.retraining.running import training_run as running
from scorewright.loop.training.steps import Step


@pytest.fixture
def queued(ask, use_case) -> uuid.UUID:
    return uuid.UUID(ask("post", "/train", use_case=use_case.name, n_jobs=1).json()["job_id"])


def test_run_training__cancelled_midway__ends_within_a_step_and_activates_nothing(
    ask, queued, tenant_id, monkeypatch
) -> None:
    from scorewright.loop.jobs.running import run_job

    steps: list[Step] = []
    called = progress.Progress.__call__

    def cancelled_at_the_third(self: progress.Progress, step: Step) -> None:
        steps.append(step)
        if len(steps) == 3:
            assert ask("delete", f"/jobs/{queued}").status_code == 200
        self.told = 0.0
        called(self, step)

    monkeypatch.setattr(progress.Progress, "__call__", cancelled_at_the_third)
    run_job(tenant_id, queued)
    assert len(steps) == 3
    assert ask("get", f"/jobs/{queued}").json()["status"] == "cancelled"
    assert ask("get", "/models").json()["total"] == 0


def test_run_training__cancelled_once_registered__nothing_is_activated(ask, queued, tenant_id, monkeypatch) -> None:
    from scorewright.loop.jobs.running import run_job

    judged = running._judged
    monkeypatch.setattr(running, "_judged", lambda handle: (ask("delete", f"/jobs/{queued}"), judged(handle))[1])
    run_job(tenant_id, queued)
    assert ask("get", f"/jobs/{queued}").json()["status"] == "cancelled"
    assert [model["is_active"] for model in ask("get", "/models").json()["models"]] == [False, False]


def test_run_training__interrupted_once_registered__goes_on_without_a_second_set(
    ask, queued, tenant_id, monkeypatch
) -> None:
    from scorewright.loop.jobs.models import Job
    from scorewright.loop.jobs.running import run_job
    from scorewright.loop.tenancy.scope import acting

    with monkeypatch.context() as patched:

        def killed(handle: object) -> None:
            raise SystemExit

        patched.setattr(running, "_judged", killed)
        with pytest.raises(SystemExit):
            run_job(tenant_id, queued)
    with acting(tenant_id, actor="test"):
        Job.objects.filter(pk=queued).update(leased_until=None)
    run_job(tenant_id, queued)
    job = ask("get", f"/jobs/{queued}").json()
    assert (job["status"], len(job["trained_models"])) == ("completed", 2)
    assert ask("get", "/models").json()["total"] == 2


def test_run_training__out_of_time__failed_with_the_reason_and_told(ask, queued, tenant_id, monkeypatch) -> None:
    from scorewright.loop.jobs.running import run_job
    from scorewright.loop.notifications.models import Notification
    from scorewright.loop.tenancy.scope import acting

    monkeypatch.setattr(progress, "monotonic", lambda: 1e12)
    run_job(tenant_id, queued)
    job = ask("get", f"/jobs/{queued}").json()
    assert job["status"] == "failed"
    assert "max_training_time_minutes" in job["error_message"]
    with acting(tenant_id, actor="test"):
        told = Notification.objects.get(event="training.failed")
    assert "max_training_time_minutes" in told.message


def test_run_training__completed__told_with_the_verdict(trained, tenant_id) -> None:
    from scorewright.loop.notifications.models import Notification
    from scorewright.loop.tenancy.scope import acting

    run = trained()
    with acting(tenant_id, actor="test"):
        told = Notification.objects.get(event__startswith="training.")
    assert told.event == "training.completed"
    assert told.data["best_model_id"] == str(run.best_id)
    assert told.data["verdict"]["activated"]


def test_run_training__no_learner_gives_a_version__completed_with_the_reasons_told(
    ask, queued, tenant_id, monkeypatch
) -> None:
    from dataclasses import replace

    from scorewright.loop.jobs.running import run_job
    from scorewright.loop.notifications.models import Notification
    from scorewright.loop.tenancy.scope import acting

    fit = running.fit
    refused = {"decision_tree": "it differs", "logistic_regression": "it differs too"}
    monkeypatch.setattr(running, "fit", lambda **given: replace(fit(**given), finished=[], refused=refused))
    run_job(tenant_id, queued)
    job = ask("get", f"/jobs/{queued}").json()
    assert (job["status"], job["best_model_id"], job["trained_models"]) == ("completed", None, [])
    assert job["verdict"]["reasons"][0] == "decision_tree gave no version: it differs"
    with acting(tenant_id, actor="test"):
        assert Notification.objects.get(event="training.needs_review").title.endswith("no version")


def test_run_training__error_that_is_tried_again__nobody_is_told_of_a_failure(
    ask, queued, tenant_id, monkeypatch
) -> None:
    from scorewright.loop.jobs.running import run_job
    from scorewright.loop.notifications.models import Notification
    from scorewright.loop.tenancy.scope import acting

    def broken(**given: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(running, "fit", broken)
    run_job(tenant_id, queued)
    assert ask("get", f"/jobs/{queued}").json()["status"] == "pending"
    with acting(tenant_id, actor="test"):
        assert not Notification.objects.filter(event="training.failed").exists()


def test_training_failed__job_ends_where_no_handler_runs__told_once(queued, tenant_id) -> None:
    from datetime import timedelta

    from django.db.models.functions import Now

    from scorewright.loop.jobs.models import Delivery
    from scorewright.loop.jobs.sweep import sweep
    from scorewright.loop.notifications.models import Notification
    from scorewright.loop.tenancy.scope import acting

    with acting(tenant_id, actor="test"):
        Delivery.objects.filter(job_id=queued).update(hard_until=Now() - timedelta(seconds=1))
    for _ in range(2):
        sweep()
    with acting(tenant_id, actor="test"):
        told = Notification.objects.get(event="training.failed")
        assert Notification.objects.filter(event="job.failed").count() == 1
    assert told.message == "took longer than its hard limit of 2:03:20"
    assert (told.data["use_case"], told.data["job_id"]) == ("late_delivery", str(queued))

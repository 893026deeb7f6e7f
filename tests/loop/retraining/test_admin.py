"""Trainings in the admin pages."""

import pytest
from django.urls import reverse

TRAIN = {
    "use_case": "late_delivery",
    "data_source": "declared",
    "hyperparameter_tuning": "none",
    "reason": "new rows",
}


def test_trainings__one_ended__list_and_page_say_why_and_what_came_of_it(log_in, make_run) -> None:
    run = make_run()
    client = log_in("auditor")
    listed = client.get(reverse("admin:retraining_trainingrun_changelist")).content.decode()
    assert "late_delivery" in listed
    page = client.get(reverse("admin:retraining_trainingrun_change", args=(run.pk,))).content.decode()
    assert "asked for in the tests" in page


def test_train__form_of_an_analyst__a_job_is_queued(log_in, use_case) -> None:
    from scorewright.loop.retraining.models import TrainingRun

    client = log_in("analyst")
    address = reverse("admin:retraining_trainingrun_train")
    assert "Will this delivery be late?" in client.get(address).content.decode()
    assert client.post(address, TRAIN).status_code == 302
    run = TrainingRun.objects.get()
    assert (run.use_case, run.reason, run.job.state) == ("late_delivery", "new rows", "queued")


def test_train__role_that_may_not__refused(log_in, use_case) -> None:
    assert log_in("auditor").post(reverse("admin:retraining_trainingrun_train"), TRAIN).status_code == 403


@pytest.mark.parametrize("source", ["decisions"])
def test_train__rows_that_cannot_be_trained_from__the_job_is_still_asked_for(log_in, use_case, source) -> None:
    address = reverse("admin:retraining_trainingrun_train")
    assert log_in("analyst").post(address, {**TRAIN, "data_source": source}).status_code == 302


def test_evaluate__button_of_a_version__a_job_is_queued(log_in, make_version) -> None:
    from scorewright.loop.jobs.models import Job

    version = make_version()
    client = log_in("analyst")
    address = reverse("admin:registry_modelversion_evaluate", args=(version.pk,))
    assert "Evaluate" in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    assert Job.objects.get().arguments["model"] == str(version.pk)

import pytest
from django.conf import settings

from scorewright.loop.intake.models import Application, Assessment
from scorewright.loop.intake.tasks import assess_missing, assessment_schedules
from scorewright.loop.jobs.actions import enqueue
from scorewright.loop.jobs.models import Job
from scorewright.loop.jobs.running import run_job


def test_schedule__every_night() -> None:
    (found,) = assessment_schedules()
    assert (found.cron, found.kind) == ("50 1 * * *", assess_missing)


@pytest.mark.parametrize(("auto", "causes"), [(True, ["manual", "submitted"]), (False, ["submitted"])])
def test_assess_missing__what_came_in_while_it_was_switched_off__once_it_is_on(
    office, apply, monkeypatch, auto, causes
) -> None:
    office.do(apply)
    monkeypatch.setattr(settings, "ML_AUTO_TRIGGER_ON_SUBMIT", False)
    office.do(lambda: [apply(), apply(submit=False)])
    office.drain()
    monkeypatch.setattr(settings, "ML_AUTO_TRIGGER_ON_SUBMIT", auto)
    asked = office.do(lambda: enqueue(kind=assess_missing, arguments={}, by="schedule:test"))
    run_job(office.tenant_id, asked.pk)
    with office.acting():
        assert Job.objects.get(pk=asked.pk).result["chosen"] == len(causes) - 1
        assert sorted(Assessment.objects.values_list("cause", flat=True)) == causes
        assert Application.objects.filter(assessment__processing_status="COMPLETED").count() == len(causes)

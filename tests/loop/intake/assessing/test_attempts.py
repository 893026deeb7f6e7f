"""Attempts that fail, claims that nobody holds any more, and processes that die between two statements."""

import uuid
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db.models import F
from django.utils import timezone

from scorewright.declare.fallback import Fallback
from scorewright.loop.intake.assessing import claiming, draining
from scorewright.loop.intake.assessing.claiming import claim, free_stale
from scorewright.loop.intake.assessing.draining import drain, work_off
from scorewright.loop.intake.assessing.ending import delay_before
from scorewright.loop.intake.models import Application, Assessment
from scorewright.loop.notifications.models import Alert
from scorewright.loop.serving.models import Decision
from tests.loop.crashing import crashes
from tests.loop.intake.conftest import DECISION, INTAKE, Office

POISON = 666.0


class Broken(SimpleNamespace):
    """A fallback that cannot answer for some records, until it is mended."""

    def probability(self, record: Any) -> float:
        if record["distance"] == POISON and not self.mended:
            raise RuntimeError("the phone number is +233 24 000 0000")
        return 0.25


@pytest.fixture
def broken(redeclare, tenant_id, sent) -> tuple[Office, Broken]:
    fallback = Broken(mended=False)
    declared = redeclare(intake=INTAKE, decision=DECISION, fallback=Fallback(probability=fallback.probability))
    return Office(tenant_id, declared), fallback


def submitted(office: Office, *distances: float) -> list[Application]:
    from scorewright.loop.intake.accepting import Parts
    from scorewright.loop.intake.actions import Given, create_many

    given = [Given(parts=Parts({"distance": one}, {"phone": "1"}), submit=True) for one in distances]
    return office.do(lambda: create_many(use_case=office.use_case, given=given, by="user:test"))


def pass_time(office: Office, **span: float) -> None:
    """What waits was to wait for so much less."""
    with office.acting():
        Assessment.objects.filter(due_at__isnull=False).update(due_at=F("due_at") - timedelta(**span))
        Assessment.objects.filter(claimed_at__isnull=False).update(claimed_at=F("claimed_at") - timedelta(**span))


def the_only(office: Office) -> Assessment:
    with office.acting():
        return Assessment.objects.get()


def test_attempts_that_fail__60_120_240_seconds_and_failed(broken) -> None:
    office, _ = broken
    submitted(office, POISON)
    for retry, seconds in enumerate((60, 120, 240), 1):
        assert office.drain().worked_on == 1
        found = the_only(office)
        assert (found.processing_status, found.retry_count) == ("RETRYING", retry)
        assert found.processing_error == "RuntimeError in the use case's own code"
        wait = (found.due_at - found.updated_at).total_seconds()
        assert seconds <= wait <= 1.1 * seconds
        assert office.drain().worked_on == 0
        pass_time(office, seconds=seconds * 1.1)
    office.drain()
    found = the_only(office)
    assert (found.processing_status, found.retry_count, found.due_at) == ("FAILED", 3, None)
    with office.acting():
        assert Alert.objects.get(kind="assessment_failed").subject == "late_delivery"
        assert not Decision.objects.exists()


def test_attempt_that_fails__its_application_was_deleted_meanwhile__is_the_last(broken) -> None:
    office, _ = broken
    (made,) = submitted(office, POISON)
    with office.acting():
        taken = claim(office.use_case.name)
    office.do(lambda: Application.objects.filter(pk=made.pk).update(deleted_at=timezone.now()))
    work_off(office.tenant_id, office.use_case, taken)
    found = the_only(office)
    assert (found.processing_status, found.due_at) == ("FAILED", None)


def test_attempts__as_many_as_the_setting_gives(broken, monkeypatch) -> None:
    monkeypatch.setattr(settings, "ML_RETRY_ATTEMPTS", 0)
    office, _ = broken
    submitted(office, POISON)
    office.drain()
    assert the_only(office).processing_status == "FAILED"


def test_delay__grows_twofold_and_differs() -> None:
    found = {delay_before(2) for _ in range(20)}
    assert len(found) > 1
    assert all(timedelta(seconds=120) <= one <= timedelta(seconds=132) for one in found)


def test_one_that_fails_among_others__keeps_none_of_them(broken) -> None:
    office, fallback = broken
    submitted(office, 1.0, POISON, 2.0)
    office.drain()
    with office.acting():
        statuses = {one.record["distance"]: one.processing_status for one in Assessment.objects.all()}
    assert statuses == {1.0: "COMPLETED", POISON: "RETRYING", 2.0: "COMPLETED"}
    fallback.mended = True
    pass_time(office, seconds=70)
    office.drain()
    with office.acting():
        assert set(Assessment.objects.values_list("processing_status", "processing_error")) == {("COMPLETED", "")}
        assert Decision.objects.count() == 3


def test_record_that_the_declaration_refuses_today__fails_at_once_and_says_which_field(broken, redeclare) -> None:
    office, _ = broken
    submitted(office, 900.0)
    fields = tuple(
        replace(field, maximum=500) if field.name == "distance" else field for field in office.use_case.fields
    )
    office.use_case = redeclare(intake=INTAKE, decision=DECISION, fields=fields)
    office.drain()
    found = the_only(office)
    assert (found.processing_status, found.retry_count) == ("FAILED", 0)
    assert found.processing_error == "the record breaks its declaration: distance: must be at most 500"


def test_claims__older_than_the_time_are_freed_and_young_ones_kept(office, apply) -> None:
    old, young = (office.do(apply) for _ in range(2))
    office.do(lambda: claim("late_delivery"))
    with office.acting():
        claimed = timezone.now() - claiming.HOLDER_IS_GONE_AFTER - timedelta(seconds=1)
        Assessment.objects.filter(application=old).update(claimed_at=claimed)
    assert office.do(free_stale) == 1
    with office.acting():
        assert dict(Assessment.objects.values_list("application_id", "processing_status")) == {
            old.pk: "PENDING",
            young.pk: "PROCESSING",
        }
    assert office.drain().worked_on == 1


def test_claim__whose_holder_works_still__is_kept_however_old(office, apply, embedded) -> None:
    office.do(apply)
    office.do(lambda: claim("late_delivery"))
    pass_time(office, hours=5)
    with psycopg.connect(embedded.admin_url, dbname=settings.DATABASES["default"]["NAME"]) as worker:
        worker.execute("SELECT FROM intake_assessment WHERE tenant_id = %s FOR UPDATE", [office.tenant_id])
        assert office.do(free_stale) == 0
    assert office.do(free_stale) == 1


def test_claim__taken_away_meanwhile__its_former_holder_does_nothing(office, apply) -> None:
    office.do(apply)
    lost = office.do(lambda: claim("late_delivery"))
    pass_time(office, minutes=1)
    assert office.do(free_stale) == 1
    assert office.drain().worked_on == 1
    work_off(office.tenant_id, office.use_case, lost)
    with office.acting():
        assert Decision.objects.count() == 1


def test_record_that_kills_whoever_works_on_it__is_soon_alone_and_has_failed(broken, monkeypatch) -> None:
    """What has died neither fails nor ends its claim: all that is seen of it is that nobody holds the rows any more."""
    office, _ = broken
    monkeypatch.setattr(draining, "_fail", lambda *_: None)
    monkeypatch.setattr(draining, "_decide_alone", lambda *_: None)
    submitted(office, 1.0, POISON, 2.0)
    for _ in range(3):
        office.drain()
        pass_time(office, minutes=1)
        office.do(free_stale)
    assert office.drain().worked_on == 0
    with office.acting():
        statuses = {one.record["distance"]: one.processing_status for one in Assessment.objects.all()}
        assert statuses == {1.0: "COMPLETED", POISON: "FAILED", 2.0: "COMPLETED"}
        failed = Assessment.objects.get(processing_status="FAILED")
        assert failed.processing_error == "whoever worked on it was gone before the end, 3 times"
        assert str(failed.pk) in Alert.objects.get(kind="assessment_failed").message


def test_claims_at_once__share_what_waits(office, apply) -> None:
    office.do(lambda: [apply() for _ in range(5)])
    with office.acting():
        first = claim("late_delivery", 2)
    second = office.do(lambda: claim("late_delivery", 10))
    assert (len(first.ids), len(second.ids)) == (2, 3)
    assert not {*first.ids} & {*second.ids}


def test_claim__urgent_ones_first(office, apply) -> None:
    office.do(lambda: [apply() for _ in range(3)])
    urgent = office.do(lambda: apply(is_priority=True))
    (first,) = office.do(lambda: claim("late_delivery", 1)).ids
    assert first == urgent.assessment_id


def test_two_states_of_one_application__one_at_a_time_and_both_in_the_end(office, apply) -> None:
    from scorewright.loop.intake import actions
    from scorewright.loop.intake.accepting import Parts

    made = office.do(apply)
    change = Parts({"distance": 90.0})
    office.do(lambda: actions.update(application_id=made.pk, changes=change, by="user:test"))
    assert len(office.do(lambda: claim("late_delivery")).ids) == 1
    assert office.do(lambda: claim("late_delivery")).ids == ()
    pass_time(office, minutes=1)
    office.do(free_stale)
    assert office.drain().worked_on == 2
    with office.acting():
        standing = Application.objects.get(pk=made.pk).assessment
        assert (standing.processing_status, standing.decision.record["distance"]) == ("COMPLETED", 90.0)


def test_drain__killed_at_any_step__nothing_is_lost_and_nothing_doubled(broken) -> None:
    office, _ = broken
    submitted(office, 1.0, 2.0, 3.0)
    with office.acting():
        claimed = claim("late_delivery")
    found = []
    for _ in crashes(lambda: work_off(office.tenant_id, office.use_case, claimed)):
        with office.acting():
            done = Assessment.objects.filter(processing_status="COMPLETED").count()
            found.append((done, Decision.objects.count()))
    assert len(found) > 8
    assert found == [(0, 0)] * (len(found) - 1) + [(3, 3)]
    with office.acting():
        assert {one.decision_id for one in Assessment.objects.all()} == {one.pk for one in Decision.objects.all()}
    assert office.drain().worked_on == 0


def test_claim__killed_at_any_step__what_was_claimed_is_freed_and_made_once(broken) -> None:
    office, _ = broken
    submitted(office, 1.0, 2.0, 3.0)
    for _ in crashes(lambda: office.do(lambda: claim("late_delivery"))):
        pass
    assert office.drain().worked_on == 0  # the last of the dead had them
    pass_time(office, minutes=1)
    assert office.do(free_stale) == 3
    assert office.drain().worked_on == 3
    with office.acting():
        assert Decision.objects.count() == 3


def test_hundred__one_worker_that_waits_for_nobody__ends(office, apply) -> None:
    from scorewright.loop.intake.assessing.actions import trigger_batch_assessment

    made = office.do(lambda: [apply() for _ in range(100)])
    office.drain()
    with office.acting():
        handle = trigger_batch_assessment([one.pk for one in made], force=True)
        with pytest.raises(RuntimeError, match="wait for it outside of it"):
            handle.get()
    assert not handle.ready()
    drain(office.tenant_id, "late_delivery", most=30)
    found = handle.get(timeout=0)
    assert (found["total"], found["completed"], found["failed"], found["finished"]) == (100, 100, 0, True)
    assert uuid.UUID(str(handle.id))

"""What asks for an assessment, and what does not."""

from decimal import Decimal

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from scorewright.loop.intake import actions
from scorewright.loop.intake.accepting import Parts
from scorewright.loop.intake.models import Application, Assessment
from scorewright.loop.intake.statuses import Status

pytestmark = pytest.mark.usefixtures("tenant")


def submit(application: Application) -> Application:
    return actions.submit(application_id=application.pk, by="user:test")


def change(application: Application, **record: object) -> Application:
    return actions.update(application_id=application.pk, changes=Parts(record=record), by="user:test")


def causes() -> list[str]:
    return list(Assessment.objects.order_by("id").values_list("cause", flat=True))


def test_draft_then_submitted__one_assessment(apply) -> None:
    made = apply(submit=False)
    change(made, distance=55.0)
    assert causes() == []
    submit(made)
    assert causes() == ["submitted"]


def test_created_as_submitted__one_assessment(apply) -> None:
    apply()
    assert causes() == ["submitted"]


@pytest.mark.parametrize(
    ("old", "new", "asks"),
    [
        (100, 105, False),
        (100.0, 110, False),
        (100, 110.5, True),
        (100, 89, True),
        (0, 0.0, False),
        (0, 1, True),
    ],
)
def test_number_of_a_submitted_record__by_more_than_its_share__asks(apply, old, new, asks) -> None:
    made = apply(record={"distance": old})
    change(made, distance=new)
    assert causes() == ["submitted", "changed"][: 1 + asks]


def test_small_steps__add_up_against_what_was_assessed(apply) -> None:
    made = apply(record={"distance": 100})
    for distance in (104, 108, 112):
        change(made, distance=distance)
    assert causes() == ["submitted", "changed"]
    assert Application.objects.get(pk=made.pk).assessment.record["distance"] == 112


def test_text__any_change_and_to_or_from_missing__asks(apply) -> None:
    made = apply(record={"distance": 100})
    change(made, van="small")
    change(made, van="large")
    change(made, van=None)
    assert causes() == ["submitted", "changed", "changed"]  # the last state has its assessment already
    assert Application.objects.get(pk=made.pk).assessment.cause == "submitted"


def test_field_that_nobody_watches__does_not_ask(apply) -> None:
    made = apply()
    change(made, parcels=30)
    actions.update(application_id=made.pk, changes=Parts(personal={"phone": "+1"}), is_priority=True, by="user:test")
    assert causes() == ["submitted"]


def test_back_to_a_state_that_was_assessed__gets_its_assessment_back(apply) -> None:
    made = apply(record={"distance": 100})
    first = made.assessment_id
    assert change(made, distance=200).assessment_id != first
    assert change(made, distance=100).assessment_id == first
    assert causes() == ["submitted", "changed"]


def test_back_to_a_state_whose_assessment_failed__is_tried_again(apply) -> None:
    made = apply(record={"distance": 100})
    Assessment.objects.update(processing_status="FAILED", due_at=None, retry_count=3)
    change(made, distance=200)
    assert change(made, distance=100).assessment_id == made.assessment_id
    again = Assessment.objects.get(pk=made.assessment_id)
    assert (again.processing_status, again.retry_count) == ("PENDING", 0)
    assert again.due_at is not None


def test_change_that_does_not_count__failed_assessment_is_left_alone(apply) -> None:
    made = apply(record={"distance": 100})
    Assessment.objects.update(processing_status="FAILED", due_at=None)
    change(made, parcels=30)
    assert Assessment.objects.get().processing_status == "FAILED"


def test_failed_assessment__any_other_state_asks_since_none_was_assessed(apply) -> None:
    made = apply(record={"distance": 100})
    Assessment.objects.update(processing_status="FAILED", due_at=None)
    assert change(made, distance=101).assessment_id != made.assessment_id
    assert causes() == ["submitted", "changed"]


def test_needs_info__changes_wait_for_being_handed_in_again(apply) -> None:
    made = apply(record={"distance": 100})
    actions.move(application_id=made.pk, status=Status.NEEDS_INFO, by="user:test")
    change(made, distance=200)
    assert causes() == ["submitted"]
    submit(made)
    assert causes() == ["submitted", "submitted"]


def test_under_review__relevant_change__asks(apply) -> None:
    made = apply(record={"distance": 100})
    actions.move(application_id=made.pk, status=Status.UNDER_REVIEW, by="user:test")
    change(made, distance=200)
    assert causes() == ["submitted", "changed"]


@pytest.mark.parametrize("setting", ["ML_PROCESSING_ENABLED", "ML_AUTO_TRIGGER_ON_SUBMIT"])
def test_switched_off__nothing_is_asked_for_by_itself(apply, monkeypatch, setting) -> None:
    monkeypatch.setattr(settings, setting, False)
    made = apply(record={"distance": 100})
    change(made, distance=200)
    submit(apply(submit=False))
    assert causes() == []


def test_two_assessments_of_one_state__the_database_refuses(apply) -> None:
    made = apply()
    twin = Assessment.objects.get(application=made)
    twin.pk = None
    with pytest.raises(IntegrityError, match="one_assessment_per_state"), transaction.atomic():
        Assessment.objects.create(
            **{
                name: getattr(twin, name)
                for name in ("application", "use_case", "state_hash", "record", "cause", "asked_by")
            }
        )


def test_decimal_of_a_host__five_percent__does_not_ask() -> None:
    from tests.loop.intake.conftest import INTAKE

    assert INTAKE.changed({"distance": Decimal("100.00")}, {"distance": Decimal("105.00")}) == ()

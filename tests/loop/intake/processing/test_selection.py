import pytest
from django.test import override_settings

from scorewright.loop.intake import actions
from scorewright.loop.intake.accepting import Parts
from scorewright.loop.intake.models import Application
from scorewright.loop.intake.processing.selection import Selection, chosen
from scorewright.loop.intake.statuses import Status


@pytest.fixture
def applications(office, apply) -> dict[str, Application]:
    """One of each kind, by its name; those that are assessed, are assessed for good."""

    def take_in() -> dict[str, Application]:
        made = {name: apply() for name in ("assessed", "changed", "reviewed", "approved")}
        for name, status in (("reviewed", Status.UNDER_REVIEW), ("approved", Status.APPROVED)):
            actions.move(application_id=made[name].pk, status=status, by="user:test")
        return made

    made = office.do(take_in)
    office.drain()

    def take_in_unseen() -> dict[str, Application]:
        actions.update(application_id=made["changed"].pk, changes=Parts({"distance": 90.0}), by="user:test")
        return {"draft": apply(submit=False), "missing": apply()}

    with override_settings(ML_PROCESSING_ENABLED=False):
        return made | office.do(take_in_unseen)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "changed missing"),
        ({"force": True}, "assessed changed reviewed missing"),
        ({"missing_only": True}, "missing"),
        ({"status": Status.DRAFT}, "draft"),
        ({"status": Status.APPROVED}, ""),
        ({"status": Status.APPROVED, "force": True}, "approved"),
    ],
    ids=["none", "force", "missing", "draft", "approved", "approved-force"],
)
def test_chosen__by_status_and_by_what_is_assessed(office, applications, given, expected) -> None:
    names = {application.pk: name for name, application in applications.items()}
    with office.acting():
        assert {names[one.pk] for one in chosen(Selection(**given))} == set(expected.split())


def test_chosen__by_id__whatever_its_status(office, applications) -> None:
    with office.acting():
        for name, found in (("draft", True), ("approved", False), ("changed", True)):
            selection = Selection(application_id=applications[name].pk)
            assert chosen(selection).exists() == found, name

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from scorewright.declare.fields import Moment
from scorewright.loop.intake.models import Assessment, Monitored
from scorewright.loop.tenancy.actions import add_member
from scorewright.loop.tenancy.models import Role, User
from tests.loop.intake.conftest import DECISION, INTAKE, PERSONAL, RECORD

ALL = "/v1/applications/"
DRAFT = {"use_case": "late_delivery", "record": RECORD, "personal": PERSONAL}


@pytest.fixture
def made(ask):
    """A draft, which its maker may finish."""
    return ask("post", ALL, DRAFT).json()


def one(application, rest=""):
    return f"{ALL}{application['id']}/{rest}"


def test_draft_then_submit__assessed_by_itself__once(ask, office, made) -> None:
    assert (made["status"], made["reference_number"][:3], made["assessment"]) == ("DRAFT", "LD-", None)
    submitted = ask("post", one(made, "submit/")).json()
    assert (submitted["status"], submitted["assessment"]["processing_status"]) == ("SUBMITTED", "PENDING")
    assert office.drain().worked_on == 1
    found = ask("get", one(made)).json()["assessment"]
    assert (found["processing_status"], found["needs_manual_review"], found["cause"]) == (
        "COMPLETED",
        True,
        "submitted",
    )
    assert len(ask("get", one(made, "assessments/")).json()["results"]) == 1
    again = ask("post", one(made, "submit/"))
    assert (again.status_code, again.json()["title"]) == (409, "Application not changed")


def test_draft__with_gaps__is_kept_and_not_submitted(ask) -> None:
    made = ask("post", ALL, {"use_case": "late_delivery", "record": {"van": "small"}})
    assert made.status_code == 201
    refused = ask("post", one(made.json(), "submit/"))
    assert refused.status_code == 422
    assert [(error["field"], error["rule"]) for error in refused.json()["errors"]] == [
        ("record.distance", "required"),
        ("personal.phone", "required"),
    ]
    assert ask("get", one(made.json())).json()["status"] == "DRAFT"


@pytest.mark.parametrize(
    ("part", "field", "rule"),
    [
        ({"record": {"distance": -1}}, "record.distance", "minimum"),
        ({"record": {"colour": "red"}}, "record.colour", "unknown"),
        ({"personal": {"phone": 7}}, "personal.phone", "type"),
        ({"personal": {"distance": 7}}, "personal.distance", "unknown"),
        ({"monitored": {"gender": "x"}}, "monitored.gender", "categories"),
        ({"assigned_analyst": "nobody"}, "assigned_analyst", "member"),
        ({"applicant": "nobody"}, "applicant", "member"),
        ({"status": "APPROVED"}, "body.status", "extra_forbidden"),
        ({"record": [1]}, "body.record", "dict_type"),
    ],
)
def test_draft__that_breaks_a_rule__422_with_field_and_rule(ask, part, field, rule) -> None:
    refused = ask("post", ALL, {"use_case": "late_delivery"} | part)
    assert refused.status_code == 422
    assert [(error["field"], error["rule"]) for error in refused.json()["errors"]] == [(field, rule)]


def test_create__use_case_that_takes_none__404(ask) -> None:
    assert ask("post", ALL, {"use_case": "retention"}).status_code == 404
    assert ask("post", ALL, {"use_case": "nothing"}).status_code == 404


@pytest.mark.parametrize("submit", [True, False])
def test_create__moment_that_is_still_to_come__422_with_field_and_rule(ask, office, redeclare, submit) -> None:
    moment = Moment(name="packed_at", required=False, not_in_future=True)
    redeclare(intake=INTAKE, decision=DECISION, fields=(*office.use_case.fields, moment))
    ahead = {name: (timezone.now() + timedelta(minutes=at)).isoformat() for name, at in (("near", 4), ("far", 6))}
    body = DRAFT | {"submit": submit}
    taken, refused = (ask("post", ALL, body | {"record": RECORD | {"packed_at": at}}) for at in ahead.values())
    assert (taken.status_code, refused.status_code) == (201, 422)
    assert [(one["field"], one["rule"]) for one in refused.json()["errors"]] == [("record.packed_at", "not_in_future")]


def test_create__number_that_is_unlikely__taken_as_it_came_with_a_warning(ask, office, redeclare) -> None:
    fields = tuple(replace(one, warn_above=500) if one.name == "distance" else one for one in office.use_case.fields)
    redeclare(intake=INTAKE, decision=DECISION, fields=fields)
    made = ask("post", ALL, DRAFT | {"record": RECORD | {"distance": 600.0}}).json()
    assert made["record"]["distance"] == 600.0
    assert [(found["field"], found["rule"]) for found in made["warnings"]] == [("record.distance", "warn_above")]
    assert ask("patch", one(made), {"record": {"distance": 40.0}}).json()["warnings"] == []


def test_put__what_was_read_is_put_back__what_is_monitored_stays(ask, office) -> None:
    made = ask("post", ALL, DRAFT | {"monitored": {"gender": "f"}}).json()
    read = ask("get", one(made)).json()
    assert ask("put", one(made), {"record": read["record"], "personal": read["personal"]}).status_code == 200
    assert office.do(lambda: Monitored.objects.get(application=made["id"]).values) == {"gender": "f"}
    assert ask("put", one(made), {"record": RECORD, "personal": PERSONAL, "monitored": {}}).status_code == 200
    assert not office.do(lambda: Monitored.objects.filter(application=made["id"]).exists())


def test_create__for_an_analyst_who_cannot_sign_in__422(ask, office) -> None:
    kofi = User.objects.create_user(f"kofi-{uuid.uuid4().hex[:12]}", is_active=False)
    office.do(lambda: add_member(user=kofi, role=Role.ANALYST, by="user:test"))
    refused = ask("post", ALL, DRAFT | {"assigned_analyst": kofi.username})
    assert [(error["field"], error["rule"]) for error in refused.json()["errors"]] == [("assigned_analyst", "member")]


def test_delete__while_it_waits__is_not_decided_on_any_more(ask, office, made) -> None:
    ask("post", one(made, "submit/"))
    assert ask("delete", one(made)).status_code == 204
    assert office.drain().worked_on == 0
    found = office.do(lambda: Assessment.objects.get(application=made["id"]))
    assert (found.processing_status, found.decision_id) == ("FAILED", None)

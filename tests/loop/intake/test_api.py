import pytest

from tests.loop.intake.conftest import PERSONAL, RECORD

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

"""The endpoints that clients of a scoring pipeline know: shapes, conflicts and roles, under both prefixes."""

import uuid

import pytest
from django.conf import settings

from scorewright.loop.intake.assessing.actions import trigger_batch_assessment
from scorewright.loop.intake.models import Assessment
from tests.loop.intake.conftest import PERSONAL, RECORD

ALL = "/v1/applications/"
BODY = {"use_case": "late_delivery", "record": RECORD, "personal": PERSONAL, "submit": True}
COUNTS = ("total", "completed", "skipped", "failed", "pending")
ITEM = {
    *("status", "application_id", "reference_number", "credit_score", "risk_level", "confidence"),
    *("processing_time_ms", "model_version", "trip_analysis", "created_at"),
}
PREFIXES = pytest.mark.parametrize("prefix", ["/applications/", "/v1/applications/"])


@pytest.fixture
def made(ask):
    return ask("post", ALL, BODY).json()


@pytest.fixture
def assessed(made, office):
    office.drain()
    return made


@PREFIXES
def test_status__completed__tells_what_is_described(ask, assessed, prefix) -> None:
    path = f"{prefix}{assessed['id']}/ml-assessment/"
    told = ask("get", f"{path}status/").json()
    assert set(told) == {
        *("has_assessment", "credit_score", "category", "risk_level", "confidence", "processing_status"),
        *("processing_time_ms", "model_version", "model_accuracy", "prediction_timestamp", "last_updated"),
        *("trip_analysis", "error_message", "retry_count"),
        *("width", "score_low", "score_high", "needs_manual_review", "reasons"),  # beside what is described
    }
    assert (told["width"], told["score_low"], told["score_high"]) == (None, None, None)  # of a fallback
    assert (told["needs_manual_review"], len(told["reasons"])) == (True, 1)
    assert (told["has_assessment"], told["processing_status"], told["confidence"]) == (True, "COMPLETED", 50.0)
    assert (told["trip_analysis"], told["error_message"], told["retry_count"]) == ({"trip": "short"}, None, 0)
    assert (told["model_version"], told["model_accuracy"]) == ("heuristic_v1", None)
    assert 300 <= told["credit_score"] <= 850
    assert ask("get", path).json() == told


def test_status__no_assessment_yet__says_so(ask) -> None:
    draft = ask("post", ALL, BODY | {"submit": False}).json()
    told = ask("get", f"{ALL}{draft['id']}/ml-assessment/status/").json()
    assert (told["has_assessment"], told["credit_score"], told["trip_analysis"]) == (False, None, None)


def test_status__insight_switched_off__is_null(ask, made, office, monkeypatch) -> None:
    monkeypatch.setattr(settings, "ML_INSIGHTS_OFF", frozenset({"trip_analysis"}))
    office.drain()
    assert ask("get", f"{ALL}{made['id']}/ml-assessment/status/").json()["trip_analysis"] is None


def test_threshold__of_the_settings__goes_before_the_declared_one(ask, made, office, monkeypatch) -> None:
    monkeypatch.setattr(settings, "ML_CONFIDENCE_THRESHOLD", 0.5)
    office.drain()
    assert ask("get", f"{ALL}{made['id']}/").json()["assessment"]["needs_manual_review"] is False


@PREFIXES
def test_trigger__assessed_already__409_with_what_exists__and_202_by_force(ask, assessed, office, prefix) -> None:
    path = f"{prefix}{assessed['id']}/ml-assessment/trigger/"
    refused = ask("post", path, {"force": False})
    assert refused.status_code == 409
    existing = refused.json()["existing_assessment"]
    assert set(existing) >= {"credit_score", "risk_level", "confidence", "created_at"}
    assert existing["confidence"] == 50.0
    forced = ask("post", path, {"force": True})
    assert forced.status_code == 202
    told = forced.json()
    assert set(told) == {
        *("success", "message", "task_id", "application_id", "reference_number", "force_reprocess"),
    }
    assert (told["success"], told["application_id"], told["force_reprocess"]) == (True, assessed["id"], True)
    again = ask("post", path, {"force": True}).json()
    assert again["task_id"] == told["task_id"]  # it waits already
    assert office.drain().worked_on == 1
    history = ask("get", f"{ALL}{assessed['id']}/assessments/").json()["results"]
    assert [one["cause"] for one in history] == ["forced", "submitted"]
    assert ask("get", f"{ALL}{assessed['id']}/").json()["assessment"]["cause"] == "forced"


def test_trigger__nothing_by_itself__by_hand_and_once(ask, office, monkeypatch) -> None:
    monkeypatch.setattr(settings, "ML_AUTO_TRIGGER_ON_SUBMIT", False)
    made = ask("post", ALL, BODY).json()
    path = f"{ALL}{made['id']}/ml-assessment/trigger/"
    assert ask("post", path).status_code == 202
    assert (ask("post", path).status_code, office.drain().worked_on) == (409, 1)


def test_trigger__changed_since__409_where_it_does_not_count_and_202_where_it_does(ask, office, monkeypatch) -> None:
    made = ask("post", ALL, BODY).json()
    monkeypatch.setattr(settings, "ML_AUTO_TRIGGER_ON_SUBMIT", False)
    for distance, status in ((42.0, 409), (80.0, 202), (40.0, 409)):
        assert ask("patch", f"{ALL}{made['id']}/", {"record": {"distance": distance}}).status_code == 200
        assert ask("post", f"{ALL}{made['id']}/ml-assessment/trigger/").status_code == status


def test_trigger__draft_with_gaps__422(ask) -> None:
    made = ask("post", ALL, {"use_case": "late_delivery"}).json()
    refused = ask("post", f"{ALL}{made['id']}/ml-assessment/trigger/")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "record.distance")


def test_trigger__switched_off__409(ask, made, monkeypatch) -> None:
    monkeypatch.setattr(settings, "ML_PROCESSING_ENABLED", False)
    refused = ask("post", f"{ALL}{made['id']}/ml-assessment/trigger/", {"force": True})
    assert (refused.status_code, refused.json()["title"]) == (409, "Assessments are switched off")


@PREFIXES
def test_batch__some_assessed_already__passes_them_over(ask, assessed, office, prefix, monkeypatch) -> None:
    monkeypatch.setattr(settings, "ML_AUTO_TRIGGER_ON_SUBMIT", False)
    new = ask("post", ALL, BODY).json()
    gaps = ask("post", ALL, {"use_case": "late_delivery"}).json()
    ids = [assessed["id"], new["id"], gaps["id"]]
    answer = ask("post", f"{prefix}ml-assessments/batch-trigger/", {"application_ids": ids})
    assert answer.status_code == 202
    told = answer.json()
    assert set(told) == {"success", "message", "task_id", "application_count", "force_reprocess"}
    assert (told["success"], told["application_count"], told["force_reprocess"]) == (True, 3, False)
    batch = f"{prefix}ml-assessments/batches/{told['task_id']}/"
    assert [one["status"] for one in ask("get", batch).json()["results"]] == ["skipped", "pending", "error"]
    assert (ask("get", batch).json()["finished"], office.drain().worked_on) == (False, 1)
    found = ask("get", batch).json()
    assert set(found) == {*COUNTS, "finished", "errors", "results", "next"}
    assert {name: found[name] for name in COUNTS} == {
        "total": 3,
        "completed": 1,
        "skipped": 1,
        "failed": 1,
        "pending": 0,
    }
    assert [one["application_id"] for one in found["errors"]] == [gaps["id"]]
    assert "record.distance" in found["errors"][0]["error"]
    skipped, completed, error = found["results"]
    assert [one["status"] for one in found["results"]] == ["skipped", "completed", "error"]
    assert [one["application_id"] for one in found["results"]] == ids
    for one in found["results"]:
        assert set(one) == ITEM
    status = ask("get", f"{prefix}{new['id']}/ml-assessment/status/").json()
    shared = ("credit_score", "risk_level", "confidence", "processing_time_ms", "model_version", "trip_analysis")
    assert {name: completed[name] for name in shared} == {name: status[name] for name in shared}
    assert skipped["credit_score"] == completed["credit_score"]
    assert (error["credit_score"], error["reference_number"]) == (None, gaps["reference_number"])


def test_batch__of_many__told_in_pages_and_whole_to_its_handle(ask, office, apply) -> None:
    made = office.do(lambda: [apply() for _ in range(5)])
    with office.acting():
        handle = trigger_batch_assessment([one.pk for one in made], force=True)
    office.drain()
    path, found = f"/v1/applications/ml-assessments/batches/{handle.id}/?limit=2", []
    while path is not None:
        page = ask("get", path).json()
        found.append([one["application_id"] for one in page["results"]])
        path = page["next"] and page["next"].removeprefix("/api")
    assert [len(page) for page in found] == [2, 2, 1]
    whole = handle.get(timeout=0)
    assert [one["application_id"] for one in whole["results"]] == [one for page in found for one in page]
    assert (whole["total"], whole["skipped"], whole["failed"]) == (5, 0, 0)


def test_batch__asked_for_already__is_a_duplicate(ask, office, made) -> None:
    with office.acting():
        handle = trigger_batch_assessment([uuid.UUID(made["id"])])
    found = handle.get(timeout=0)
    assert (found["skipped"], [one["status"] for one in found["results"]]) == (1, ["duplicate"])


def test_batch__one_that_failed_for_good__is_named_with_its_error(ask, office, made) -> None:
    with office.acting():
        handle = trigger_batch_assessment([uuid.UUID(made["id"])], force=True)
        Assessment.objects.update(processing_status="FAILED", due_at=None, processing_error="gone")
    found = handle.get(timeout=0)
    assert (found["completed"], found["failed"]) == (0, 1)
    assert found["errors"] == [{"application_id": made["id"], "error": "gone"}]
    assert [one["status"] for one in found["results"]] == ["failed"]


UNKNOWN = str(uuid.UUID(int=7))


@PREFIXES
@pytest.mark.parametrize(
    ("ids", "rule", "invalid"),
    [
        ([], "required", []),
        (["nonsense"], "uuid", ["nonsense"]),
        ([1, None, {"a": "b"}], "uuid", ["integer", "null", "object"]),
        ([UNKNOWN], "known", [UNKNOWN]),
        ([str(uuid.UUID(int=n)) for n in range(51)], "most", []),
    ],
)
def test_batch__ids_that_cannot_be__400_and_nothing_is_asked_for(ask, made, prefix, *, ids, rule, invalid) -> None:
    body = {"application_ids": [*ids, made["id"]] if invalid else ids, "force": True}
    refused = ask("post", f"{prefix}ml-assessments/batch-trigger/", body)
    told = refused.json()
    assert (refused.status_code, told["success"], told["invalid_ids"]) == (400, False, invalid)
    assert [(one["field"], one["rule"]) for one in told["errors"]] == [("application_ids", rule)]
    assert len(ask("get", f"{ALL}{made['id']}/assessments/").json()["results"]) == 1


@PREFIXES
def test_unknown_application__404(ask, prefix) -> None:
    for method, path in (("post", "trigger/"), ("get", "status/"), ("get", "")):
        assert ask(method, f"{prefix}{UNKNOWN}/ml-assessment/{path}").status_code == 404


@PREFIXES
def test_statistics__tells_what_is_described(ask, assessed, prefix) -> None:
    ask("post", ALL, BODY | {"submit": False})
    told = ask("get", f"{prefix}ml-assessments/statistics/?use_case=late_delivery", role="admin").json()
    assert told["overview"] == {
        "total_applications": 2,
        "with_ml_assessments": 1,
        "without_ml_assessments": 1,
        "coverage_percentage": 50.0,
    }
    assert told["processing_status"] == dict.fromkeys(
        ("PENDING", "PROCESSING", "COMPLETED", "FAILED", "RETRYING"), 0
    ) | {"COMPLETED": 1}
    performance = told["performance"]
    assert performance.pop("average_processing_time_ms") >= 0
    assert performance == {"recent_processing_24h": 1, "failed_assessments": 0, "success_rate": 100.0}
    assert sum(told["score_distribution"].values()) == sum(told["risk_distribution"].values()) == 1
    assert (list(told["score_distribution"]), list(told["risk_distribution"])) == (["Poor", "Good"], ["High", "Low"])
    assert told["last_updated"]


ROLES = {
    "trigger": ("post", "{id}/ml-assessment/trigger/", {"force": True}, {"admin", "analyst"}),
    "batch": ("post", "ml-assessments/batch-trigger/", {"application_ids": ["{id}"]}, {"admin", "analyst"}),
    "statistics": ("get", "ml-assessments/statistics/", None, {"admin"}),
    "status": (
        *("get", "{id}/ml-assessment/status/", None),
        {"admin", "analyst", "service", "approver", "auditor"},
    ),
    "move": ("post", "{id}/status/", {"status": "UNDER_REVIEW"}, {"admin", "analyst"}),
    "assign": ("post", "{id}/assign/", {"analyst": None}, {"admin", "analyst"}),
    "change": ("patch", "{id}/", {"is_priority": True}, {"admin", "analyst", "service"}),
    "list": ("get", "", None, {"admin", "analyst", "service", "approver", "auditor", "applicant"}),
}


@pytest.mark.parametrize("act", list(ROLES))
def test_roles__who_may(ask, act) -> None:
    method, path, body, allowed = ROLES[act]
    for role in ("admin", "analyst", "service", "approver", "auditor", "applicant"):
        made = ask("post", ALL, BODY).json()
        given = None if body is None else {k: [made["id"]] if v == ["{id}"] else v for k, v in body.items()}
        answer = ask(method, f"{ALL}{path.format(id=made['id'])}", given, role=role)
        # An applicant does not learn of what is not theirs.
        refused = {403, 404} if role == "applicant" else {403}
        assert answer.status_code in ({200, 202} if role in allowed else refused), (role, answer.content)


def test_applicant__own_application_from_draft_to_status__and_nobody_elses(ask, made, office) -> None:
    own = ask("post", ALL, BODY | {"submit": False}, role="applicant").json()
    assert own["applicant"].startswith("applicant-")
    assert ask("patch", f"{ALL}{own['id']}/", {"record": {"parcels": 9}}, role="applicant").status_code == 200
    assert ask("post", f"{ALL}{own['id']}/submit/", role="applicant").status_code == 200
    office.drain()
    told = ask("get", f"/applications/{own['id']}/ml-assessment/status/", role="applicant").json()
    assert told["processing_status"] == "COMPLETED"
    late = ask("patch", f"{ALL}{own['id']}/", {"record": {"parcels": 1}}, role="applicant")
    assert late.status_code == 409
    assert [one["id"] for one in ask("get", ALL, role="applicant").json()["results"]] == [own["id"]]
    for path in ("", "assessments/", "ml-assessment/status/"):
        assert ask("get", f"{ALL}{made['id']}/{path}", role="applicant").status_code == 404
        assert ask("get", f"{ALL}{own['id']}/{path}", role="applicant:other").status_code == 404
    urgent = ask("patch", f"{ALL}{own['id']}/", {"is_priority": True}, role="applicant")
    assert urgent.status_code == 403
    for body in ({"applicant": "ama"}, {"assigned_analyst": "ama"}, {"is_priority": True}):
        assert ask("post", ALL, BODY | body, role="applicant").status_code in (403, 422)


def test_other_tenant__sees_none_of_it(ask, made, taking) -> None:
    from django.test import Client

    from scorewright.loop.tenancy.actions import create_tenant, issue_key
    from scorewright.loop.tenancy.models import Role
    from scorewright.loop.tenancy.scope import acting

    slug = f"t-{uuid.uuid4().hex[:12]}"
    with acting(create_tenant(slug=slug, name=slug, by="test").id, actor="user:test"):
        key = issue_key(name="k", role=Role.ADMIN, by="user:test")[1]
    client, headers = Client(SERVER_NAME="localhost"), {"Authorization": f"Bearer {key}"}
    assert client.get("/api/v1/applications/", headers=headers).json()["results"] == []
    for path in ("", "ml-assessment/status/"):
        assert client.get(f"/api/v1/applications/{made['id']}/{path}", headers=headers).status_code == 404

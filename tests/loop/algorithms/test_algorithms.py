"""Endpoints, algorithms and their statuses over HTTP."""

import uuid

import pytest

from scorewright.loop.deployment.traffic.actions import Part, start
from scorewright.loop.registry.queries import active_status, production

ROLES = ["admin", "analyst", "approver", "auditor", "service"]


@pytest.mark.parametrize("role", ROLES)
def test_lists__any_role__read(call, decided, role: str) -> None:
    ask = call(role)
    for path in ("/endpoints", "/mlalgorithms", "/mlalgorithmstatuses", "/mlrequests"):
        status, answer = ask("get", path)
        assert (status, set(answer)) == (200, {"previous", "next", "results"}), path
        assert answer["results"], path
        assert ask("get", f"{path}/") == (status, answer)


def test_lists__of_another_tenant__empty_and_its_rows_not_found(stranger, decided, live) -> None:
    entry = active_status(live.pk)
    for path, found in (("mlalgorithms", live.pk), ("mlalgorithmstatuses", entry.pk), ("mlrequests", decided.pk)):
        assert stranger("get", f"/{path}")[1]["results"] == []
        assert stranger("get", f"/{path}/{found}")[0] == 404
    assert stranger("get", "/endpoints/late_delivery")[1]["created_at"] is None
    body = {"status": "testing", "parent_mlalgorithm": str(live.pk)}
    assert stranger("post", "/mlalgorithmstatuses", body)[0] == 404


def test_endpoints__before_and_after_the_first_version__since_when(call, make_version) -> None:
    ask = call("auditor")
    assert ask("get", "/endpoints/late_delivery")[1]["created_at"] is None
    version = make_version()
    status, answer = ask("get", "/endpoints/late_delivery/")
    assert (status, answer["id"], answer["name"], answer["owner"]) == (200, "late_delivery", "late_delivery", "tests")
    assert answer["created_at"] == version.created_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    assert answer["links"]["predict"] == "/api/v1/late_delivery/predict"
    assert {endpoint["name"] for endpoint in ask("get", "/endpoints")[1]["results"]} >= {"german_credit", "retention"}
    assert ask("get", "/endpoints/horoscope")[0] == 404


def test_mlalgorithm__one__what_it_is_and_where_it_leads(call, live, make_version) -> None:
    ask = call("auditor")
    other = make_version()
    status, answer = ask("get", f"/mlalgorithms/{live.pk}")
    assert (status, answer["name"], answer["version"]) == (200, "logistic_regression", "v1")
    assert (answer["parent_endpoint"], answer["owner"]) == ("late_delivery", "user:test")
    assert (answer["status"], answer["active"]) == ("production", True)
    assert answer["description"] == f"Logistic regression, trained from {live.training_rows:,} rows: made in the tests"
    for name in ("mlalgorithmstatuses", "mlrequests", "model"):
        assert ask("get", answer["links"][name].removeprefix("/api/v1"))[0] == 200, name
    assert ask("get", f"/mlalgorithms/{other.pk}")[1]["code"] == answer["code"]
    assert answer["code"].startswith("sha256:")
    assert ask("get", f"/mlalgorithms/{uuid.uuid4()}")[0] == 404


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["v3", "v2", "v1"]),
        ({"status": "production"}, ["v1"]),
        ({"status": "staging"}, ["v2"]),
        ({"status": "testing"}, ["v3"]),
        ({"status": "ab_testing"}, []),
        ({"active": "true"}, ["v1"]),
        ({"active": "false"}, ["v3", "v2"]),
        ({"version": "2"}, ["v2"]),
        ({"version": "v2", "parent_endpoint": "late_delivery"}, ["v2"]),
        ({"parent_endpoint": "retention"}, []),
        ({"name": "random_forest"}, []),
        ({"name": "logistic_regression", "page_size": 1}, ["v3"]),
    ],
)
def test_mlalgorithms__filters__those_that_fit(call, live, make_version, filters, expected) -> None:
    make_version()
    make_version(passing=False)
    status, answer = call("auditor")("get", "/mlalgorithms", **filters)
    assert (status, [found["version"] for found in answer["results"]]) == (200, expected)
    assert (answer["next"] is not None) == ("page_size" in filters)


@pytest.mark.parametrize(
    ("path", "filters"),
    [
        ("/mlalgorithms", {"status": "old"}),
        ("/mlalgorithms", {"version": "0.0.1"}),
        ("/mlalgorithmstatuses", {"parent_mlalgorithm": "1"}),
        ("/mlrequests", {"has_feedback": "perhaps"}),
        ("/mlrequests", {"since": "yesterday"}),
    ],
)
def test_lists__filter_that_cannot_be__422_names_it(call, path: str, filters) -> None:
    status, answer = call("auditor")("get", path, **filters)
    (name,) = filters
    assert (status, name in answer["errors"][0]["field"]) == (422, True)


@pytest.mark.parametrize("role", ["admin", "approver"])
def test_status__production__activates_and_the_former_is_retired(call, live, make_version, role: str) -> None:
    version, ask = make_version(), call(role)
    body = {"status": "production", "parent_mlalgorithm": str(version.pk), "reason": "better"}
    status, answer = ask("post", "/mlalgorithmstatuses", body)
    assert (status, answer["status"], answer["active"], answer["reason"]) == (201, "production", True, "better")
    assert (answer["parent_mlalgorithm"], answer["version"]) == (str(version.pk), "v2")
    assert production("late_delivery") == version
    assert ask("post", "/mlalgorithmstatuses/", body) == (200, answer)
    found = ask("get", "/mlalgorithmstatuses", parent_mlalgorithm=live.pk)[1]["results"]
    assert [(entry["status"], entry["active"]) for entry in found] == [
        ("retired", True),
        ("production", False),
        ("staging", False),
    ]
    assert ask("get", f"/mlalgorithmstatuses/{found[1]['id']}") == (200, found[1])
    active = ask("get", "/mlalgorithmstatuses", active="true", parent_endpoint="late_delivery")[1]["results"]
    assert sorted((entry["version"], entry["status"]) for entry in active) == [("v1", "retired"), ("v2", "production")]


@pytest.mark.parametrize("role", ["analyst", "auditor", "service"])
def test_status__other_roles__refused(call, live, role: str) -> None:
    body = {"status": "testing", "parent_mlalgorithm": str(live.pk)}
    assert call(role)("post", "/mlalgorithmstatuses", body)[0] == 403


def test_status__production_with_a_failed_gate__409_with_the_objection(call, make_version) -> None:
    body = {"status": "production", "parent_mlalgorithm": str(make_version(passing=False).pk)}
    status, answer = call("admin")("post", "/mlalgorithmstatuses", body)
    assert (status, answer["title"], "gate failed: roc_auc" in answer["detail"]) == (409, "Activation refused", True)
    assert production("late_delivery") is None


def test_status__aside_and_back__kept_with_reasons(call, make_version) -> None:
    version, ask = make_version(), call("approver")
    for status in ("testing", "staging"):
        body = {"status": status, "parent_mlalgorithm": str(version.pk)}
        assert ask("post", "/mlalgorithmstatuses", body)[0] == 201
        assert active_status(version.pk).reason == f"set to {status} in the registry"
        assert ask("get", f"/mlalgorithms/{version.pk}")[1]["status"] == status


def test_status__that_cannot_be__409_says_what_to_do_and_nothing_changes(call, live, make_version) -> None:
    failed, arm = make_version(passing=False), make_version()
    start(use_case="late_delivery", by="user:ama", reason="?", arms=[Part(version_id=arm.pk, share=0.5)])
    for version, status, words in (
        (live, "staging", "something must: put another algorithm into production, or roll back"),
        (arm, "ab_testing", "POST /api/v1/abtests"),
        (failed, "staging", "not ready for staging: gate failed"),
        (arm, "testing", "stop the experiment"),
    ):
        before = active_status(version.pk)
        body = {"status": status, "parent_mlalgorithm": str(version.pk)}
        code, answer = call("admin")("post", "/mlalgorithmstatuses", body)
        assert (code, answer["title"], words in answer["detail"]) == (409, "Status refused", True), answer
        assert active_status(version.pk) == before


@pytest.mark.parametrize(
    "change", [{"status": "retired"}, {"status": None}, {"parent_mlalgorithm": 1}, {"active": True}]
)
def test_status__that_is_none__422(call, live, change) -> None:
    body = {"status": "testing", "parent_mlalgorithm": str(live.pk)} | change
    assert call("admin")("post", "/mlalgorithmstatuses", body)[0] == 422


def test_mlalgorithm__an_arm__is_in_ab_testing_and_active(call, live, make_version) -> None:
    version = make_version()
    start(use_case="late_delivery", by="user:ama", reason="?", arms=[Part(version_id=version.pk, share=0.5)])
    (found,) = call("auditor")("get", "/mlalgorithms", status="ab_testing")[1]["results"]
    assert (found["id"], found["active"]) == (str(version.pk), True)

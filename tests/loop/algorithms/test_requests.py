"""Requests and feedback over HTTP: decisions and their outcomes, under other names."""

import uuid
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.utils import timezone

from scorewright.loop.algorithms.queries import requests
from scorewright.loop.outcomes.models import Statement
from scorewright.loop.serving.actions import decide
from scorewright.loop.serving.models import Decision

RECORD = {"distance": 80, "parcels": 3, "van": "small"}
BOTH = ["/mlrequests/{}", "/requests/{}/feedback"]


def test_mlrequest__one__what_came_and_what_was_answered(call, decided, live) -> None:
    ask = call("auditor")
    status, answer = ask("get", f"/mlrequests/{decided.pk}")
    assert (status, answer["id"], answer["input_data"]) == (200, str(decided.pk), RECORD)
    assert (answer["response"], answer["feedback"], answer["feedback_state"]) == ("yes", None, None)
    assert (answer["parent_mlalgorithm"], answer["parent_endpoint"]) == (str(live.pk), "late_delivery")
    again = ask("get", f"/decisions/{decided.pk}/")[1]
    assert answer["full_response"] == {name: again[name] for name in answer["full_response"]}
    assert ask("get", f"/mlrequests/{uuid.uuid4()}")[0] == 404


def test_mlrequest__fallback__has_no_algorithm(call, use_case) -> None:
    decision = decide(use_case=use_case, raw=RECORD)
    assert call("auditor")("get", f"/mlrequests/{decision.pk}")[1]["parent_mlalgorithm"] is None


def test_mlrequests__filters__those_that_fit(call, use_case, decided, live) -> None:
    other, ask = decide(use_case=use_case, raw=RECORD), call("service")
    assert ask("put", f"/mlrequests/{other.pk}", {"feedback": "yes"})[0] == 200

    def found(**filters: object) -> list[str]:
        return [request["id"] for request in ask("get", "/mlrequests", **filters)[1]["results"]]

    one, both = [str(decided.pk)], [str(other.pk), str(decided.pk)]
    assert found() == found(endpoint="late_delivery") == found(parent_mlalgorithm=live.pk) == both
    assert (found(has_feedback="true"), found(has_feedback="false")) == ([str(other.pk)], one)
    assert found(endpoint="retention") == found(since=(timezone.now() + timedelta(days=1)).isoformat()) == []
    assert found(parent_mlalgorithm=live.pk, since=(timezone.now() - timedelta(days=1)).isoformat()) == both
    assert found(page_size=1) == both[:1]
    assert ask("get", "/mlrequests", parent_mlalgorithm=uuid.uuid4())[0] == 404


def test_mlrequests__of_a_version_that_decides_no_more__found_without_going_through_the_newer_ones(
    tenant, use_case, make_version
) -> None:
    old, new = make_version(), make_version()
    given = {
        "use_case": use_case.name, "record": {}, "features": {}, "threshold": 0.5, "probability": 0.6, "label": 1,
        "confidence": 0.6, "needs_review": False, "fallback": False, "duration_ms": 1.0,
    }  # fmt: skip
    for version, count in ((old, 20), (new, 400)):
        Decision.objects.bulk_create(
            Decision(model_version=version, version=version.label, **given) for _ in range(count)
        )
    with connections["owner"].cursor() as owner:
        owner.execute("ANALYZE serving_decision")  # as PostgreSQL does by itself after a while
    with transaction.atomic():
        found = requests(parent_mlalgorithm=old.pk).order_by("-id")[:51]
        assert {one.model_version_id for one in found} == {old.pk}
        assert len(found) == 20
        told = found.explain(analyze=True)
    assert "decisions_by_version" in told
    assert "Rows Removed by Filter" not in told


@pytest.mark.parametrize("path", BOTH)
@pytest.mark.parametrize("method", ["put", "patch"])
def test_feedback__put_or_patched__is_the_outcome(call, decided, method: str, path: str) -> None:
    ask = call("service")
    status, answer = ask(method, path.format(decided.pk), {"feedback": "yes", "occurred_at": None})
    assert (status, answer["id"], answer["feedback"], answer["feedback_state"]) == (
        200,
        str(decided.pk),
        "yes",
        "final",
    )
    assert ask("get", f"/decisions/{decided.pk}/outcome/")[1]["value"] == "yes"


def test_feedback__posted_and_posted_again__201_then_200_and_one_statement(call, decided) -> None:
    ask, path = call("service"), f"/requests/{decided.pk}/feedback"
    status, first = ask("post", path, {"feedback": "yes"})
    assert (status, ask("post", f"{path}/", {"feedback": "yes"})) == (201, (200, first))
    assert Statement.objects.filter(decision=decided).count() == 1


def test_feedback__the_whole_request_sent_back__only_its_feedback_is_taken(call, decided) -> None:
    ask, path = call("analyst"), f"/mlrequests/{decided.pk}"
    whole = ask("get", path)[1] | {"feedback": "yes", "input_data": {}, "response": "no"}
    status, answer = ask("put", path, whole)
    assert (status, answer["feedback"], answer["input_data"], answer["response"]) == (200, "yes", RECORD, "yes")


@pytest.mark.parametrize(("method", "path"), [("put", BOTH[0]), ("patch", BOTH[0]), ("post", BOTH[1])])
def test_feedback__against_a_final_one__409_unless_it_is_corrected(call, decided, method: str, path: str) -> None:
    ask, address = call("service"), path.format(decided.pk)
    Decision.objects.filter(pk=decided.pk).update(at=decided.at - timedelta(days=2))
    ask(method, address, {"feedback": "yes"})
    status, answer = ask(method, address, {"feedback": "no"})
    assert (status, answer["title"], answer["errors"][0]["rule"]) == (409, "Outcome already known", "final")
    corrected = {"feedback": "no", "source": "corrected", "reason": "two people mixed up"}
    status, answer = ask(method, address, corrected)
    assert (status, answer["feedback"], answer["feedback_state"]) in [(200, "no", "revised"), (201, "no", "revised")]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"feedback": "perhaps"}, "value"),
        ({"feedback": None}, "body.feedback"),
        ({}, "body.feedback"),
        ({"feedback": "yes", "occurred_at": "2020-01-01T00:00:00Z"}, "occurred_at"),
        ({"feedback": "yes", "source": "corrected"}, "reason"),
    ],
)
def test_feedback__that_breaks_a_rule__422_names_it_and_nothing_is_kept(call, decided, body, field: str) -> None:
    for method, path in (("put", BOTH[0]), ("post", BOTH[1])):
        status, answer = call("service")(method, path.format(decided.pk), body)
        assert (status, answer["errors"][0]["field"].startswith(field)) == (422, True)
    assert not Statement.objects.filter(decision=decided).exists()


def test_feedback__unknown_request_or_another_tenants__404(call, stranger, decided) -> None:
    for ask, pk in ((call("service"), uuid.uuid4()), (stranger, decided.pk)):
        assert ask("put", f"/mlrequests/{pk}", {"feedback": "yes"})[0] == 404
        assert ask("post", f"/requests/{pk}/feedback", {"feedback": "yes"})[0] == 404
    assert not Statement.objects.filter(decision=decided).exists()


@pytest.mark.parametrize("role", ["auditor", "approver"])
def test_feedback__roles_that_only_read__403(call, decided, role: str) -> None:
    assert call(role)("put", f"/mlrequests/{decided.pk}", {"feedback": "yes"})[0] == 403


def test_registry__what_is_declared_trained_and_kept__cannot_be_written_or_deleted(call, decided, live) -> None:
    ask = call("admin")
    assert ask("post", "/endpoints", {})[0] == ask("post", "/mlalgorithms", {})[0] == 405
    assert ask("delete", f"/mlalgorithms/{live.pk}")[0] == ask("delete", f"/mlrequests/{decided.pk}")[0] == 405
    assert Decision.objects.filter(pk=decided.pk).exists()

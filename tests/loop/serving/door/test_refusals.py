"""What the door refuses, and that it says why; and for whom it does not, since the fallback stands in."""

import pytest

from scorewright.declare.records import MOST_PROBLEMS
from scorewright.loop.notifications.models import Alert
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.serving.door.replies import Refusal
from scorewright.loop.tenancy.scope import acting

GOOD = {"distance": 80, "parcels": 3, "van": "small"}
PATH = "/api/v1/predict/late_delivery/"


def test_record__tens_of_thousands_of_unknown_names__a_small_answer_that_counts_them(caller) -> None:
    refused = caller.post({f"field {place}": place for place in range(40_000)})
    *told, last = refused.json()["errors"]
    assert (refused.status_code, len(told)) == (422, MOST_PROBLEMS)
    assert last == {
        "field": "record",
        "rule": "more",
        "message": "breaks 39901 more rules, which are not listed",
        "received": "object",
    }
    assert len(refused.content) < 20_000


def test_version_asked_for__artefact_missing__503_with_the_reason_and_nothing_kept(caller, put_live) -> None:
    version = put_live(live=False)
    with acting(caller.tenant_id, actor="user:test"):
        ModelVersion.objects.filter(pk=version.pk).update(artefact_sha256="0" * 64)
    for path in (f"{PATH}?version=1", f"{PATH}?status={version.status}"):
        refused = caller.post(GOOD, path)
        assert (refused.status_code, "artefact 000000000000 is missing" in refused.json()["detail"]) == (503, True)
        assert int(refused.headers["retry-after"]) >= 1
    not_ready = caller.get("/v2/models/late_delivery/versions/1/ready")
    assert (not_ready.status_code, "is missing" in not_ready.json()["error"]) == (503, True)
    assert caller.kept() == []
    assert caller.post(GOOD).json()["fallback"] is True


@pytest.mark.parametrize("how", ["query", "setting"])
def test_production_asked_for_by_name__no_model__the_fallback_answers_with_its_alert(
    use_case, open_door, make_caller, how: str
) -> None:
    caller = make_caller(open_door(default_status="production" if how == "setting" else None))
    path = PATH if how == "setting" else f"{PATH}?status=production"
    assert caller.post(GOOD, path).json()["fallback"] is True
    with acting(caller.tenant_id, actor="user:test"):
        assert Alert.objects.filter(kind="fallback_answers", resolved_at=None).count() == 1


@pytest.mark.parametrize("path", [PATH, "/v2/models/late_delivery/infer"])
def test_refusal__that_repeats_what_was_sent__names_nobody(caller, path: str) -> None:
    inputs = [{"name": "GHA-123456789-0", "shape": [1], "datatype": "BYTES", "data": ["x"]}]
    refused = caller.post(GOOD | {"GHA-123456789-0": 1} if path == PATH else {"inputs": inputs}, path)
    assert refused.status_code in (400, 422)
    assert "[redacted]" in refused.text
    assert "123456789" not in refused.text


def test_refusal__whatever_it_is_made_of__names_nobody() -> None:
    said = Refusal(422, "No", "see 0244123456", errors=[{"field": "+233244123456"}]).body()
    assert said.count(b"[redacted]") == 2

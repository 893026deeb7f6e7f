"""Arms at a running door: who gets which, what is kept and told, and what comes of it when the plan ends."""

import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.core.files.storage import storages

from scorewright.client import answers
from scorewright.loop.deployment.actions import rollback
from scorewright.loop.deployment.traffic.actions import end
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.serving.replay.kept_pages import Chosen
from scorewright.loop.serving.replay.replaying import replay
from scorewright.loop.tenancy.scope import Scope, acting

GOOD = {"distance": 80, "parcels": 3, "van": "small"}
PATH = "/api/v1/predict/late_delivery/"


def far(kilometres: float) -> dict[str, Any]:
    return GOOD | {"distance": kilometres}


def until(happens: Callable[[], bool]) -> None:
    begun = time.monotonic()
    while not happens():
        assert time.monotonic() - begun < 1.5
        time.sleep(0.02)


@pytest.fixture
def dealt(redeclare: Any, put_live: Any, put_contestant: Any, share_out: Any, request: pytest.FixtureRequest) -> Any:
    """A caller of a use case whose distances are units: v1 is in production and has half of them, v2 three tenths."""
    redeclare(unit_field="distance")
    live, challenger = put_live(), put_contestant("weak")
    share_out(arms=[(live, 0.5), (challenger, 0.3)])
    return request.getfixturevalue("make_caller")(request.getfixturevalue("open_door")())


def test_arms__same_unit_by_every_way__same_arm_by_its_version(dealt) -> None:
    told = dealt.post([far(kilometres) for kilometres in range(100)]).json()["decisions"]
    arms = {kilometres: one["arm"] for kilometres, one in enumerate(told)}
    assert {"v1", "v2", "holdout"} == set(arms.values())
    versions = {"v1": "v1", "v2": "v2", "holdout": "v1"}
    assert all(one["model_version"] == versions[one["arm"]] for one in told)
    for kilometres in range(0, 100, 9):
        assert dealt.post(far(kilometres)).json()["arm"] == arms[kilometres]
        explained = dealt.post(far(kilometres), PATH + "?explain=true").json()
        assert (explained["arm"], explained["reasons"] is None) == (arms[kilometres], False)


def test_arms__decision__kept_with_arm_and_propensity_and_read_again(dealt) -> None:
    told = dealt.post([far(kilometres) for kilometres in range(60)]).json()["decisions"]
    kept = {str(decision.id): decision for decision in dealt.kept()}
    shares = {"v1": 0.5, "v2": 0.3, "holdout": pytest.approx(0.2)}
    for one in told:
        decision = kept[one["decision_id"]]
        assert decision.arm == one["arm"]
        assert decision.propensity == shares[one["arm"]]
    first = told[0]
    read = dealt.get(f"/api/v1/decisions/{first['decision_id']}/").json()
    assert (read["arm"], read["propensity"]) == (first["arm"], shares[first["arm"]])


def test_arms__client__reads_the_arm(dealt) -> None:
    body = dealt.post(GOOD).content
    assert msgspec.json.decode(body, type=answers.Decision).arm == msgspec.json.decode(body)["arm"]


def test_arms__same_key_again__the_same_bytes(dealt) -> None:
    first, again = (dealt.post(GOOD, Idempotency_Key="k") for _ in range(2))
    assert again.headers["idempotent-replayed"] == "true"
    assert first.content == again.content


def test_arms__no_unit_declared__by_chance_in_these_shares(put_live, put_contestant, share_out, caller) -> None:
    live, challenger = put_live(), put_contestant("weak")
    share_out(arms=[(live, 0.5), (challenger, 0.5)])
    told = caller.post([GOOD] * 400).json()["decisions"]
    assert Counter(one["arm"] for one in told)["v2"] == pytest.approx(200, abs=60)  # six standard deviations


def test_arms__version_is_named__decides_without_an_arm(dealt) -> None:
    for query in ("?version=v2", "?version=v2&status=ab_testing"):
        answer = dealt.post(GOOD, PATH + query).json()
        assert (answer["model_version"], "arm" in answer) == ("v2", False)
    assert {(decision.arm, decision.propensity) for decision in dealt.kept()} == {("", 1.0)}


def test_arms__none_open__no_member_and_a_propensity_of_one(caller, put_live) -> None:
    put_live()
    assert "arm" not in caller.post(GOOD).json()
    (decision,) = caller.kept()
    assert (decision.arm, decision.propensity) == ("", 1.0)
    read = caller.get(f"/api/v1/decisions/{decision.pk}/").json()
    assert (read["arm"], read["propensity"]) == (None, 1.0)


def test_arms__plan_ends__production_decides_within_a_second(dealt) -> None:
    assert "arm" in dealt.post(GOOD).json()
    with acting(dealt.tenant_id, actor="user:test"):
        end(use_case="late_delivery", by="user:test", reason="seen enough")
    until(lambda: "arm" not in dealt.post(GOOD).json())


def test_arms__rollback__ends_them_and_the_former_version_decides(dealt, put_live, share_out, tenant_id) -> None:
    with acting(tenant_id, actor="user:test"):
        end(use_case="late_delivery", by="user:test", reason="another one")
    newest = put_live()
    share_out(arms=[(newest, 0.5)])
    until(lambda: "arm" in dealt.post(GOOD).json())
    with acting(tenant_id, actor="user:test"):
        rollback(use_case="late_delivery", by="user:test", reason="complaints")
    until(lambda: dealt.post(GOOD).json()["model_version"] == "v1")
    assert "arm" not in dealt.post(GOOD).json()


def test_arms__every_decision__replayed_by_the_version_it_names(dealt) -> None:
    dealt.post([far(kilometres) for kilometres in range(80)])
    decisions = dealt.kept()
    moments = [decision.at for decision in decisions]
    chosen = Chosen(since=min(moments), until=max(moments) + timedelta(seconds=1))
    report = replay(Scope(dealt.tenant_id, "user:test"), chosen)
    assert (report.total.decisions, report.total.equal) == (80, 80)
    assert {version for _, version in report.versions} == {"v1", "v2"}


def test_arms__model_of_one_is_gone__fallback_answers_marked_and_keeps_the_arm(dealt) -> None:
    told = dealt.post([far(kilometres) for kilometres in range(60)]).json()["decisions"]
    of_v2 = next(kilometres for kilometres, one in enumerate(told) if one["arm"] == "v2")
    with acting(dealt.tenant_id, actor="user:test"):
        address = ModelVersion.objects.get(number=2).artefact_sha256
    file = Path(storages["artefacts"].path(f"{address[:2]}/{address}.onnx"))
    content = file.read_bytes()
    file.unlink()
    try:
        until(lambda: dealt.post(far(of_v2)).json()["fallback"])
        answer = dealt.post(far(of_v2)).json()
        assert (answer["arm"], answer["model_version"]) == ("v2", "heuristic_v1")
    finally:
        file.write_bytes(content)

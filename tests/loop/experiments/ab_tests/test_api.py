"""A/B tests as the clients of a model server know them."""

import uuid
from typing import Any

import pytest
from django.test import Client

from scorewright.loop.deployment.traffic.actions import Part
from scorewright.loop.deployment.traffic.queries import open_plan
from scorewright.loop.experiments.models import Experiment
from scorewright.loop.registry.models import ModelVersion, Status
from scorewright.loop.tenancy.actions import issue_key
from scorewright.loop.tenancy.models import Role

PATH = "/api/v1/abtests"
STOP = "/api/v1/stop_ab_test/"
BETTER = {"algorithm_1": {"right": 60, "wrong": 60}, "algorithm_2": {"right": 114, "wrong": 6}}
ALIKE = {"algorithm_1": {"right": 80, "wrong": 40}, "algorithm_2": {"right": 81, "wrong": 39}}


@pytest.fixture
def ask(tenant: uuid.UUID) -> Any:
    _, token = issue_key(name="admin", role=Role.ADMIN, by="user:test")
    client = Client(SERVER_NAME="localhost", headers={"Authorization": f"Bearer {token}"})

    def ask(path: str, body: object = None) -> tuple[int, Any]:
        answer = client.get(path) if body is None else client.post(path, body, content_type="application/json")
        return answer.status_code, answer.json()

    return ask


@pytest.fixture
def begun(ask: Any, two: Any) -> dict[str, Any]:
    first, second = (str(version.pk) for version in two)
    body = {"title": "v2?", "parent_mlalgorithm_1": first, "parent_mlalgorithm_2": second, "created_by": "Ama"}
    status, answer = ask(PATH, body)
    assert status == 201, answer
    return answer


def in_production(version: Any) -> list[Any]:
    found = ModelVersion.objects.filter(use_case=version.use_case, status=Status.PRODUCTION)
    return [str(key) for key in found.values_list("pk", flat=True)]


def test_start__two_versions__half_of_the_requests_each(ask, begun, two) -> None:
    assert (begun["title"], begun["created_by"], begun["ended_at"], begun["summary"]) == ("v2?", "Ama", None, "")
    assert [begun[f"parent_mlalgorithm_{place}"] for place in (1, 2)] == [str(version.pk) for version in two]
    for address in (f"{PATH}/{begun['id']}", f"{PATH}/{begun['id']}/"):
        assert ask(address) == (200, begun)
    assert ask(PATH)[1]["results"] == ask(f"{PATH}/")[1]["results"] == [begun]
    assert [arm.share for arm in Experiment.objects.get().plan.arms] == [0.5, 0.5]


def test_stop__second_is_better__in_production_alone_and_told_with_all_numbers(ask, begun, give, two) -> None:
    give(Experiment.objects.get(), **BETTER)
    status, answer = ask(STOP + begun["id"], {})
    assert (status, answer["message"]) == (200, "AB Test finished.")
    arms = [(arm["version"], arm["n"], arm["accuracy"]) for arm in answer["algorithms"]]
    assert arms == [("v1", 120, 0.5), ("v2", 120, 0.95)]
    assert all(arm["low"] < arm["accuracy"] < arm["high"] for arm in answer["algorithms"])
    assert 0 < answer["low"] < answer["difference"] < answer["high"]
    assert answer["p_value"] < 1e-6
    assert answer["winner"] == answer["production"] == str(two[1].pk)
    assert in_production(two[0]) == [str(two[1].pk)]
    assert ask(STOP + begun["id"], {}) == (200, {"message": "AB Test already finished."})
    assert ask(f"{PATH}/{begun['id']}")[1]["summary"] == answer["summary"]


def test_stop__champion_came_second__algorithms_in_their_order(ask, give, two) -> None:
    first, second = (str(version.pk) for version in two)
    begun = ask(PATH, {"title": "v2?", "parent_mlalgorithm_1": second, "parent_mlalgorithm_2": first})[1]
    assert begun["created_by"].startswith("key:")
    answer = ask(STOP + begun["id"], {})[1]
    assert [arm["version"] for arm in answer["algorithms"]] == ["v2", "v1"]


def test_stop__not_shown__champion_stays_unless_forced_with_a_reason(ask, begun, give, two) -> None:
    give(Experiment.objects.get(), **ALIKE)
    status, refused = ask(STOP + begun["id"], {"force": True})
    assert (status, [one["field"] for one in refused["errors"]]) == (422, ["reason"])
    status, answer = ask(STOP + begun["id"], {"force": True, "reason": "the contract asks for it"})
    assert (answer["forced"], answer["winner"], answer["production"]) == (True, None, str(two[1].pk))
    assert in_production(two[0]) == [str(two[1].pk)]


@pytest.mark.parametrize(
    "outcomes", [ALIKE, {"algorithm_1": {"right": 90, "wrong": 9}, "algorithm_2": ALIKE["algorithm_2"]}]
)
def test_stop__not_shown_or_too_few__champion_stays(ask, begun, give, two, outcomes) -> None:
    give(Experiment.objects.get(), **outcomes)
    answer = ask(STOP + begun["id"], {})[1]
    assert (answer["forced"], answer["winner"], answer["production"]) == (False, None, str(two[0].pk))
    assert in_production(two[0]) == [str(two[0].pk)]


def test_stop__no_body__as_an_empty_one(begun, two) -> None:
    _, token = issue_key(name="approver", role=Role.APPROVER, by="user:test")
    client = Client(SERVER_NAME="localhost", headers={"Authorization": f"Bearer {token}"})
    assert client.generic("POST", STOP + begun["id"]).json()["message"] == "AB Test finished."


def test_start__neither_is_in_production_or_unknown__refused(ask, two, make_version) -> None:
    first, second = (str(make_version().pk) for _ in range(2))
    status, answer = ask(PATH, {"title": "x", "parent_mlalgorithm_1": first, "parent_mlalgorithm_2": second})
    assert (status, answer["errors"][0]["field"]) == (422, "parent_mlalgorithm_1")
    body = {"title": "x", "parent_mlalgorithm_1": str(two[0].pk), "parent_mlalgorithm_2": str(uuid.uuid4())}
    assert ask(PATH, body)[0] == 404
    assert ask(STOP + str(uuid.uuid4()), {})[0] == 404


def test_start__version_that_may_not_decide__its_field_named(ask, two, make_version) -> None:
    failed = make_version(passing=False)
    body = {"title": "x", "parent_mlalgorithm_1": str(two[0].pk), "parent_mlalgorithm_2": str(failed.pk)}
    status, answer = ask(PATH, body)
    assert (status, answer["errors"][0]["field"]) == (422, "parent_mlalgorithm_2")


def test_stop__experiment_that_is_no_ab_test__is_not_found_and_goes_on(begin, ask, two) -> None:
    found = begin(arms=[Part(version_id=two[1].pk, share=0.5)])
    assert ask(f"{STOP}{found.pk}", {})[0] == 404
    assert open_plan(two[0].use_case) == found.plan

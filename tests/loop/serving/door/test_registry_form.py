"""The address at which the clients of a registry ask: its answers, and its refusals."""

import uuid

import pytest

GOOD = {"distance": 80, "parcels": 3, "van": "small"}
HOUSE = "/api/v1/predict/late_delivery/"
PATH = "/api/v1/late_delivery/predict"
NOT_AVAILABLE = {"status": "Error", "message": "ML algorithm is not available"}


@pytest.mark.parametrize("path", [PATH, f"{PATH}/"])
def test_answer__version_in_production__as_the_house_tells_it_and_as_the_registry_does(
    caller, put_live, path: str
) -> None:
    version, house = put_live(), caller.post(GOOD).json()
    response = caller.post(GOOD, path, X_Request_ID="mine")
    answer = response.json()
    kept = caller.kept()[-1]
    assert (answer["status"], answer["request_id"], answer["decision_id"]) == ("OK", str(kept.id), str(kept.id))
    assert (answer["algorithm"], answer["version"], answer["version_status"]) == (str(version.pk), "v1", "production")
    assert (response.headers["x-request-id"], kept.request_id) == ("mine", "mine")
    for name in ("probability", "label", "model_version", "fallback", "confidence"):
        assert answer[name] == house[name], name
    assert answer.keys() - house.keys() == {"algorithm", "version", "version_status"}


def test_answer__fallback__says_ok_and_names_no_algorithm(caller) -> None:
    answer = caller.post(GOOD, PATH).json()
    assert (answer["status"], answer["algorithm"], answer["fallback"]) == ("OK", None, True)


def test_answer__list__each_in_that_form(caller, put_live) -> None:
    put_live()
    first, broken = caller.post([GOOD, {}], PATH).json()["decisions"]
    assert (first["status"], first["version"], sorted(broken)) == ("OK", "v1", ["errors"])


def test_answer__repeated_under_a_key__the_same_request(caller, put_live) -> None:
    put_live()
    first, again = (caller.post(GOOD, PATH, Idempotency_Key="k") for _ in range(2))
    assert (first.content, again.headers["idempotent-replayed"]) == (again.content, "true")


def test_answer__one_version_of_the_status__is_asked(caller, put_live) -> None:
    put_live(live=False)
    assert caller.post(GOOD, f"{PATH}?status=staging").json()["version_status"] == "staging"


@pytest.mark.parametrize("query", ["?status=testing", "?status=ab_testing", "?version=9", "?status=retired&version=1"])
def test_refusal__no_such_version__400_not_available(caller, put_live, query: str) -> None:
    put_live()
    refused = caller.post(GOOD, PATH + query)
    assert (refused.status_code, refused.json()) == (400, NOT_AVAILABLE)
    assert refused.headers["content-type"] == "application/json"
    assert caller.post(GOOD, HOUSE + query).status_code == 404
    assert caller.kept() == []


def test_refusal__several_of_a_status__400_ambiguous_until_a_version_is_named(caller, put_live) -> None:
    put_live(live=False)
    put_live(live=False)
    refused = caller.post(GOOD, f"{PATH}?status=staging")
    message = "ML algorithm selection is ambiguous. Please specify algorithm version."
    assert (refused.status_code, refused.json()) == (400, {"status": "Error", "message": message})
    assert caller.post(GOOD, f"{PATH}?status=staging&version=1").json()["version"] == "v1"
    assert caller.post(GOOD, f"{HOUSE}?status=staging").json()["model_version"] == "v2"


def test_default_status__testing__is_that_of_whoever_names_none(use_case, open_door, make_caller, put_live) -> None:
    caller = make_caller(open_door(default_status="testing"))
    put_live()
    assert caller.post(GOOD, PATH).json() == NOT_AVAILABLE
    assert caller.post(GOOD, f"{PATH}?status=production").json()["version_status"] == "production"


def test_ab_testing__arms_are_open__one_of_them_decides(caller, put_live, share_out) -> None:
    first, second = put_live(), put_live(live=False)
    share_out(arms=[(first, 0.5), (second, 0.5)])
    answers = [caller.post(GOOD, f"{PATH}?status=ab_testing").json() for _ in range(20)]
    assert {answer["version"] for answer in answers} == {"v1", "v2"}
    assert {answer["arm"] for answer in answers} == {"v1", "v2"}
    assert {answer["version_status"] for answer in answers} == {"ab_testing"}
    assert caller.post(GOOD, f"{PATH}?status=ab_testing&version=2").json()["version"] == "v2"


@pytest.mark.parametrize("champion_is_an_arm", [True, False])
def test_status__while_arms_are_open__finds_what_the_list_of_algorithms_finds(
    caller, put_live, share_out, champion_is_an_arm: bool
) -> None:
    live, arm, other = put_live(), put_live(live=False), put_live(live=False)
    share_out(arms=[(arm, 0.5), (live, 0.5)] if champion_is_an_arm else [(arm, 0.5)])
    found = {}
    for status in ("testing", "staging", "production", "ab_testing", "retired"):
        listed = caller.get(f"/api/v1/mlalgorithms?status={status}").json()["results"]
        found[status] = {one["version"] for one in listed}
        assert (caller.post(GOOD, f"{PATH}?status={status}").status_code == 200) == bool(listed), status
        for version in (live, arm, other):
            named = caller.post(GOOD, f"{PATH}?status={status}&version={version.label}")
            assert (named.status_code == 200) == (version.label in found[status]), (status, version.label)
    arms = {"v1", "v2"} if champion_is_an_arm else {"v2"}
    assert found == {
        "testing": set(), "staging": {"v3"}, "production": {"v1"}, "ab_testing": arms, "retired": set(),
    }  # fmt: skip
    assert caller.post(GOOD, f"{PATH}?status=staging").json()["version"] == "v3"


@pytest.mark.parametrize(("body", "query", "status"), [({}, "", 422), (GOOD, "?status=old", 422), (b"{", "", 422)])
def test_refusal__broken_rule__error_with_a_message_and_the_rules(caller, body, query: str, status: int) -> None:
    refused = caller.post(body, PATH + query)
    answer = refused.json()
    assert (refused.status_code, answer["status"]) == (status, "Error")
    assert answer["message"]
    assert answer["errors"][0]["field"]


def test_refusal__no_key_or_another_method__in_that_form_too(door, caller) -> None:
    refused = door.ask("POST", PATH, GOOD)
    assert (refused.status_code, refused.json()["status"]) == (401, "Error")
    assert refused.headers["www-authenticate"] == "Bearer"
    assert caller.get(PATH).headers["allow"] == "POST"


def test_unknown_endpoint__404_with_a_message(caller) -> None:
    refused = caller.post(GOOD, "/api/v1/horoscope/predict")
    assert (refused.status_code, refused.json()["message"]) == (404, "there is no endpoint 'horoscope'")


def test_plans__another_tenants_version__not_available(caller, put_live, other_tenant) -> None:
    put_live(other_tenant, live=False)
    assert caller.post(GOOD, f"{PATH}?status=staging").json() == NOT_AVAILABLE


@pytest.fixture
def other_tenant(database: None) -> uuid.UUID:
    from scorewright.loop.tenancy.actions import create_tenant

    slug = f"t-{uuid.uuid4().hex[:12]}"
    return create_tenant(slug=slug, name=slug, by="test").id

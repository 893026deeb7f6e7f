"""The further addresses that a use case declares, at a running door."""

import pytest

GOOD = {"distance": 80, "parcels": 3, "van": "small"}
ALIAS = "/api/v2/predict/conflict/"


@pytest.fixture
def caller(redeclare, open_door, make_caller):
    """Of a small use case with two further addresses."""
    redeclare(aliases=("v2/predict/conflict/", "conflicts"))
    return make_caller(open_door())


@pytest.mark.parametrize("path", [ALIAS, ALIAS.rstrip("/"), "/api/conflicts", "/api/conflicts/"])
def test_alias__record__is_decided_as_at_the_first_address(caller, put_live, path: str) -> None:
    put_live()
    answer = caller.post(GOOD, path).json()
    assert (answer["use_case"], answer["model_version"]) == ("late_delivery", "v1")
    assert answer["probability"] == caller.post(GOOD).json()["probability"]
    assert caller.post(GOOD, f"{path}?explain=true").json()["explanation"]
    assert {str(kept.id) for kept in caller.kept()} > {answer["decision_id"]}


def test_alias__list_and_broken_record__as_at_the_first_address(caller) -> None:
    decisions = caller.post([GOOD, {}], ALIAS).json()["decisions"]
    assert [sorted(item.keys() & {"decision_id", "errors"}) for item in decisions] == [["decision_id"], ["errors"]]
    assert caller.post({}, ALIAS).status_code == 422


def test_alias__key_of_idempotency__holds_for_all_addresses_of_the_use_case(caller) -> None:
    first, again = (caller.post(GOOD, path, Idempotency_Key="k") for path in (ALIAS, "/api/v1/predict/late_delivery/"))
    assert first.content == again.content
    assert len(caller.kept()) == 1


def test_alias__without_a_key_or_by_another_method__refused(door, caller) -> None:
    assert caller.door.ask("POST", ALIAS, GOOD).status_code == 401
    assert caller.get(ALIAS).headers["allow"] == "POST"
    assert caller.kept() == []


def test_alias__that_nobody_declares__is_not_there(caller) -> None:
    assert caller.post(GOOD, "/api/v2/predict/conflicts/").status_code == 404

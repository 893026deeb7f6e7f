"""Challengers that look on at a running door: they answer nobody, keep nobody waiting, and what they do is kept."""

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages

from scorewright.loop.deployment.models import ShadowDecision
from scorewright.loop.deployment.traffic.actions import end
from scorewright.loop.serving.shadow import asking, shadowing
from scorewright.loop.serving.shadow.waiting import Waiting
from scorewright.loop.serving.tallies.tallies import SHADOWS, TALLIES
from scorewright.loop.tenancy.scope import acting
from scorewright.science.artefacts.running import Runner

GOOD = {"distance": 80, "parcels": 3, "van": "small"}
PATH = "/api/v1/predict/late_delivery/"


def shadows_of(caller: Any) -> "Sequence[ShadowDecision]":
    with acting(caller.tenant_id, actor="user:test"):
        return list(ShadowDecision.objects.order_by("id"))


def kept(caller: Any, count: int) -> "Sequence[ShadowDecision]":
    """At least ``count`` shadow decisions, once they are kept."""
    until = time.monotonic() + 10
    while len(found := shadows_of(caller)) < count:
        assert time.monotonic() < until, f"{len(found)} of {count} are kept"
        time.sleep(0.02)
    return found


def counted(outcome: str) -> int:
    return sum(
        counter.value
        for (name, labels), counter in TALLIES.counters.items()
        if name == SHADOWS.name and labels[0] == "late_delivery" and labels[2] == outcome
    )


def in_the_shadow(monkeypatch: pytest.MonkeyPatch, does: Callable[[], object]) -> None:
    """``does`` happens wherever a model is asked in the shadow."""
    each = Runner.each

    def asked(runner: Runner, numbers: Any, categories: Any) -> list[float]:
        if threading.current_thread().name == "shadow":
            does()
        return each(runner, numbers, categories)

    monkeypatch.setattr(Runner, "each", asked)


def fails() -> None:
    raise ZeroDivisionError


@pytest.fixture
def challenger(put_live: Any) -> Any:
    """One version in production, and another one."""
    put_live()
    return put_live(live=False)


@pytest.fixture
def watched(challenger: Any, share_out: Any, caller: Any) -> Any:
    """A caller whose requests the challenger looks at, all of them."""
    share_out(shadows=[(challenger, 1.0)])
    return caller


def test_shadow__one_request__kept_beside_the_decision_and_not_told(watched, challenger) -> None:
    answer = watched.post(GOOD).json()
    assert answer["model_version"] == "v1"
    (found,) = kept(watched, 1)
    assert (str(found.decision_id), found.model_version_id) == (answer["decision_id"], challenger.pk)
    assert (found.version, found.error, found.probability) == ("v2", "", answer["probability"])
    assert (found.label, found.score, found.band) == (1, None, None)
    assert found.duration_ms > 0
    (decision,) = watched.kept()
    assert (decision.version, decision.arm, decision.propensity) == ("v1", "", 1.0)
    assert found.policy == decision.policy


def test_shadow__list_and_explained__every_record_of_it(watched) -> None:
    made = watched.post([GOOD, {"distance": -1}, GOOD]).json()["decisions"]
    explained = watched.post(GOOD, PATH + "?explain=true").json()
    ids = {made[0]["decision_id"], made[2]["decision_id"], explained["decision_id"]}
    assert {str(found.decision_id) for found in kept(watched, 3)} == ids


def test_shadow__same_key_again__looked_at_once(watched) -> None:
    first = watched.post(GOOD, Idempotency_Key="k")
    assert watched.post(GOOD, Idempotency_Key="k").headers["idempotent-replayed"] == "true"
    last = watched.post(GOOD)
    ids = {answer.json()["decision_id"] for answer in (first, last)}
    assert sorted(str(found.decision_id) for found in kept(watched, 2)) == sorted(ids)


def test_shadow__version_asked_for_by_its_number__not_looked_at(watched) -> None:
    watched.post(GOOD, PATH + "?version=v2")
    decided = watched.post(GOOD).json()["decision_id"]
    assert [str(found.decision_id) for found in kept(watched, 1)] == [decided]


def test_shadow__share__looks_at_about_as_many(challenger, share_out, caller) -> None:
    share_out(shadows=[(challenger, 0.3)])
    for _ in range(2):
        caller.post([GOOD] * 200)
    caller.door.run(caller.door.door.stop())  # which keeps what waits
    assert 60 <= len(shadows_of(caller)) <= 190  # 120 expected, seven standard deviations


def test_shadow__plan_opened_and_ended__learnt_within_a_second(challenger, share_out, caller) -> None:
    caller.post(GOOD)
    share_out(shadows=[(challenger, 1.0)])
    time.sleep(1)
    seen = caller.post(GOOD).json()["decision_id"]
    assert [str(found.decision_id) for found in kept(caller, 1)] == [seen]
    with acting(caller.tenant_id, actor="user:test"):
        end(use_case="late_delivery", by="user:test", reason="seen enough")
    time.sleep(1)
    caller.post(GOOD)
    caller.door.run(caller.door.door.stop())
    assert len(shadows_of(caller)) == 1


def test_shadow__challenger_that_raises__answers_go_on_and_the_error_is_kept(watched, monkeypatch) -> None:
    in_the_shadow(monkeypatch, fails)
    assert watched.post(GOOD).status_code == 200
    (found,) = kept(watched, 1)
    assert (found.error, found.probability, found.label) == ("it fails with ZeroDivisionError", None, None)


def test_shadow__challenger_that_hangs__answers_go_on_it_is_left_and_not_asked_again(
    challenger, share_out, open_door, make_caller, monkeypatch
) -> None:
    monkeypatch.setattr(shadowing, "PATIENCE_SECONDS", 0.3)
    caller = make_caller(open_door())
    for_ever = threading.Event()
    in_the_shadow(monkeypatch, for_ever.wait)
    dropped = counted("dropped")
    share_out(shadows=[(challenger, 1.0)])
    for _ in range(5):
        assert caller.post(GOOD).status_code == 200
    (found,) = kept(caller, 1)
    assert found.error == "no answer within 0.3 seconds"
    assert counted("dropped") == dropped + 4  # those that waited behind it
    for_ever.set()
    assert caller.post(GOOD).status_code == 200
    assert counted("dropped") == dropped + 5
    assert len(shadows_of(caller)) == 1


def test_shadow__artefact_missing__an_error_that_says_so_and_production_answers(
    put_live, put_contestant, share_out, caller
) -> None:
    put_live()
    challenger = put_contestant("weak")
    share_out(shadows=[(challenger, 1.0)])
    address = challenger.artefact_sha256
    file = Path(storages["artefacts"].path(f"{address[:2]}/{address}.onnx"))
    content = file.read_bytes()
    file.unlink()
    try:
        answer = caller.post(GOOD).json()
        (found,) = kept(caller, 1)
    finally:
        file.write_bytes(content)
    assert (answer["model_version"], answer["fallback"]) == ("v1", False)
    assert "is missing" in found.error


def test_shadow__queue_is_full__dropped_and_counted_and_answered_all_the_same(
    challenger, share_out, open_door, make_caller, monkeypatch
) -> None:
    monkeypatch.setattr(shadowing, "Waiting", lambda: Waiting(most=3))
    caller = make_caller(open_door())
    gate = threading.Event()
    in_the_shadow(monkeypatch, lambda: gate.wait(10))
    dropped = counted("dropped")
    share_out(shadows=[(challenger, 1.0)])
    assert {item["model_version"] for item in caller.post([GOOD] * 20).json()["decisions"]} == {"v1"}
    assert counted("dropped") >= dropped + 16
    gate.set()
    caller.door.run(caller.door.door.stop())
    assert len(shadows_of(caller)) == 20 - (counted("dropped") - dropped)


def test_shadow__database_refuses__counted_as_dropped_and_the_next_are_kept(watched, monkeypatch) -> None:
    from django.db import OperationalError

    keep = asking.keep
    monkeypatch.setattr(asking, "keep", lambda _: (_ for _ in ()).throw(OperationalError))
    dropped = counted("dropped")
    assert watched.post(GOOD).status_code == 200
    until = time.monotonic() + 5
    while counted("dropped") == dropped and time.monotonic() < until:
        time.sleep(0.02)
    assert counted("dropped") == dropped + 1
    monkeypatch.setattr(asking, "keep", keep)
    watched.post(GOOD)
    assert len(kept(watched, 1)) == 1


def test_shadow__door_stops__what_waits_is_kept_first(watched) -> None:
    watched.post([GOOD] * 100)
    watched.door.run(watched.door.door.stop())
    assert len(shadows_of(watched)) == 100

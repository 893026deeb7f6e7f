"""What a running door learns of, and what it does when something is gone."""

import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path

import psycopg
import pytest
from django.core.files.storage import storages

from scorewright.declare import catalogue
from scorewright.loop.deployment.actions import activate
from scorewright.loop.notifications.models import Alert
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.serving.door.news import News
from scorewright.loop.serving.journal import group_commit as journals
from scorewright.loop.serving.journal.group_commit import GroupCommit
from scorewright.loop.tenancy.actions import create_tenant, revoke_key
from scorewright.loop.tenancy.scope import acting

GOOD = {"distance": 80, "parcels": 3, "van": "small"}
PATH = "/api/v1/predict/late_delivery/"
NOWHERE = "postgresql://nobody:x@127.0.0.1:9/none"


def seconds_until(happens: Callable[[], bool], at_most: float) -> float:
    """How long it took; fails where it did not happen in time."""
    begun = time.monotonic()
    while not happens():
        assert time.monotonic() - begun < at_most
        time.sleep(0.01)
    return time.monotonic() - begun


@contextmanager
def deaf(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A door that is opened now hears no news."""

    async def silence(_: News) -> None:
        return

    with monkeypatch.context() as patched:
        patched.setattr(News, "start", silence)
        yield


def test_door__unknown_address__django_answers(caller) -> None:
    assert caller.get("/api/v1/use-cases/").status_code == 200


def test_revoked_key__told_by_the_database__refused_at_once(caller) -> None:
    assert caller.post(GOOD).status_code == 200
    with acting(caller.tenant_id, actor="user:test"):
        revoke_key(key=caller.key, by="user:test")
    assert seconds_until(lambda: caller.post(GOOD).status_code == 401, 1.0) < 0.4  # sooner than it expires


def test_revoked_key__no_news__refused_within_a_second(use_case, open_door, make_caller, monkeypatch) -> None:
    with deaf(monkeypatch):
        caller = make_caller(open_door())
    assert caller.post(GOOD).status_code == 200
    with acting(caller.tenant_id, actor="user:test"):
        revoke_key(key=caller.key, by="user:test")
    seconds_until(lambda: caller.post(GOOD).status_code == 401, 1.1)


@pytest.mark.parametrize("hears", [True, False])
def test_activation__new_version__decides_within_a_second(
    open_door, make_caller, put_live, monkeypatch, hears: bool
) -> None:
    first = put_live()
    with nullcontext() if hears else deaf(monkeypatch):
        caller = make_caller(open_door())
    assert caller.post(GOOD).json()["model_version"] == "v1"
    second = put_live()
    seconds_until(lambda: caller.post(GOOD).json()["model_version"] == "v2", 1.1)
    assert {(kept.version, kept.model_version_id) for kept in caller.kept()} == {("v1", first.id), ("v2", second.id)}


def test_list__version_changes_meanwhile__one_version_for_all_of_it(caller, put_live) -> None:
    put_live()
    for _ in range(3):
        versions = {item["model_version"] for item in caller.post([GOOD] * 200).json()["decisions"]}
        put_live()
        assert len(versions) == 1


def test_no_model__fallback_answers_with_an_alert_until_there_is_one(caller, put_live) -> None:
    answer = caller.post(GOOD).json()
    assert (answer["fallback"], answer["model_version"], answer["probability"]) == (True, "heuristic_v1", 0.9)
    assert (answer["status"], len(answer["reasons"])) == ("", 1)
    with acting(caller.tenant_id, actor="user:test"):
        assert Alert.objects.get(kind="fallback_answers", resolved_at=None).severity == "critical"
    put_live()
    seconds_until(lambda: not caller.post(GOOD).json()["fallback"], 1.1)
    with acting(caller.tenant_id, actor="user:test"):
        assert not Alert.objects.filter(resolved_at=None).exists()


def test_artefact__deleted__fallback_within_two_seconds_and_the_model_again(caller, put_live) -> None:
    sha256 = put_live().artefact_sha256
    file = Path(storages["artefacts"].path(f"{sha256[:2]}/{sha256}.onnx"))
    assert not caller.post(GOOD).json()["fallback"]
    content = file.read_bytes()
    file.unlink()
    try:
        seconds_until(lambda: caller.post(GOOD).json()["fallback"], 2.5)
        assert "missing" in caller.kept()[-1].fallback_reason
    finally:
        file.write_bytes(content)
    seconds_until(lambda: not caller.post(GOOD).json()["fallback"], 2.5)


def test_version__of_another_tenant__is_not_there(door, caller, make_caller, put_live) -> None:
    slug = f"o-{uuid.uuid4().hex[:12]}"
    stranger = make_caller(door, tenant=create_tenant(slug=slug, name=slug, by="test").id)
    put_live()
    assert caller.post(GOOD, PATH + "?version=1").json()["model_version"] == "v1"
    assert stranger.post(GOOD, PATH + "?version=1").status_code == 404
    assert stranger.post(GOOD).json()["fallback"]
    assert [kept.fallback for kept in stranger.kept()] == [True]


def test_features__that_were_not_trained_on__fallback(caller, put_live) -> None:
    version = put_live()
    with acting(caller.tenant_id, actor="user:test"):
        ModelVersion.objects.filter(pk=version.pk).update(features=[])
    seconds_until(lambda: caller.post(GOOD).json()["fallback"], 1.1)
    assert "other features" in caller.kept()[-1].fallback_reason


def test_record_after__answers_first_and_keeps_all(use_case, open_door, make_caller, monkeypatch) -> None:
    later = object.__new__(type(use_case))
    for name in use_case.__dataclass_fields__:
        object.__setattr__(later, name, getattr(use_case, name))
    object.__setattr__(later, "record", "after")
    known = dict(catalogue.use_cases()) | {later.name: later}
    monkeypatch.setattr(catalogue, "use_cases", lambda: known)
    caller = make_caller(open_door())
    answered = {caller.post(GOOD).json()["decision_id"] for _ in range(20)}
    seconds_until(lambda: len(caller.kept()) == 20, 2)
    assert {str(kept.id) for kept in caller.kept()} == answered


def test_journal__full__503_says_when_to_ask_again(use_case, open_door, make_caller) -> None:
    caller = make_caller(open_door(journal=partial(GroupCommit, most_waiting=3)))
    refused = caller.post([GOOD] * 4)
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
    assert caller.kept() == []
    assert caller.post([GOOD] * 3).status_code == 200


def test_journal__no_database__503_and_never_200(use_case, open_door, make_caller, monkeypatch) -> None:
    monkeypatch.setattr(journals, "DRAIN_SECONDS", 0.1)
    caller = make_caller(open_door(journal=lambda _: GroupCommit(NOWHERE, patience=0.6)))
    begun = time.monotonic()
    refused = caller.post(GOOD)
    assert (refused.status_code, refused.json()["dependency"]) == (503, "database")
    assert int(refused.headers["retry-after"]) >= 1
    assert time.monotonic() - begun < 3
    assert caller.kept() == []


def test_news__of_anyone__never_ends_the_listening(door, caller, embedded) -> None:
    caller.post(GOOD)
    with psycopg.connect(embedded.environment()["DATABASE_URL"], autocommit=True) as connection:
        for text in ("", "x", "tenancy_apikey:nobody", ":::"):
            connection.execute("SELECT pg_notify('scorewright_news', %s)", [text])
    with acting(caller.tenant_id, actor="user:test"):
        revoke_key(key=caller.key, by="user:test")
    seconds_until(lambda: caller.post(GOOD).status_code == 401, 1.1)
    assert not door.door._news._task.done()


def test_activation__while_requests_come__every_answer_names_a_version_that_was_live(caller, put_live) -> None:
    put_live()
    second = put_live(live=False)
    seen = [caller.post(GOOD).json()["model_version"] for _ in range(20)]
    with acting(caller.tenant_id, actor="user:test", role="admin"):
        activate(version_id=second.id, by="user:test", reason="the test's")
    seconds_until(lambda: caller.post(GOOD).json()["model_version"] == "v2", 1.1)
    seen += [caller.post(GOOD).json()["model_version"] for _ in range(20)]
    assert seen == ["v1"] * 20 + ["v2"] * 20


def test_https_only__request_that_came_otherwise__refused_before_its_key_is_read(
    use_case, open_door, make_caller
) -> None:
    caller = make_caller(open_door(https_only=True))
    assert caller.post(GOOD).status_code == 403
    assert caller.post(GOOD, X_Forwarded_Proto="http").status_code == 403
    assert caller.kept() == []
    assert caller.post(GOOD, X_Forwarded_Proto="https").status_code == 200

"""The same training asked for twice under one key."""

import uuid
from collections.abc import Mapping

import psycopg
import pytest


@pytest.fixture
def key() -> Mapping[str, str]:
    return {"Idempotency-Key": uuid.uuid4().hex}


def test_train__same_key_and_body__the_training_of_then_and_says_so(ask, use_case, key) -> None:
    first, second = (ask("post", "/train", use_case=use_case.name, headers=key) for _ in range(2))
    assert (second.status_code, second.json()) == (first.status_code, first.json())
    locations = {answer.headers["Location"] for answer in (first, second)}
    assert locations == {f"/api/v1/model-training/jobs/{first.json()['job_id']}"}
    assert ("Idempotent-Replayed" in first.headers, second.headers["Idempotent-Replayed"]) == (False, "true")
    assert ask("get", "/jobs").json()["total"] == 1


def test_train__same_key_once_the_training_has_ended__says_how(ask, use_case, key) -> None:
    first = ask("post", "/train", use_case=use_case.name, headers=key).json()
    ask("delete", f"/jobs/{first['job_id']}")
    second = ask("post", "/train", use_case=use_case.name, headers=key).json()
    assert (first["status"], second["status"]) == ("queued", "cancelled")
    assert first["message"] == second["message"] == "Training of late_delivery was asked for."


def test_train__same_key_and_another_body__422_that_names_the_header(ask, use_case, key) -> None:
    ask("post", "/train", use_case=use_case.name, headers=key)
    answer = ask("post", "/train", use_case=use_case.name, headers=key, notes="other")
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["field"], error["rule"]) == ("Idempotency-Key", "unique")
    assert ask("get", "/jobs").json()["total"] == 1


def test_train__same_key_once_the_rows_have_become_bad__not_looked_at_again(ask, use_case, key, monkeypatch) -> None:
    from scorewright.loop.retraining import asking

    first = ask("post", "/train", use_case=use_case.name, headers=key)

    def looked_at(config: object) -> None:
        raise AssertionError(f"the rows of {config} are looked at")

    monkeypatch.setattr(asking, "inspected_now", looked_at)
    assert ask("post", "/train", use_case=use_case.name, headers=key).json() == first.json()


def test_train__refused__the_key_is_free(ask, use_case, key) -> None:
    assert ask("post", "/train", use_case=use_case.name, headers=key, min_samples=5000).status_code == 400
    answer = ask("post", "/train", use_case=use_case.name, headers=key)
    assert (answer.status_code, "Idempotent-Replayed" in answer.headers) == (202, False)


def test_train__first_with_the_key_is_being_answered__409_and_when_to_ask_again(
    ask, use_case, key, tenant_id, embedded
) -> None:
    run_id = uuid.uuid5(tenant_id, f"training/{key['Idempotency-Key']}")
    with psycopg.connect(embedded.environment()["DATABASE_URL"]) as other:
        other.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"scorewright.idempotency:{run_id}"])
        answer = ask("post", "/train", use_case=use_case.name, headers=key)
    assert (answer.status_code, answer.headers["Retry-After"]) == (409, "1")
    assert ask("get", "/jobs").json()["total"] == 0


def test_train__same_key_of_another_tenant__a_training_of_its_own(ask, foreign_key, use_case) -> None:
    answer = ask("post", "/train", use_case=use_case.name, headers={"Idempotency-Key": foreign_key})
    assert (answer.status_code, "Idempotent-Replayed" in answer.headers) == (202, False)


@pytest.fixture
def foreign_key(use_case) -> str:
    """A key under which another tenant has asked for a training."""
    from scorewright.loop.retraining.config import TrainingConfig
    from scorewright.loop.retraining.http.idempotency import ask_once
    from scorewright.loop.tenancy.actions import create_tenant
    from scorewright.loop.tenancy.scope import acting

    slug = f"t-{uuid.uuid4().hex[:12]}"
    config = TrainingConfig(use_case=use_case.name)
    with acting(create_tenant(slug=slug, name=slug, by="test").id, actor="user:other"):
        ask_once(config=config, by="user:other", reason="", idempotency_key=slug)
    return slug


def test_train__in_the_document__says_what_a_key_does() -> None:
    from scorewright.project.web.api import API

    train = API.get_openapi_schema()["paths"]["/api/v1/model-training/train"]["post"]
    assert "Idempotency-Key" in {parameter["name"] for parameter in train["parameters"]}
    assert {"Location", "Idempotent-Replayed"} <= set(train["responses"][202]["headers"])
    assert {400, 409, 422} <= set(train["responses"])

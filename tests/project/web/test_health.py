import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.db.models.functions import Now
from django.test import Client, override_settings

from scorewright.loop.jobs import load
from scorewright.loop.jobs.load import KindLoad, QueueLoad
from scorewright.loop.jobs.models import Queue
from scorewright.project.embedded.ports import free_port
from scorewright.project.web import health


@pytest.fixture(autouse=True)
def a_worker_was_seen(database: None) -> None:
    """Jobs of other tests wait for workers that never come."""
    Queue.objects.update(begun_at=Now())
    for found in load.loads():
        Queue.objects.get_or_create(name=found.queue)


def test_healthz__always__ok(database: None) -> None:
    assert json.loads(Client().get("/healthz").content) == {"status": "ok"}


def test_readyz__everything_up__each_dependency_by_name(database: None) -> None:
    response = Client().get("/readyz")
    assert response.status_code == 200
    assert json.loads(response.content)["checks"] == dict.fromkeys(
        ("database", "migrations", "broker", "artefacts", "queues"), "ok"
    )


def test_readyz__broker_down__503_that_names_it_and_only_it(database: None) -> None:
    with override_settings(CELERY_BROKER_URL=f"redis://127.0.0.1:{free_port()}/0"):
        response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    checks = json.loads(response.content)["checks"]
    assert [name for name, state in checks.items() if state != "ok"] == ["broker"]
    assert "ConnectionError" in checks["broker"]


@pytest.mark.parametrize("host", ["10.0.0.5:8000", "scores.example.org", "no host at all", ""])
def test_health__asked_under_any_name__answered_though_other_addresses_are_not(database: None, host: str) -> None:
    client = Client(headers={"Host": host})
    with override_settings(ALLOWED_HOSTS=["other.example.org"], SECURE_SSL_REDIRECT=True):
        statuses = [client.get(path).status_code for path in ("/healthz", "/readyz", "/v2/nothing", "/api/docs")]
    assert statuses == [200, 200, 400, 400]


def test_readyz__folder_of_artefacts_is_not_there__503_that_names_it_without_its_place(database: None) -> None:
    folder = Path(storages["artefacts"].path(""))
    aside = folder.rename(folder.with_name("aside"))
    try:
        response = Client().get("/readyz")
    finally:
        aside.rename(folder)
    checks = json.loads(response.content)["checks"]
    assert (response.status_code, [name for name, state in checks.items() if state != "ok"]) == (503, ["artefacts"])
    assert "No such file" in checks["artefacts"]
    assert str(folder.parent) not in checks["artefacts"]


def _waiting(queue: str, *, minutes: int, running: int = 0) -> QueueLoad:
    kinds = (KindLoad("k", waiting=2, interrupted=1, running=running, dead=0),)
    return QueueLoad(queue, kinds, waits=timedelta(minutes=minutes), idle=None)


@pytest.mark.parametrize(
    ("found", "status"),
    [
        ([], 200),
        ([_waiting("ml_training", minutes=9)], 200),
        ([_waiting("ml_training", minutes=11)], 503),
        ([_waiting("ml_training", minutes=11, running=1)], 200),
        ([_waiting("ml_training", minutes=11), _waiting("critical", minutes=0, running=1)], 200),
    ],
    ids=["no work", "not yet late", "late and nothing moves", "late but moves", "others move"],
)
def test_readyz__queues__503_only_where_work_waits_and_nothing_moves(monkeypatch, found, status: int) -> None:
    monkeypatch.setattr(health, "loads", lambda: found)
    response = Client().get("/readyz")
    assert response.status_code == status
    if status == 503:
        said = json.loads(response.content)["checks"]["queues"]
        assert (
            "2 jobs wait in the queue ml_training, 1 of them begun and interrupted, the oldest for 11 minutes" in said
        )

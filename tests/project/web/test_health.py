import json
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.test import Client, override_settings

from scorewright.project.embedded.ports import free_port


def test_healthz__always__ok(database: None) -> None:
    assert json.loads(Client().get("/healthz").content) == {"status": "ok"}


def test_readyz__everything_up__each_dependency_by_name(database: None) -> None:
    response = Client().get("/readyz")
    assert response.status_code == 200
    assert json.loads(response.content)["checks"] == dict.fromkeys(
        ("database", "migrations", "broker", "artefacts"), "ok"
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

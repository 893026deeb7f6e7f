import json

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

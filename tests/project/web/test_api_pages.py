import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client


@pytest.mark.parametrize(
    ("tried", "found"),
    [
        ("/docs", "/api/docs"),
        ("/openapi.json", "/api/openapi.json"),
        ("/redoc", None),
        ("/api/redoc", "/redoc"),
    ],
)
def test_pages__where_people_look_first__lead_to_the_documentation(
    database: None, tried: str, found: str | None
) -> None:
    response = Client().get(tried)
    assert (response.status_code, response.headers.get("Location")) == ((302, found) if found else (200, None))


@pytest.mark.parametrize("path", ["/api/docs", "/redoc"])
def test_pages__what_they_load__is_installed_here_and_nothing_else_is_allowed(database: None, path: str) -> None:
    response = Client().get(path)
    named = re.findall(r'(?:src|href)="([^"]+)"', response.content.decode())
    assert any(name.endswith(".js") for name in named)
    for name in named:
        assert name.startswith("/static/"), name
        assert finders.find(name.removeprefix("/static/")) is not None, name
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self'; ")
    assert not re.search(r"https?:|\*", policy)
    assert "/api/openapi.json" in response.content.decode()

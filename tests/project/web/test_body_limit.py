"""Bodies for Django, through the application that a web server runs."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from django.core.asgi import get_asgi_application

from scorewright.project.web.body_limit import BodyLimit

LARGEST = 1 << 20
PATH = "/api/v1/retention/batch"


@pytest.fixture
def post(database: None) -> Any:
    """Sends a body, announced or in chunks."""
    application = BodyLimit(get_asgi_application(), LARGEST)

    def send(content: bytes | AsyncIterator[bytes]) -> httpx.Response:
        async def sent() -> httpx.Response:
            transport = httpx.ASGITransport(application)
            async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
                return await client.post(PATH, content=content, headers={"X-Request-ID": "order-7"})

        return asyncio.run(sent())

    return send


async def _in_chunks(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 1024):
        yield bytes(1024)


def test_body__within_the_limit__is_djangos(post) -> None:
    assert post(bytes(LARGEST)).status_code == 401
    assert post(_in_chunks(LARGEST)).status_code == 401


@pytest.mark.parametrize("announced", [True, False])
def test_body__beyond_the_limit__413_that_says_how_large_it_may_be(post, announced) -> None:
    refused = post(bytes(LARGEST + 1) if announced else _in_chunks(LARGEST + 1024))
    assert (refused.status_code, refused.headers["x-request-id"]) == (413, "order-7")
    assert refused.headers["content-type"] == "application/problem+json"
    assert "at most 1 MB" in json.loads(refused.content)["detail"]


def test_body__announced_as_too_large__not_read(database: None) -> None:
    async def untouched(*_: Any) -> Any:
        raise AssertionError("nothing is read, and Django is not asked")

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "headers": [(b"content-length", str(LARGEST + 1).encode())]}
    asyncio.run(BodyLimit(untouched, LARGEST)(scope, untouched, send))
    assert sent[0]["status"] == 413

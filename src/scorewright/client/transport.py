"""Values to and from httpx."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx

from scorewright.client.errors import UnsendableError
from scorewright.client.messages import Answer, Request, Silence

FAILED = (httpx.TransportError, httpx.DecodingError)


def settings(url: str, key: str, timeout: float) -> dict[str, Any]:
    """What an httpx client is made with. Raises UnsendableError where it could never reach anything."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UnsendableError(f"url: must be an address such as https://scores.example.org; it is {url!r}")
    if not key or not key.isascii() or not key.isprintable() or " " in key:
        raise UnsendableError("key: must be an API key, such as sw_...")
    if not timeout > 0:
        raise UnsendableError(f"timeout: must be a positive number of seconds; it is {timeout}")
    return {
        "base_url": url.rstrip("/"),
        "headers": {"Authorization": f"Bearer {key}", "Accept": "application/json, */*"},
        "timeout": timeout,
        "follow_redirects": False,
    }


@contextmanager
def as_httpx(request: Request, timeout: httpx.Timeout) -> Iterator[dict[str, Any]]:
    """The arguments with which httpx sends ``request``; a file to upload is open meanwhile."""
    with ExitStack() as files:
        arguments: dict[str, Any] = {
            "method": request.method,
            "url": request.path,
            "params": dict(request.query) or None,
            "headers": dict(request.headers),
            "content": request.body,
            "timeout": _longer(timeout, request.patience_seconds),
        }
        if request.upload is not None:
            file = files.enter_context(request.upload.open("rb"))
            arguments["files"] = {"file": (request.upload.name, file, "application/octet-stream")}
        yield arguments


def _longer(timeout: httpx.Timeout, seconds: float) -> httpx.Timeout:
    """With more patience for the answer; a connection is refused as soon as ever."""
    read = max(timeout.read or 0.0, seconds)
    return httpx.Timeout(connect=timeout.connect, read=read, write=timeout.write, pool=timeout.pool)


def answer(response: httpx.Response, body: bytes) -> Answer:
    return Answer(response.status_code, lower(response.headers), body)


def lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def silence(error: httpx.HTTPError) -> Silence:
    """What a failed exchange means."""
    return Silence(f"{type(error).__name__}: {str(error) or 'no answer in time'}")

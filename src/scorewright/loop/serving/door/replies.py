"""What goes out: status, headers and body; refusals in the form of RFC 9457."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import json

from scorewright.declare.redaction import redacted, redacted_data

Header = tuple[bytes, bytes]

JSON: Header = (b"content-type", b"application/json")
PROBLEM: Header = (b"content-type", b"application/problem+json")
_encoder = json.Encoder()


class Refusal(Exception):  # noqa: N818 - the request is refused, nothing failed
    """A request is answered by a problem; ``extra`` becomes further members of it; what names a person is taken out."""

    def __init__(
        self,
        status: int,
        title: str,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        **extra: object,
    ) -> None:
        super().__init__(redacted(detail))
        self.status = status
        self.title = title
        self.headers = [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()]
        self.extra = {name: redacted_data(value) for name, value in extra.items()}

    def body(self) -> bytes:
        problem = {"type": "about:blank", "title": self.title, "status": self.status, "detail": str(self), **self.extra}
        return _encoder.encode(problem)


def unauthorised() -> Refusal:
    return Refusal(
        401,
        "Unauthorised",
        "Send a valid API key, as 'Authorization: Bearer sw_...' or 'X-API-Key: sw_...'.",
        headers={"WWW-Authenticate": "Bearer"},
    )


def busy(detail: str) -> Refusal:
    return Refusal(503, "Too busy", f"{detail} Nothing was decided; try again.", headers={"Retry-After": "1"})


def database_gone() -> Refusal:
    return Refusal(
        503,
        "The database does not answer",
        "The decision could not be kept, so it is not given; try again.",
        headers={"Retry-After": "2"},
        dependency="database",
    )


async def reply(send: Any, status: int, headers: Sequence[Header], body: bytes) -> None:
    """Send one whole response over ASGI."""
    length: Header = (b"content-length", b"%d" % len(body))
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})

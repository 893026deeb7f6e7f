"""What came in: headers, query and body, within limits."""

import asyncio
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from scorewright.declare.errors import Problem, RecordRejected
from scorewright.loop.serving.door.replies import Refusal
from scorewright.loop.serving.selection import PRODUCTION, Selection, SelectionError

LARGEST_BODY = 4 * 1024 * 1024
BODY_SECONDS = 30.0
LONGEST_NAME = 200
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_VISIBLE = re.compile(rb"[\x21-\x7e]{1,200}")
_TRACE = re.compile(rb"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
_FLAGS = {"true": True, "1": True, "false": False, "0": False, "": True}
KNOWN = frozenset({"status", "version", "explain"})


@dataclass(slots=True)
class Headers:
    """Those that the door reads. ``request_id`` is "" where the caller gave none; ``https`` is what a proxy says."""

    token: str = ""
    request_id: str = ""
    idempotency_key: str | None = None
    length: int = 0
    https: bool = False

    @classmethod
    def of(cls, scope: Any) -> "Headers":
        found = cls()
        trace = b""
        for name, value in scope["headers"]:
            if name == b"authorization":
                kind, _, token = value.partition(b" ")
                if kind.lower() == b"bearer":
                    found.token = token.strip().decode("latin-1")
            elif name == b"x-api-key":
                found.token = found.token or value.decode("latin-1")
            elif name == b"x-request-id":
                found.request_id = _visible(value, "X-Request-ID")
            elif name == b"x-forwarded-proto":
                found.https = value == b"https"
            elif name == b"traceparent":
                trace = value
            elif name == b"idempotency-key":
                found.idempotency_key = _visible(value, "Idempotency-Key")
            elif name == b"content-length":
                found.length = int(value) if value.isdigit() else 0
        found.request_id = found.request_id or _trace_id(trace)
        return found


def request_id(scope: Any) -> str:
    """What a caller's request is called even where it is refused; "" where it has no name that can be repeated."""
    given = dict(scope["headers"])
    visible = _VISIBLE.fullmatch(given.get(b"x-request-id", b""))
    return visible[0].decode() if visible else _trace_id(given.get(b"traceparent", b""))


def _trace_id(trace: bytes) -> str:
    match = _TRACE.fullmatch(trace)
    return match[1].decode() if match else ""


def _visible(value: bytes, name: str) -> str:
    if not _VISIBLE.fullmatch(value):
        raise Refusal(400, "Bad request", f"{name} must have 1 to {LONGEST_NAME} visible ASCII characters")
    return value.decode("ascii")


async def body(receive: Any, headers: Headers, *, largest: int = LARGEST_BODY) -> bytes:
    """The whole body, JSON text in UTF-8 without a mark (RFC 8259, section 8.1), since it is kept as it came.

    Refuses one that is too large, does not come or is in another encoding.
    """
    content = (await received(receive, headers, largest)).removeprefix(BYTE_ORDER_MARK)
    try:
        if not content.isascii():
            content.decode()
    except UnicodeDecodeError:
        raise _not_utf8() from None
    if b"\0" in content:  # no JSON text holds one: UTF-16 and UTF-32 do
        raise _not_utf8()
    return content


def _not_utf8() -> RecordRejected:
    return RecordRejected([Problem("record", "json", "must be JSON text in UTF-8", "text")])


async def received(receive: Any, headers: Headers, largest: int = LARGEST_BODY) -> bytes:
    """The whole body, whatever it is. Refuses one that is too large or does not come."""
    if headers.length > largest:
        raise _too_large(largest)
    late = _Late()
    try:
        message = await receive()
        content: bytes = message.get("body", b"")
        while message.get("more_body", False):
            message = await receive()
            content += message.get("body", b"")
            if len(content) > largest:
                raise _too_large(largest)
    except asyncio.CancelledError:
        if late.struck:
            late.task.uncancel()
            raise Refusal(408, "Request timeout", f"The body did not come within {BODY_SECONDS:g} seconds.") from None
        raise
    finally:
        late.timer.cancel()
    if message["type"] == "http.disconnect":
        raise ClientGoneError
    if len(content) > largest:
        raise _too_large(largest)
    return content


class _Late:
    """Cancels the wait of the current task for a body that does not come: asyncio.timeout, at a fifth of its cost."""

    __slots__ = ("struck", "task", "timer")

    def __init__(self) -> None:
        self.struck = False
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("a request is read inside a task")
        self.task = task
        self.timer = asyncio.get_running_loop().call_later(BODY_SECONDS, self._strike)

    def _strike(self) -> None:
        self.struck = True
        self.task.cancel()


class ClientGoneError(Exception):
    """The caller left before the request was whole."""


def _too_large(largest: int) -> Refusal:
    return Refusal(
        413,
        "Too large",
        f"The body of such a request has at most {largest / 1024 / 1024:g} MB; larger files go to the batch address.",
    )


@dataclass(frozen=True, slots=True)
class Query:
    """What stands behind the question mark."""

    selection: Selection = PRODUCTION
    explain: bool = False


NO_QUERY = Query()


def query(raw: bytes, default_status: str | None) -> Query:
    """Refuses names and values that there are not."""
    if not raw:
        return NO_QUERY if default_status is None else Query(Selection(default_status))
    try:
        given = dict(parse_qsl(raw.decode("ascii"), keep_blank_values=True, max_num_fields=10, errors="strict"))
    except ValueError:
        raise _unprocessable("query", "must be a form of at most ten names and values") from None
    if unknown := sorted(given.keys() - KNOWN):
        raise _unprocessable(unknown[0][:100], f"is not a parameter; there are {', '.join(sorted(KNOWN))}")
    explain = _FLAGS.get(given.get("explain", "false").lower())
    if explain is None:
        raise _unprocessable("explain", "must be true or false")
    try:
        status = given.get("status", default_status if "version" not in given else None)
        return Query(Selection.parse(status, given.get("version")), explain)
    except SelectionError as error:
        raise _unprocessable(error.field, str(error)) from None


def _unprocessable(field: str, rule: str) -> Refusal:
    errors = [{"field": field, "rule": "value", "message": rule}]
    return Refusal(422, "The request breaks a rule", f"{field} {rule}", errors=errors)

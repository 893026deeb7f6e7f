"""What came in: headers and query, within limits."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from scorewright.loop.serving.door.replies import Refusal
from scorewright.loop.serving.request_names import UnusableNameError, request_name, trace_id, visible
from scorewright.loop.serving.selection import PRODUCTION, Selection, SelectionError

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
        found.request_id = found.request_id or trace_id(trace)
        return found


def request_id(scope: Any) -> str:
    """What a caller's request is called even where it is refused; "" where it has no name that can be repeated."""
    given = dict(scope["headers"])
    return request_name(given.get(b"x-request-id", b""), given.get(b"traceparent", b""))


def _visible(value: bytes, header: str) -> str:
    try:
        return visible(value, header)
    except UnusableNameError as error:
        raise Refusal(400, "Bad request", str(error)) from None


@dataclass(frozen=True, slots=True)
class Query:
    """What stands behind the question mark."""

    selection: Selection = PRODUCTION
    explain: bool = False


NO_QUERY = Query()


def query(raw: bytes, default_status: str | None) -> Query:
    """Refuses names and values that there are not."""
    if not raw:
        return NO_QUERY if default_status is None else Query(Selection.parse(None, None, default_status))
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
        return Query(Selection.parse(given.get("status"), given.get("version"), default_status), explain)
    except SelectionError as error:
        raise _unprocessable(error.field, str(error)) from None


def _unprocessable(field: str, rule: str) -> Refusal:
    errors = [{"field": field, "rule": "value", "message": rule}]
    return Refusal(422, "The request breaks a rule", f"{field} {rule}", errors=errors)

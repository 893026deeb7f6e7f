"""What came in: headers and query, within limits."""

from collections.abc import Mapping
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
        given = dict(scope["headers"])
        key, name, length = given.get(b"idempotency-key"), given.get(b"x-request-id"), given.get(b"content-length", b"")
        return cls(
            token=_token(given),
            request_id=trace_id(given.get(b"traceparent", b"")) if name is None else _visible(name, "X-Request-ID"),
            idempotency_key=None if key is None else _visible(key, "Idempotency-Key"),
            length=int(length) if length.isdigit() else 0,
            https=given.get(b"x-forwarded-proto") == b"https",
        )


def _token(given: Mapping[bytes, bytes]) -> str:
    kind, _, token = given.get(b"authorization", b"").partition(b" ")
    if token and kind.lower() == b"bearer":
        return token.strip().decode("latin-1")
    return given.get(b"x-api-key", b"").decode("latin-1")


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


def query(raw: bytes, default_status: str | None, *, sole: bool = False) -> Query:
    """Refuses names and values that there are not. With ``sole`` several versions of a status are refused later."""
    if not raw:
        return NO_QUERY if default_status is None else Query(Selection.parse(None, None, default_status, sole=sole))
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
        selection = Selection.parse(given.get("status"), given.get("version"), default_status, sole=sole)
    except SelectionError as error:
        raise _unprocessable(error.field, str(error)) from None
    return Query(selection, explain)


def _unprocessable(field: str, rule: str) -> Refusal:
    errors = [{"field": field, "rule": "value", "message": rule}]
    return Refusal(422, "The request breaks a rule", f"{field} {rule}", errors=errors)

"""What callers name their requests: the form of such a name, and what a request is called."""

import re

LONGEST = 200
_VISIBLE = re.compile(rb"[\x21-\x7e]{1,200}")
_TRACE = re.compile(rb"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")


class UnusableNameError(ValueError):
    """What should name a request cannot; the message names the header and the rule."""


def visible(value: bytes, header: str) -> str:
    """``value`` as text. Raises UnusableNameError unless all of it is visible ASCII, and there is any, but not much.

    >>> visible(b"order-7", "Idempotency-Key")
    'order-7'
    """
    if not _VISIBLE.fullmatch(value):
        raise UnusableNameError(f"{header} must have 1 to {LONGEST} visible ASCII characters")
    return value.decode("ascii")


def request_name(request_id: bytes, traceparent: bytes) -> str:
    """What the caller calls the request, by either header; "" where neither can be repeated.

    >>> request_name(b"order-7", b""), request_name(b"", b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
    ('order-7', '4bf92f3577b34da6a3ce929d0e0e4736')
    """
    return request_id.decode("ascii") if _VISIBLE.fullmatch(request_id) else trace_id(traceparent)


def trace_id(traceparent: bytes) -> str:
    """The trace that the request belongs to (W3C Trace Context, section 3.2), or ""."""
    match = _TRACE.fullmatch(traceparent)
    return match[1].decode() if match else ""

import pytest

from scorewright.loop.serving.request_names import UnusableNameError, request_name, visible

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
TRACEPARENT = f"00-{TRACE}-00f067aa0ba902b7-01".encode()
UNUSABLE = [b"", b" ", b"a b", b"k" * 201, "k\u00e9y".encode(), b"a\x00", b"a\n"]


@pytest.mark.parametrize("value", [b"x", b"!~", b"k" * 200])
def test_visible__within_the_form__as_text(value: bytes) -> None:
    assert visible(value, "Idempotency-Key") == value.decode()


@pytest.mark.parametrize("value", UNUSABLE)
def test_visible__of_another_form__names_the_header_and_the_rule(value: bytes) -> None:
    with pytest.raises(UnusableNameError, match=r"^Idempotency-Key must have 1 to 200 visible ASCII characters$"):
        visible(value, "Idempotency-Key")


def test_request_name__both_headers__the_callers_own_before_the_traces() -> None:
    assert request_name(b"order-7", TRACEPARENT) == "order-7"


@pytest.mark.parametrize("value", UNUSABLE)
def test_request_name__own_that_cannot_be_repeated__the_traces(value: bytes) -> None:
    assert request_name(value, TRACEPARENT) == TRACE


@pytest.mark.parametrize("trace", [b"", b"00-xyz", TRACEPARENT + b"-more", TRACEPARENT.upper()])
def test_request_name__neither__none(trace: bytes) -> None:
    assert request_name(b"", trace) == ""

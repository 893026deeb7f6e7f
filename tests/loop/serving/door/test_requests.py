import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scorewright.loop.serving.door.replies import Refusal
from scorewright.loop.serving.door.requests import Headers, query, request_id
from scorewright.loop.serving.selection import Selection

TRACE = b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def scope(**headers: bytes) -> dict[str, Any]:
    return {"headers": [(name.replace("_", "-").encode(), value) for name, value in headers.items()]}


def test_headers__both_ways_to_send_a_key__bearer_first() -> None:
    assert Headers.of(scope(authorization=b"Bearer a")).token == "a"
    assert Headers.of(scope(x_api_key=b"b")).token == "b"
    assert Headers.of(scope(authorization=b"bearer  a ", x_api_key=b"b")).token == "a"
    assert Headers.of(scope(authorization=b"Basic a")).token == ""


def test_headers__bytes_that_are_no_text__are_a_token_that_opens_nothing() -> None:
    assert Headers.of(scope(authorization=b"Bearer \xff\x00")).token == "\xff\x00"


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        ({"x_request_id": b"a", "traceparent": TRACE}, "a"),
        ({"traceparent": TRACE}, "4bf92f3577b34da6a3ce929d0e0e4736"),
        ({"traceparent": b"00-XYZ"}, ""),
        ({}, ""),
    ],
)
def test_request_id__own_name_before_the_trace__the_same_for_answers_and_refusals(
    headers: dict[str, bytes], name: str
) -> None:
    assert Headers.of(scope(**headers)).request_id == request_id(scope(**headers)) == name


def test_request_id__that_cannot_be_repeated__is_none_of_a_refusal() -> None:
    assert request_id(scope(x_request_id=b"a\r\nSet-Cookie: b")) == ""


@pytest.mark.parametrize(
    ("raw", "default", "selection", "explain"),
    [
        (b"", None, Selection(), False),
        (b"", "staging", Selection("staging"), False),
        (b"version=2", "staging", Selection(None, 2), False),
        (b"status=production&explain", "staging", Selection("production"), True),
        (b"explain=FALSE", None, Selection(), False),
    ],
)
def test_query__what_there_can_be__is_taken(
    raw: bytes, default: str | None, selection: Selection, explain: bool
) -> None:
    asked = query(raw, default)
    assert (asked.selection, asked.explain) == (selection, explain)


@given(st.binary(max_size=60) | st.text("statusverion=&%1v", max_size=40).map(str.encode))
def test_query__any_bytes__taken_or_refused_with_422(raw: bytes) -> None:
    with suppress(Refusal), _only_422():
        query(raw, None)


@contextmanager
def _only_422() -> Iterator[None]:
    try:
        yield
    except Refusal as refused:
        if refused.status != 422 or not refused.body():
            pytest.fail(f"refused with {refused.status}")
        raise


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["distance", "van", "x"]), inner),
    max_leaves=6,
)


def test_predict__any_body_with_any_name__200_or_4xx_and_all_that_was_answered_is_kept(caller) -> None:
    answered = set()

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(JSON.map(_text) | st.binary(max_size=40), st.text(st.characters(codec="latin-1"), min_size=1, max_size=5))
    def follow(content: bytes, name: str) -> None:
        response = caller.post(content, X_Request_ID=name.encode("latin-1"))
        assert response.status_code in (200, 400, 422), response.text
        if response.status_code == 200:
            found = response.json()
            items = found.get("decisions", [found])
            answered.update(item["decision_id"] for item in items if "decision_id" in item)

    follow()
    assert answered == {str(kept.id) for kept in caller.kept()}


def _text(value: object) -> bytes:

    return json.dumps(value).encode()

import asyncio
from typing import Any

import pytest

from scorewright.declare.errors import RecordRejected
from scorewright.loop.serving.door import bodies
from scorewright.loop.serving.door.bodies import Bodies, ClientGoneError
from scorewright.loop.serving.door.replies import Refusal
from scorewright.loop.serving.door.requests import Headers


def sent(*parts: bytes, then: str = "http.request") -> Any:
    """What a web server hands on: the parts of a body, and then that it is whole, or that the caller has gone."""
    messages = [{"type": "http.request", "body": part, "more_body": True} for part in parts] + [{"type": then}]

    async def receive() -> dict[str, Any]:
        return messages.pop(0)

    return receive


def test_body__in_parts__is_whole() -> None:
    assert asyncio.run(Bodies().json_text(sent(b'{"a"', b": 1", b"}"), Headers())) == b'{"a": 1}'


@pytest.mark.parametrize("parts", [(b"x" * 11,), (b"x" * 6, b"x" * 5)])
def test_body__larger_than_it_may_be__413_whether_told_or_not(parts: tuple[bytes, ...]) -> None:
    for told in (0, 11):
        with pytest.raises(Refusal) as refused:
            asyncio.run(Bodies(largest=10).json_text(sent(*parts), Headers(length=told)))
        assert refused.value.status == 413


def test_body__does_not_come__408(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "BODY_SECONDS", 0.05)
    monkeypatch.setattr(bodies, "TICK_SECONDS", 0.05)

    async def never() -> dict[str, Any]:
        await asyncio.sleep(60)
        raise AssertionError

    with pytest.raises(Refusal) as refused:
        asyncio.run(Bodies().json_text(never, Headers()))
    assert refused.value.status == 408


def test_body__caller_has_gone__is_not_taken_for_a_whole_one() -> None:
    with pytest.raises(ClientGoneError):
        asyncio.run(Bodies().json_text(sent(b'{"a": 1}', then="http.disconnect"), Headers()))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "latin-1"])
def test_body__not_utf8__refused_by_name(encoding: str) -> None:
    with pytest.raises(RecordRejected, match="UTF-8"):
        asyncio.run(Bodies().json_text(sent('{"ä": 1}'.encode(encoding)), Headers()))


def test_body__one_is_late_and_one_is_not__each_is_told_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "BODY_SECONDS", 0.3)
    monkeypatch.setattr(bodies, "TICK_SECONDS", 0.05)

    async def after(seconds: float) -> dict[str, Any]:
        await asyncio.sleep(seconds)
        return {"type": "http.request", "body": b"{}"}

    async def both() -> list[Any]:
        shared = Bodies()
        waits = [shared.json_text(lambda wait=wait: after(wait), Headers()) for wait in (0.1, 5)]
        return await asyncio.gather(*waits, return_exceptions=True)

    in_time, late = asyncio.run(both())
    assert in_time == b"{}"
    assert late.status == 408


def test_body__cancelled_by_another__stays_cancelled() -> None:
    async def cancelled() -> None:
        task = asyncio.create_task(Bodies().whole(lambda: asyncio.sleep(5), Headers()))
        await asyncio.sleep(0)
        task.cancel()
        await task

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(cancelled())

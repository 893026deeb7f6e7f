"""The body of a request, within limits of size and time."""

import asyncio
from time import monotonic
from typing import Any

from scorewright.declare.errors import Problem, RecordRejected
from scorewright.loop.serving.door.replies import Refusal
from scorewright.loop.serving.door.requests import Headers

LARGEST_BODY = 4 * 1024 * 1024
BODY_SECONDS = 30.0
TICK_SECONDS = 1.0
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class ClientGoneError(Exception):
    """The caller left before the request was whole."""


class Bodies:
    """Reads bodies of at most ``largest`` bytes. One clock watches over all of one event loop: a timer for each
    request would cost a hundredth of what a decision does.
    """

    def __init__(self, largest: int = LARGEST_BODY) -> None:
        self._largest = largest
        self._reading: dict[asyncio.Task[Any], float] = {}
        self._late: set[asyncio.Task[Any]] = set()
        self._ticking = False

    async def json_text(self, receive: Any, headers: Headers) -> bytes:
        """The whole body, JSON text in UTF-8 without a mark (RFC 8259, section 8.1), since it is kept as it came.

        Refuses one that is too large, does not come or is in another encoding.
        """
        content = (await self.whole(receive, headers)).removeprefix(BYTE_ORDER_MARK).strip()
        try:
            if not content.isascii():
                content.decode()
        except UnicodeDecodeError:
            raise _not_utf8() from None
        if b"\0" in content:  # no JSON text holds one: UTF-16 and UTF-32 do
            raise _not_utf8()
        return content

    async def whole(self, receive: Any, headers: Headers) -> bytes:
        """The whole body, whatever it is. Refuses one that is too large or does not come."""
        self._check(headers.length)
        task = self._begin()
        try:
            message = await receive()
            content: bytes = message.get("body", b"")
            while message.get("more_body", False):
                message = await receive()
                content += message.get("body", b"")
                self._check(len(content))
        except asyncio.CancelledError:
            if task not in self._late:
                raise
            self._late.discard(task)
            task.uncancel()
            raise Refusal(408, "Request timeout", f"The body did not come within {BODY_SECONDS:g} seconds.") from None
        finally:
            self._reading.pop(task, None)
        if message["type"] == "http.disconnect":
            raise ClientGoneError
        self._check(len(content))
        return content

    def _check(self, length: int) -> None:
        if length > self._largest:
            megabytes = f"{self._largest / 1024 / 1024:g} MB"
            raise Refusal(
                413,
                "Too large",
                f"The body of such a request has at most {megabytes}; larger files go to the batch address.",
            )

    def _begin(self) -> "asyncio.Task[Any]":
        loop = asyncio.get_running_loop()
        task = asyncio.current_task(loop)
        if task is None:
            raise RuntimeError("a request is read inside a task")
        self._reading[task] = monotonic() + BODY_SECONDS
        if not self._ticking:
            self._ticking = True
            loop.call_later(TICK_SECONDS, self._tick)
        return task

    def _tick(self) -> None:
        """End the waits for bodies that do not come. It ticks only while somebody reads."""
        now = monotonic()
        for task, until in list(self._reading.items()):
            if until < now:
                del self._reading[task]
                self._late.add(task)
                task.cancel()
        self._ticking = bool(self._reading)
        if self._ticking:
            asyncio.get_running_loop().call_later(TICK_SECONDS, self._tick)


def _not_utf8() -> RecordRejected:
    return RecordRejected([Problem("record", "json", "must be JSON text in UTF-8", "text")])

"""HTTP/1.1 as uvicorn speaks it, with bounds on the head of a request: a stranger can neither fill the memory with one
nor hold a connection open by never finishing it. (What follows the head is bounded where it is read.)
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LARGEST_HEAD = 64 * 1024
HEAD_SECONDS = 15.0
EVENTS = "/events/"
TOO_LARGE, TOO_SLOW = (
    b"HTTP/1.1 %s\r\ncontent-length: 0\r\nconnection: close\r\n\r\n" % status
    for status in (b"431 Request Header Fields Too Large", b"408 Request Timeout")
)


class BoundedHttp(HttpToolsProtocol):
    """A head that comes in one piece, as nearly all do, costs no timer."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._in_head = True
        self._head_bytes = 0
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._set_deadline()

    def connection_lost(self, exc: Exception | None) -> None:
        self._drop_deadline()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._in_head:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._in_head and not self.transport.is_closing():
            if self._head_bytes > LARGEST_HEAD:
                self._refuse(TOO_LARGE)
            elif self._deadline is None:
                self._set_deadline()

    def on_message_begin(self) -> None:
        self._in_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._in_head, self._head_bytes = False, 0
        self._drop_deadline()
        super().on_headers_complete()

    def shutdown(self) -> None:
        """A stream of events has no end of its own, and would keep the process from its."""
        super().shutdown()
        if self.cycle is not None and not self.cycle.response_complete and self.cycle.scope["path"].endswith(EVENTS):
            self.transport.close()

    def _set_deadline(self) -> None:
        self._deadline = self.loop.call_later(HEAD_SECONDS, self._refuse, TOO_SLOW)

    def _drop_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _refuse(self, answer: bytes) -> None:
        self.transport.write(answer)
        self.transport.close()

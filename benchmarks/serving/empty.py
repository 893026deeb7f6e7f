"""ASGI applications that do nothing: what the server itself costs, and so the bound that nobody can beat.

``application`` takes the request as anybody must who wants to know what is in it; ``unread`` leaves its body where it
is, which spares the server some of its work.
"""

from collections.abc import Awaitable, Callable
from typing import Any

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
BODY = b'{"probability":0.5}'
START: Message = {
    "type": "http.response.start",
    "status": 200,
    "headers": [(b"content-type", b"application/json"), (b"content-length", str(len(BODY)).encode())],
}


async def application(scope: Message, receive: Receive, send: Send) -> None:
    """Read the body, throw it away, answer a constant."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
        return
    while (await receive()).get("more_body"):
        pass
    await _answer(send)


async def unread(scope: Message, receive: Receive, send: Send) -> None:
    """Answer a constant at once."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
        return
    await _answer(send)


async def _answer(send: Send) -> None:
    await send(START)
    await send({"type": "http.response.body", "body": BODY})


async def _live(receive: Receive, send: Send) -> None:
    for stage in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{stage}.complete"})

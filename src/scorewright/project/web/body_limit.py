"""How large a request may be: Django puts its body on the disk before it looks at who sends it."""

from typing import Any
from uuid import uuid4

from scorewright.loop.serving.door.application import Application
from scorewright.loop.serving.door.replies import PROBLEM, Refusal, reply
from scorewright.loop.serving.door.requests import request_id


class _BodyTooLargeError(Exception):
    """More came than there may be."""


class BodyLimit:
    """Refuses what has more than ``largest`` bytes, at once where it says so, and hands the rest to ``django``."""

    def __init__(self, django: Application, largest: int) -> None:
        self._django = django
        self._largest = largest

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._django(scope, receive, send)
        elif _announced(scope) > self._largest:
            await self._refuse(scope, send)
        else:
            try:
                await self._django(scope, self._counted(receive), send)
            except _BodyTooLargeError:  # while Django read it, so nothing was answered yet
                await self._refuse(scope, send)

    def _counted(self, receive: Any) -> Any:
        size = 0

        async def counted() -> Any:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > self._largest:
                raise _BodyTooLargeError
            return message

        return counted

    async def _refuse(self, scope: Any, send: Any) -> None:
        words = f"The body of a request has at most {self._largest / 1024 / 1024:g} MB here. Nothing was decided."
        name = (b"x-request-id", (request_id(scope) or uuid4().hex).encode())
        await reply(send, 413, [PROBLEM, name], Refusal(413, "Too large", words).body())


def _announced(scope: Any) -> int:
    length: bytes = dict(scope["headers"]).get(b"content-length", b"")
    return int(length) if length.isdigit() else 0

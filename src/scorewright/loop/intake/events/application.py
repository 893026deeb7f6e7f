"""The addresses of server-sent events; whatever is not one of them is handed on."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from scorewright.loop.intake import queries
from scorewright.loop.intake.api import READERS
from scorewright.loop.intake.events.feed import Feed, TooManyListenersError, events_of
from scorewright.loop.intake.events.listener import Listener
from scorewright.loop.intake.events.session import person_of
from scorewright.loop.intake.refusals import ApplicationNotFoundError
from scorewright.loop.serving.django_thread import in_django
from scorewright.loop.serving.door.application import Application
from scorewright.loop.serving.door.callers import Callers
from scorewright.loop.serving.door.refusals import refusal_of
from scorewright.loop.serving.door.replies import PROBLEM, Refusal, reply
from scorewright.loop.serving.door.requests import Headers, request_id
from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.scope import Scope, acting

HEARTBEAT_SECONDS = 15.0
_ID = r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
PATH = re.compile(rf"/api(?:/v1)?/applications/(?:{_ID}/)?events/")
_PAGE = re.compile(rf"/admin/intake/application/{_ID}/events/")
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # a proxy would keep events back until it has enough of them
]
_LISTENERS = tuple(role.value for role in READERS)


class Events:
    """``django`` answers all else; ``https_only`` refuses keys that came in the clear."""

    def __init__(
        self, django: Application, feed: Feed, *, https_only: bool = False, heartbeat: float = HEARTBEAT_SECONDS
    ) -> None:
        self._django = django
        self._feed = feed
        self._callers = Callers()
        self._https_only = https_only
        self._heartbeat = heartbeat

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        path = scope["path"] if scope["type"] == "http" else ""
        asked = PATH.fullmatch(path) or _PAGE.fullmatch(path)
        if asked is None:
            await self._django(scope, receive, send)
            return
        try:
            await self._answer(None if asked[1] is None else UUID(asked[1]), scope, receive, send)
        except Exception as error:  # every failure has an answer
            refusal = _refusal(error)
            name = (b"x-request-id", (request_id(scope) or uuid4().hex).encode())
            await reply(send, refusal.status, [PROBLEM, name, *refusal.headers], refusal.body())

    async def start(self) -> None:
        await self._feed.start()

    async def stop(self) -> None:
        await self._feed.stop()

    async def _answer(self, only: UUID | None, scope: Any, receive: Any, send: Any) -> None:
        if scope["method"] != "GET":
            raise Refusal(405, "Method not allowed", "Events are asked for by GET.", headers={"Allow": "GET"})
        headers, who = Headers.of(scope), self._who(scope)
        if self._https_only and not headers.https:
            raise Refusal(403, "HTTPS only", "Ask over HTTPS; the key that was sent is no secret now.")
        caller = await who()
        if only is None and caller.role == Role.APPLICANT:
            raise Refusal(403, "Not allowed", "applicants listen to an application of theirs, and not to all")
        with self._feed.listening(caller.tenant_id, only) as listener:
            now = b"" if only is None else await asyncio.to_thread(in_django, _as_it_stands, caller, only)
            name = (b"x-request-id", (headers.request_id or uuid4().hex).encode())
            await send({"type": "http.response.start", "status": 200, "headers": [*_HEADERS, name]})
            telling = asyncio.create_task(self._tell(who, listener, b"retry: 3000\n\n" + now, send))
            leaving = asyncio.create_task(_gone(receive))
            await asyncio.wait({telling, leaving}, return_when=asyncio.FIRST_COMPLETED)
            for task in (telling, leaving):
                task.cancel()
            await asyncio.gather(telling, leaving, return_exceptions=True)

    def _who(self, scope: Any) -> Callable[[], Awaitable[Scope]]:
        """Asks anew each time, since a key is revoked and a person logs out: by key, and on admin pages by session."""
        if not _PAGE.fullmatch(scope["path"]):
            return partial(self._callers.caller, Headers.of(scope).token, _LISTENERS)
        cookies = "; ".join(value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie")
        return partial(_logged_in, cookies)

    async def _tell(self, who: Callable[[], Awaitable[Scope]], listener: Listener, first: bytes, send: Any) -> None:
        """Until the key or session opens nothing any more, or whoever listens has gone."""
        text = first
        while True:
            await send({"type": "http.response.body", "body": text, "more_body": True})
            text = await listener.next(self._heartbeat)
            if not text:
                text = b": still here\n\n"
            try:
                await who()
            except Refusal as refusal:
                if refusal.status in (401, 403):
                    await send({"type": "http.response.body", "body": b"event: end\ndata: {}\n\n"})
                    return


async def _logged_in(cookies: str) -> Scope:
    scope = await asyncio.to_thread(in_django, person_of, cookies)
    if scope is None:
        raise Refusal(403, "Not allowed", "Log in to the admin pages first, as somebody who may read there.")
    return scope


async def _gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _as_it_stands(caller: Scope, only: UUID) -> bytes:
    with acting(caller.tenant_id, actor=caller.actor, role=caller.role, user_id=caller.user_id):
        queries.application(only)
    ((_, event),) = events_of(caller.tenant_id, [only])
    return event


def _refusal(error: Exception) -> Refusal:
    if isinstance(error, ApplicationNotFoundError):
        return Refusal(404, "Unknown application", str(error))
    if isinstance(error, TooManyListenersError):
        return Refusal(503, "Too many listen", f"{error}; try again.", headers={"Retry-After": "30"})
    return refusal_of(error)

"""The ASGI application that a web server runs: decisions here, everything else in Django.

Django's middleware, ORM and URL resolver are not on the way of a decision; where one needs them (a key or a model that
was not met in the last second), they work in a thread beside it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from time import perf_counter
from typing import Any, Protocol
from uuid import UUID, uuid4

from scorewright.declare.errors import RecordRejected
from scorewright.loop.serving.door.addresses import Route
from scorewright.loop.serving.door.bodies import Bodies, ClientGoneError
from scorewright.loop.serving.door.callers import Callers
from scorewright.loop.serving.door.deployed_plans import DeployedPlans
from scorewright.loop.serving.door.inference.application import InferenceProtocol
from scorewright.loop.serving.door.inference.paths import is_of_protocol
from scorewright.loop.serving.door.news import News
from scorewright.loop.serving.door.observing import Observer
from scorewright.loop.serving.door.predicting import Predicting
from scorewright.loop.serving.door.rate_limits import RateLimits
from scorewright.loop.serving.door.replies import Refusal, reply
from scorewright.loop.serving.door.requests import request_id
from scorewright.loop.serving.door.settling import Settling
from scorewright.loop.serving.door.together import Together
from scorewright.loop.serving.journal.journal import Journal
from scorewright.loop.serving.shadow.shadowing import Shadowing
from scorewright.loop.serving.tallies.published import published_tallies
from scorewright.loop.serving.tallies.tallies import TALLIES

FLUSH_SECONDS = 1.0


class Companion(Protocol):
    """What lives as long as the door does."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


Application = Callable[[Any, Any, Any], Awaitable[None]]
_log = logging.getLogger(__name__)


class Door:
    """``django`` answers whatever has no address in ``addresses`` and is none of the Open Inference Protocol."""

    def __init__(
        self,
        django: Application,
        addresses: Mapping[str, Route],
        *,
        journal: Journal,
        database_url: str,
        records_per_minute: int | None = None,
        default_status: str | None = None,
        https_only: bool = False,
        companions: Sequence[Companion] = (),
    ) -> None:
        self._django = django
        self._companions = tuple(companions)
        self._addresses = addresses
        self._journal = journal
        self._callers = Callers()
        self._plans = DeployedPlans()
        self._news = News(database_url, self._heard)
        self._observer = Observer()
        self._shadowing = Shadowing()
        self._predicting = Predicting(
            callers=self._callers,
            plans=self._plans,
            limits=RateLimits(records_per_minute),
            settling=Settling(journal, self._observer, self._shadowing),
            observer=self._observer,
            bodies=Bodies(),
            together=Together(),
            default_status=default_status,
            https_only=https_only,
        )
        use_cases = {route.use_case.name: route.use_case for route in addresses.values()}
        self._inference = InferenceProtocol(use_cases, self._predicting, django)
        self._flushing: asyncio.Task[None] | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            route = self._addresses.get(scope["path"])
            if route is not None:
                await self._decide(route, scope, receive, send)
            elif is_of_protocol(scope["path"]):
                await self._inference(scope, receive, send)
            else:
                await self._django(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await self._django(scope, receive, send)

    async def start(self) -> None:
        """Get ready to decide."""
        TALLIES.watch_journal(lambda: self._journal.waiting)
        await self._journal.start()
        await self._news.start()
        for companion in self._companions:
            await companion.start()
        self._flushing = asyncio.create_task(_flush_for_ever())

    async def stop(self) -> None:
        """Write what was accepted, and let go of the database."""
        for companion in self._companions:
            await companion.stop()
        await self._news.stop()
        await self._journal.stop()
        await self._shadowing.stop()
        if self._flushing is not None:
            self._flushing.cancel()
            await asyncio.gather(self._flushing, return_exceptions=True)
            await _flush()

    async def _live(self, receive: Any, send: Any) -> None:
        await receive()
        await self.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def _decide(self, route: Route, scope: Any, receive: Any, send: Any) -> None:
        begun = perf_counter()
        status = 200
        try:
            _require_post(scope)
            await self._predicting.answer(route, scope, receive, send)
        except ClientGoneError:
            status = 499
        except Exception as error:  # every failure has an answer
            refusal = route.form.refusal(error)
            status = refusal.status
            if isinstance(error, RecordRejected):
                self._observer.rejected(error)
            name = (b"x-request-id", (request_id(scope) or uuid4().hex).encode())
            await reply(send, status, [route.form.refused, name, *refusal.headers], route.form.body(refusal))
        self._observer.answered(route.name, status, begun)

    def _heard(self, table: str, tenant_id: UUID | None) -> None:
        if table in ("tenancy_apikey", ""):
            self._callers.forget(tenant_id)
        if table in ("registry_modelversion", "deployment_trafficplan", ""):
            self._plans.forget(tenant_id)


def _require_post(scope: Any) -> None:
    if scope["method"] != "POST":
        raise Refusal(405, "Method not allowed", "Records are sent by POST.", headers={"Allow": "POST"})


async def _flush_for_ever() -> None:
    while True:
        await asyncio.sleep(FLUSH_SECONDS)
        await _flush()


async def _flush() -> None:
    try:
        await asyncio.to_thread(published_tallies().flush)
    except OSError as error:
        _log.warning("The tallies cannot be written: %s", error)

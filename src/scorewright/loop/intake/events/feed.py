"""From the database's news to all who listen: one connection for each web process, and one reading for all of a tenant.

News say which application changed. It is read once, in a thread that has a connection only meanwhile, and told to
whoever listens: a listener costs neither a connection nor a thread.
"""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from django.db import Error
from psycopg_pool import PoolTimeout

from scorewright.loop.intake.events.listener import Listener
from scorewright.loop.intake.queries import visible
from scorewright.loop.intake.schemas import ApplicationLine
from scorewright.loop.serving.django_thread import in_django
from scorewright.loop.serving.door.news import News
from scorewright.loop.tenancy.scope import acting

CHANNEL = "scorewright_intake"
GATHER_SECONDS = 0.05
MOST_AT_ONCE = 200
_log = logging.getLogger(__name__)


class TooManyListenersError(Exception):
    """As many listen already as may."""


class Feed:
    """At most ``most`` listen at once; 0: nobody. ``ready`` is set once the database tells what happens."""

    def __init__(self, database_url: str, most: int) -> None:
        self._most = most
        self.ready = asyncio.Event()
        self._listeners: dict[UUID, set[Listener]] = {}
        self._changed: dict[UUID, dict[UUID, None]] = {}
        self._reading: dict[UUID, asyncio.Task[None]] = {}
        self._news = News(database_url, self._heard, channel=CHANNEL)

    @property
    def listeners(self) -> int:
        return sum(map(len, self._listeners.values()))

    async def start(self) -> None:
        if self._most:
            await self._news.start()

    async def stop(self) -> None:
        if self._most:
            await self._news.stop()
        for task in list(self._reading.values()):
            task.cancel()
        await asyncio.gather(*self._reading.values(), return_exceptions=True)

    @contextmanager
    def listening(self, tenant_id: UUID, only: UUID | None = None) -> Iterator[Listener]:
        """Raises TooManyListenersError."""
        if self.listeners >= self._most:
            raise TooManyListenersError(f"{self._most} listen already")
        listener = Listener(only)
        self._listeners.setdefault(tenant_id, set()).add(listener)
        try:
            yield listener
        finally:
            self._listeners[tenant_id].discard(listener)
            if not self._listeners[tenant_id]:
                del self._listeners[tenant_id]

    def _heard(self, tenant: str, application_id: UUID | None) -> None:
        if application_id is None:  # after a gap anything may have happened
            self.ready.set()
            for listener in [one for of_tenant in self._listeners.values() for one in of_tenant]:
                listener.miss()
            return
        tenant_id = UUID(tenant)
        if not any(one.wants(application_id) for one in self._listeners.get(tenant_id, ())):
            return
        self._changed.setdefault(tenant_id, {})[application_id] = None
        if tenant_id not in self._reading:
            self._reading[tenant_id] = asyncio.create_task(self._read(tenant_id))

    async def _read(self, tenant_id: UUID) -> None:
        try:
            await self._read_all(tenant_id)
        finally:  # in the same step as its last look: what is heard after that begins another reading
            del self._reading[tenant_id]

    async def _read_all(self, tenant_id: UUID) -> None:
        while changed := self._changed.pop(tenant_id, None):
            ids = list(changed)[:MOST_AT_ONCE]
            self._put_off(tenant_id, list(changed)[MOST_AT_ONCE:])
            try:
                found = await asyncio.to_thread(in_django, events_of, tenant_id, ids)
            except (Error, PoolTimeout) as error:
                _log.warning("Applications could not be read: %s", error)
                for listener in self._listeners.get(tenant_id, ()):
                    listener.miss()
            else:
                self._tell(tenant_id, found)
            await asyncio.sleep(GATHER_SECONDS)

    def _put_off(self, tenant_id: UUID, rest: Sequence[UUID]) -> None:
        if rest:
            self._changed[tenant_id] = dict.fromkeys(rest)

    def _tell(self, tenant_id: UUID, found: Sequence[tuple[UUID, bytes]]) -> None:
        for application_id, event in found:
            for listener in self._listeners.get(tenant_id, ()):
                if listener.wants(application_id):
                    listener.tell(application_id, event)


def events_of(tenant_id: UUID, ids: Sequence[UUID]) -> list[tuple[UUID, bytes]]:
    """An event for each application, as it stands; one that is out of sight was deleted."""
    with acting(tenant_id, actor="intake.events"):
        rows = visible().select_related("assessment", "applicant", "assigned_analyst").filter(pk__in=ids)
        found = {row.pk: ApplicationLine.from_orm(row).model_dump_json() for row in rows}
    return [
        (one, _event("application", found[one]) if one in found else _event("deleted", f'{{"id":"{one}"}}'))
        for one in ids
    ]


def _event(name: str, data: str) -> bytes:
    return f"event: {name}\ndata: {data}\n\n".encode()

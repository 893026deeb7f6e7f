"""Being told by PostgreSQL what has changed: keys and versions by tenant, or what else a channel tells of."""

import asyncio
import logging
from collections.abc import Callable
from uuid import UUID

import psycopg

CHANNEL = "scorewright_news"
PAUSE_SECONDS = 0.5

_log = logging.getLogger(__name__)

Listener = Callable[[str, UUID | None], None]


class News:
    """``listener`` is called with a table and a tenant, or what else stands before and behind the ":" of a channel's
    news; with neither after a gap, when anything may have changed.
    """

    def __init__(self, url: str, listener: Listener, channel: str = CHANNEL) -> None:
        self._url = url
        self._channel = channel
        self._listener = listener
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.create_task(self._listen_for_ever())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _listen_for_ever(self) -> None:
        while True:
            try:
                await self._listen()
            except (psycopg.Error, OSError) as error:
                _log.warning("No news from the database: %s", error)
            await asyncio.sleep(PAUSE_SECONDS)

    async def _listen(self) -> None:
        connection = await psycopg.AsyncConnection.connect(self._url, autocommit=True, connect_timeout=3)
        async with connection:
            await connection.execute(f"LISTEN {self._channel}")
            self._listener("", None)
            async for notification in connection.notifies():
                about, _, whose = notification.payload.partition(":")
                try:
                    self._listener(about, UUID(whose))
                except ValueError:  # whoever may connect may notify
                    _log.warning("News that nobody understands were left aside")

"""A way to the database that can fall silent, as when its machine has vanished: no answer, and no word of it."""

import asyncio
from types import TracebackType
from typing import Self

import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

OURS = "127.0.0.1"


class Relay:
    """Passes on what is said to the server of ``url`` and what it answers."""

    def __init__(self, url: str) -> None:
        self._there = conninfo_to_dict(url)
        self.url = url
        self._heard: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, OURS, 0)
        self.url = make_conninfo(self.url, host=OURS, port=self._server.sockets[0].getsockname()[1])
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.fall_silent()
        self._server.close()

    def fall_silent(self) -> None:
        """The connections that there are stay open, and nothing goes through them."""
        for task in self._heard:
            task.cancel()
        self._heard = []

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers, server = await asyncio.open_connection(self._there["host"], int(str(self._there["port"])))
        for source, target in ((reader, server), (answers, writer)):
            self._heard.append(asyncio.create_task(_pass_on(source, target)))


async def _pass_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    while data := await source.read(65536):
        target.write(data)


@pytest.fixture
def make_relay() -> type[Relay]:
    return Relay

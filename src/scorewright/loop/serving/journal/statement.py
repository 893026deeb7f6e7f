"""One prepared statement over a connection of psycopg, by its documented low level (``psycopg.pq``).

A commit is one exchange with the server. ``AsyncConnection.execute`` makes a cursor, converts types and registers the
socket anew for every exchange, which costs a decision that is alone more than its own row.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from time import monotonic

import psycopg
from psycopg import pq

PREPARE_SECONDS = 8.0
_numbers = count(1)


class Statement:
    """``run`` sends one text parameter and gives the one integer that comes back; one run at a time."""

    def __init__(self, connection: psycopg.AsyncConnection, query: str) -> None:
        self._pgconn = connection.pgconn
        # Kept, since libpq forgets it when it loses the connection: the loop must let go of it even then, or it would
        # be deaf on the next connection, which gets the same number.
        self._socket = connection.pgconn.socket
        self._closed = False
        self._query = query.encode()
        self._name = b"scorewright_%d" % next(_numbers)
        self._loop = asyncio.get_running_loop()
        self._asked_at = 0.0
        self._results: list[pq.abc.PGresult] = []
        self._answer: asyncio.Future[pq.abc.PGresult] | None = None
        self._room: asyncio.Future[None] | None = None

    async def prepare(self) -> None:
        self._loop.add_reader(self._socket, self._readable)
        await self._exchange(lambda: self._pgconn.send_prepare(self._name, self._query))

    async def run(self, text: bytes) -> int:
        """Raises psycopg.Error: of class OperationalError where the connection is lost."""
        result = await self._exchange(lambda: self._pgconn.send_query_prepared(self._name, [text]))
        return int(result.get_value(0, 0) or b"0")

    def silent_for(self) -> float:
        """For how many seconds the server has owed an answer."""
        return 0.0 if self._answer is None else monotonic() - self._asked_at

    def lose(self, why: str) -> None:
        """Give up the connection; whoever waits for an answer is told ``why``."""
        self._lost(psycopg.OperationalError(why))

    def close(self) -> None:
        if self._closed:  # the number may be another connection's by now
            return
        self._closed = True
        self._loop.remove_reader(self._socket)
        self._loop.remove_writer(self._socket)

    async def _exchange(self, send: Callable[[], None]) -> pq.abc.PGresult:
        self._answer, self._asked_at = self._loop.create_future(), monotonic()
        try:
            send()
            while self._pgconn.flush():
                await self._writable()
            result = await self._answer
        finally:
            self._answer = None
        if result.status in (pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK):
            return result
        raise _error_of(result)

    async def _writable(self) -> None:
        self._room = self._loop.create_future()
        self._loop.add_writer(self._socket, _done, self._room)
        try:
            await self._room
        finally:
            self._loop.remove_writer(self._socket)

    def _readable(self) -> None:
        """The server said something: an answer or a part of one, or that it leaves."""
        try:
            self._pgconn.consume_input()
            while not self._pgconn.is_busy():  # where it is, to get a result would be to wait for it
                result = self._pgconn.get_result()
                if result is None:
                    self._answered()
                    return
                self._results.append(result)
        except psycopg.Error as error:
            self._lost(error)

    def _answered(self) -> None:
        results, self._results = self._results, []
        if results and self._answer is not None and not self._answer.done():
            self._answer.set_result(results[-1])

    def _lost(self, error: psycopg.Error) -> None:
        self.close()
        self._pgconn.finish()
        if self._room is not None:
            _done(self._room)
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)


def _done(ready: "asyncio.Future[None]") -> None:
    if not ready.done():
        ready.set_result(None)


def _error_of(result: pq.abc.PGresult) -> psycopg.Error:
    state = (result.error_field(pq.DiagnosticField.SQLSTATE) or b"").decode()
    words = result.error_message.decode("utf-8", "replace").strip()
    try:
        return psycopg.errors.lookup(state)(words)
    except KeyError:
        return psycopg.OperationalError(words)


@asynccontextmanager
async def prepared(
    connection: psycopg.AsyncConnection, query: str, seconds: float = PREPARE_SECONDS
) -> AsyncIterator[Statement]:
    """``query`` ready to run, as long as the connection is held. Raises TimeoutError, an OSError, after ``seconds``."""
    statement = Statement(connection, query)
    try:
        async with asyncio.timeout(seconds):
            await statement.prepare()
        yield statement
    finally:
        statement.close()

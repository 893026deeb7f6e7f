"""Group commit: whatever has gathered while the last commit ran is written by the next, in one statement.

There is no timer: alone, a decision is written at once; under load, many share one commit. A batch that may or may not
have been committed when the connection broke is written again: rows that are there already are left alone.
"""

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from typing import Any

import psycopg
from msgspec import json

from scorewright.loop.serving.decision_row import DecisionRow
from scorewright.loop.serving.journal.journal import DecisionUnstorableError
from scorewright.loop.serving.journal.statement import Statement, prepared
from scorewright.loop.serving.journal.waiting import Entry, Waiting

MOST_WAITING = 20_000
MOST_WAITING_BYTES = 256 * 1024 * 1024
PATIENCE_SECONDS = 8.0
PAUSE_SECONDS = 0.05
DRAIN_SECONDS = 20.0
KEEP = "SELECT serving_keep($1)"
# A database that vanished without a word is noticed before the first who wait give up.
CONNECTION: dict[str, Any] = {
    "connect_timeout": 3,
    "keepalives_idle": 3,
    "keepalives_interval": 1,
    "keepalives_count": 3,
}
# What a row can have that the database will never take. All else is the fault of the database, or of its operator.
OF_THE_ROW = (psycopg.DataError, psycopg.IntegrityError, psycopg.errors.ProgramLimitExceeded)

_log = logging.getLogger(__name__)
_encoder = json.Encoder()


class GroupCommit:
    """A journal in PostgreSQL, by ``serving_keep``."""

    def __init__(
        self,
        url: str,
        *,
        most_waiting: int = MOST_WAITING,
        most_bytes: int = MOST_WAITING_BYTES,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._url = url
        self._patience = patience
        self._queue = Waiting(most_waiting, most_bytes, patience)
        self._idle: asyncio.Future[None] | None = None
        self._statement: Statement | None = None
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def waiting(self) -> int:
        return self._queue.rows

    async def start(self) -> None:
        self._tasks = [asyncio.create_task(self._write_for_ever()), asyncio.create_task(self._watch_for_ever())]

    async def stop(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_SECONDS):
                while self._queue.rows:
                    await asyncio.sleep(PAUSE_SECONDS)
        if self._queue.rows:
            _log.error("%d decisions could not be kept before the process had to end", self._queue.rows)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def keep(self, rows: Sequence[DecisionRow]) -> "asyncio.Future[bool]":
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._add(rows, done)
        return done

    def keep_later(self, rows: Sequence[DecisionRow]) -> None:
        self._add(rows, None)

    def _add(self, rows: Sequence[DecisionRow], done: "asyncio.Future[bool] | None") -> None:
        self._queue.add(b",".join([_encoder.encode(row) for row in rows]), len(rows), done)
        if self._idle is not None and not self._idle.done():
            self._idle.set_result(None)

    async def _write_for_ever(self) -> None:
        gone = False
        while True:
            try:
                async with await self._connection() as connection, prepared(connection, KEEP, self._patience) as keep:
                    self._statement = keep
                    if gone:
                        _log.warning("The journal has its database again")
                    gone = False
                    while not connection.closed:
                        await self._write_next(keep)
            except (psycopg.Error, OSError) as error:
                if not gone:
                    _log.warning("The journal has no database: %s", error)
                gone = True
                await asyncio.sleep(PAUSE_SECONDS)
            finally:
                self._statement = None

    async def _connection(self) -> psycopg.AsyncConnection:
        # A connection of its own: a pool would wait longer and longer for a database that comes back.
        return await psycopg.AsyncConnection.connect(self._url, autocommit=True, **CONNECTION)

    async def _write_next(self, keep: Statement) -> None:
        if not self._queue:
            self._idle = asyncio.get_running_loop().create_future()
            await self._idle
        await asyncio.sleep(0)  # whoever is decided on in this turn of the loop is in this commit
        batch = self._queue.take()
        try:
            if batch:
                await self._write(keep, batch)
        except BaseException:  # whatever it was, nothing that waits may be lost
            self._queue.give_back(batch)
            raise

    async def _write(self, keep: Statement, batch: Sequence[Entry]) -> None:
        text = b"[" + b",".join([entry.text for entry in batch]) + b"]"
        try:
            kept = await keep.run(text)
        except OF_THE_ROW as error:
            await self._write_apart(keep, batch, error)
            return
        if len(batch) == 1:
            self._queue.settle(batch[0], new=kept == batch[0].rows)
            return
        # Where some were there already, only one by one can tell whose.
        new = kept == sum(entry.rows for entry in batch)
        for entry in batch:
            self._queue.settle(entry, new=new)

    async def _write_apart(self, keep: Statement, batch: Sequence[Entry], error: psycopg.Error) -> None:
        """One row that cannot be stored must not keep the others from it."""
        if len(batch) > 1:
            for entry in batch:
                await self._write(keep, [entry])
            return
        _log.error("A decision cannot be stored: %s", type(error).__name__)
        self._queue.settle(batch[0], error=DecisionUnstorableError(type(error).__name__))

    async def _watch_for_ever(self) -> None:
        """One clock for all who wait, since a timer for each would cost more than its row; and for the database."""
        while True:
            await asyncio.sleep(PAUSE_SECONDS)
            self._queue.give_up()
            if self._statement is not None and self._statement.silent_for() > self._patience:
                self._statement.lose("The database does not answer.")

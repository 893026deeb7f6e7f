"""Group commit: whatever has gathered while the last commit ran is written by the next, in one statement.

There is no timer: alone, a decision is written at once; under load, many share one commit. Two commits may be in
flight, so that the database works while answers are being sent. A batch that may or may not have been committed when
the connection broke is written again: rows that are there already are left alone.
"""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

import psycopg
from msgspec import json

from scorewright.loop.serving.decision_row import DecisionRow
from scorewright.loop.serving.journal.journal import (
    DecisionUnstorableError,
    JournalBusyError,
    JournalUnreachableError,
)
from scorewright.loop.serving.journal.statement import Statement, prepared

MOST_WAITING = 20_000
MOST_IN_A_COMMIT = 1_000  # as many as a list in one request may have
FLIGHTS = 2
PATIENCE_SECONDS = 8.0
PAUSE_SECONDS = 0.05
DRAIN_SECONDS = 20.0
KEEP = "SELECT serving_keep($1)"

_log = logging.getLogger(__name__)
_encoder = json.Encoder()


@dataclass(slots=True, eq=False)
class _Entry:
    """The rows of one request. Without ``done`` nobody waits, and the journal tries for ever."""

    text: bytes
    rows: int
    done: "asyncio.Future[bool] | None"
    give_up_at: float
    settled: bool = False


class GroupCommit:
    """A journal in PostgreSQL, by ``serving_keep``."""

    def __init__(self, url: str, *, flights: int = FLIGHTS, most_waiting: int = MOST_WAITING) -> None:
        self._url = url
        self._flights = flights
        self._most_waiting = most_waiting
        self._entries: deque[_Entry] = deque()
        self._rows = 0
        self._awaited: deque[_Entry] = deque()
        self._idle: list[asyncio.Future[None]] = []
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def waiting(self) -> int:
        return self._rows

    async def start(self) -> None:
        self._tasks = [asyncio.create_task(self._write_for_ever()) for _ in range(self._flights)]
        self._tasks.append(asyncio.create_task(self._give_up_for_ever()))

    async def stop(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_SECONDS):
                while self._rows:
                    await asyncio.sleep(PAUSE_SECONDS)
        if self._rows:
            _log.error("%d decisions could not be kept before the process had to end", self._rows)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def keep(self, rows: Sequence[DecisionRow]) -> bool:
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._add(rows, done)
        return await done

    def keep_later(self, rows: Sequence[DecisionRow]) -> None:
        self._add(rows, None)

    def _add(self, rows: Sequence[DecisionRow], done: "asyncio.Future[bool] | None") -> None:
        if self._rows + len(rows) > self._most_waiting:
            raise JournalBusyError(f"{self._rows} decisions wait for the disk already")
        text = b",".join([_encoder.encode(row) for row in rows])
        entry = _Entry(text, len(rows), done, monotonic() + PATIENCE_SECONDS)
        self._entries.append(entry)
        if done is not None:
            self._awaited.append(entry)
        self._rows += len(rows)
        self._wake_a_writer()

    def _wake_a_writer(self) -> None:
        while self._idle:
            idle = self._idle.pop()
            if not idle.done():
                idle.set_result(None)
                return

    async def _write_for_ever(self) -> None:
        while True:
            try:
                async with await self._connection() as connection, prepared(connection, KEEP) as keep:
                    while not connection.closed:
                        await self._write_next(keep)
            except (psycopg.Error, OSError) as error:
                _log.warning("The journal has no database: %s", error)
                await asyncio.sleep(PAUSE_SECONDS)

    async def _connection(self) -> psycopg.AsyncConnection:
        # Each writer holds a connection of its own: a pool would wait longer and longer for a database that comes back.
        return await psycopg.AsyncConnection.connect(self._url, autocommit=True, connect_timeout=3)

    async def _write_next(self, keep: Statement) -> None:
        while not self._entries:
            idle = asyncio.get_running_loop().create_future()
            self._idle.append(idle)
            await idle
        batch = self._take()
        try:
            if batch:
                await self._write(keep, batch)
        except BaseException:  # whatever it was, nothing that waits may be lost
            self._entries.extendleft(reversed([entry for entry in batch if not entry.settled]))
            raise

    def _take(self) -> list[_Entry]:
        """What the next commit holds; what was given up meanwhile is not kept after all."""
        batch: list[_Entry] = []
        rows = 0
        while self._entries and rows + self._entries[0].rows <= MOST_IN_A_COMMIT:
            entry = self._entries.popleft()
            if entry.done is not None and entry.done.done():
                self._settle(entry)
                continue
            batch.append(entry)
            rows += entry.rows
        return batch

    async def _write(self, keep: Statement, batch: Sequence[_Entry]) -> None:
        text = b"[" + b",".join([entry.text for entry in batch]) + b"]"
        try:
            kept = await keep.run(text)
        except (
            psycopg.DataError,
            psycopg.IntegrityError,
            psycopg.ProgrammingError,
            psycopg.NotSupportedError,
        ) as error:
            await self._write_apart(keep, batch, error)
            return
        if kept == sum(entry.rows for entry in batch) or len(batch) == 1:
            for entry in batch:
                self._settle(entry, new=kept == entry.rows or len(batch) > 1)
        else:  # some were there already: only one by one can tell whose
            for entry in batch:
                self._settle(entry, new=False)

    async def _write_apart(self, keep: Statement, batch: Sequence[_Entry], error: psycopg.Error) -> None:
        """One row that cannot be stored must not keep the others from it."""
        if len(batch) > 1:
            for entry in batch:
                await self._write(keep, [entry])
            return
        _log.error("A decision cannot be stored: %s", type(error).__name__)
        self._settle(batch[0], error=DecisionUnstorableError(type(error).__name__))

    def _settle(self, entry: _Entry, *, new: bool = True, error: Exception | None = None) -> None:
        entry.settled = True
        self._rows -= entry.rows
        if entry.done is None or entry.done.done():  # nobody waits, or has gone
            return
        if error is None:
            entry.done.set_result(new)
        else:
            entry.done.set_exception(error)

    async def _give_up_for_ever(self) -> None:
        """One clock for all who wait: a timer for each would cost more than its row."""
        while True:
            await asyncio.sleep(PAUSE_SECONDS)
            if self._given_up():
                waiting, self._entries = self._entries, deque()
                for entry in waiting:
                    self._keep_waiting(entry)

    def _given_up(self) -> bool:
        """Whether anybody's patience has ended; they are told."""
        some = False
        while self._awaited and (self._awaited[0].settled or self._awaited[0].give_up_at < monotonic()):
            entry = self._awaited.popleft()
            if not entry.settled and entry.done is not None and not entry.done.done():
                entry.done.set_exception(JournalUnreachableError("the database does not answer"))
                some = True
        return some

    def _keep_waiting(self, entry: _Entry) -> None:
        if entry.done is not None and entry.done.done():
            self._settle(entry)
        else:
            self._entries.append(entry)

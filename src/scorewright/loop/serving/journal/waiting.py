"""Decisions that wait for their commit: in the order in which they came, bounded, and for a limited time."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

from scorewright.loop.serving.journal.journal import JournalBusyError, JournalUnreachableError

MOST_IN_A_COMMIT = 1_000  # as many as a list in one request may have
MOST_BYTES_IN_A_COMMIT = 16 * 1024 * 1024


@dataclass(slots=True, eq=False)
class Entry:
    """The rows of one request, as JSON. Without ``done`` nobody waits, and they are tried for ever."""

    text: bytes
    rows: int
    done: "asyncio.Future[bool] | None"
    give_up_at: float
    settled: bool = False

    @property
    def abandoned(self) -> bool:
        """Whether whoever waited was told something already, or has gone."""
        return self.done is not None and self.done.done()


class Waiting:
    """At most ``most_rows`` of ``most_bytes`` in all; whoever waits gives up after ``patience`` seconds."""

    def __init__(self, most_rows: int, most_bytes: int, patience: float) -> None:
        self._patience = patience
        self._most_rows = most_rows
        self._most_bytes = most_bytes
        self._entries: deque[Entry] = deque()
        self._awaited: deque[Entry] = deque()
        self._bytes = 0
        self.rows = 0

    def __bool__(self) -> bool:
        """Whether any can be taken; ``rows`` counts those that were taken and are not settled, too."""
        return bool(self._entries)

    def add(self, text: bytes, rows: int, done: "asyncio.Future[bool] | None") -> None:
        """Raises JournalBusyError where there is no room; alone, even the largest finds some."""
        if self.rows + rows > self._most_rows or (self.rows and self._bytes + len(text) > self._most_bytes):
            raise JournalBusyError(f"{self.rows} decisions wait for the disk already")
        entry = Entry(text, rows, done, monotonic() + self._patience)
        self._entries.append(entry)
        if done is not None:
            self._awaited.append(entry)
        self.rows += rows
        self._bytes += len(text)

    def take(self) -> list[Entry]:
        """What the next commit holds; what was given up meanwhile is not kept after all."""
        batch: list[Entry] = []
        rows = size = 0
        while self._entries and (not batch or self._fits(rows, size)):
            entry = self._entries.popleft()
            if entry.abandoned:
                self.settle(entry)
                continue
            batch.append(entry)
            rows += entry.rows
            size += len(entry.text)
        return batch

    def give_back(self, batch: Sequence[Entry]) -> None:
        """What was taken and is not settled is the first to be taken again."""
        self._entries.extendleft(reversed([entry for entry in batch if not entry.settled]))

    def settle(self, entry: Entry, *, new: bool = True, error: Exception | None = None) -> None:
        """Its rows are no longer waited for; whoever still waits is told."""
        entry.settled = True
        self.rows -= entry.rows
        self._bytes -= len(entry.text)
        if entry.done is None or entry.done.done():
            return
        if error is None:
            entry.done.set_result(new)
        else:
            entry.done.set_exception(error)

    def give_up(self) -> None:
        """Tell those whose patience has ended, and let go of what they wanted kept, unless it is being written."""
        if self._told():
            waiting, self._entries = self._entries, deque()
            for entry in waiting:
                if entry.abandoned:
                    self.settle(entry)
                else:
                    self._entries.append(entry)

    def _fits(self, rows: int, size: int) -> bool:
        entry = self._entries[0]
        return rows + entry.rows <= MOST_IN_A_COMMIT and size + len(entry.text) <= MOST_BYTES_IN_A_COMMIT

    def _told(self) -> bool:
        some, now = False, monotonic()
        while self._awaited and (self._awaited[0].settled or self._awaited[0].give_up_at < now):
            entry = self._awaited.popleft()
            if not entry.settled and entry.done is not None and not entry.done.done():
                entry.done.set_exception(JournalUnreachableError("the database does not answer"))
                some = True
        return some

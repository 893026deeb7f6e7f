"""What a journal promises to those who have decisions to keep."""

from collections.abc import Awaitable, Sequence
from typing import Protocol

from scorewright.loop.serving.decision_row import DecisionRow


class JournalBusyError(Exception):
    """More decisions wait for the disk than may; nothing was kept."""


class JournalUnreachableError(Exception):
    """The database did not answer in time; the decision may or may not be kept."""


class DecisionUnstorableError(Exception):
    """The database refuses the row itself, and would again."""


class Journal(Protocol):
    """Where decisions are kept."""

    async def start(self) -> None:
        """Get ready; the database need not be there yet."""
        ...

    async def stop(self) -> None:
        """Write all that waits, and close."""
        ...

    def keep(self, rows: Sequence[DecisionRow]) -> Awaitable[bool]:
        """Awaited: done once ``rows`` are committed; False where some of them were there already.

        Raises JournalBusyError at once, JournalUnreachableError and DecisionUnstorableError when it is awaited.
        """
        ...

    def keep_later(self, rows: Sequence[DecisionRow]) -> None:
        """Write ``rows`` as soon as may be. Raises JournalBusyError."""
        ...

    @property
    def waiting(self) -> int:
        """How many decisions are not committed yet."""
        ...

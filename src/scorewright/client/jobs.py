"""A file that is being decided, as a caller holds it in hand."""

from pathlib import Path
from typing import Protocol, TypeVar
from uuid import UUID

from scorewright.client import batches
from scorewright.client.answers import JobState
from scorewright.client.batches import Batch, OnProgress
from scorewright.client.conversation import Conversation
from scorewright.client.repeats import Repeats

T = TypeVar("T")


class Hold(Protocol):
    """Carries a conversation out, waiting."""

    def __call__(self, conversation: Conversation[T], /) -> T: ...


class AsyncHold(Protocol):
    """Carries a conversation out, awaiting."""

    async def __call__(self, conversation: Conversation[T], /) -> T: ...


class _InHand:
    """What both kinds know without asking."""

    def __init__(self, batch: Batch, repeats: Repeats) -> None:
        self._batch = batch
        self._repeats = repeats
        self.state = batch.state

    @property
    def id(self) -> UUID | None:
        """None where the file was decided at once, without a job."""
        return self.state.id

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}: {self.state.state}, {self.state.done} of {self.state.total}>"


class Job(_InHand):
    """A job of ``Client``; ``state`` is what was last heard of it."""

    def __init__(self, hold: Hold, batch: Batch, repeats: Repeats) -> None:
        super().__init__(batch, repeats)
        self._hold = hold

    def wait(self, on_progress: OnProgress | None = None, timeout: float | None = None) -> JobState:
        """Return when the job has succeeded, telling ``on_progress`` of every ``JobState`` on the way.

        Raises JobFailedError, and StillRunningError after ``timeout`` seconds: the job goes on then.
        """
        self.state = self._hold(batches.wait(self.state, self._repeats, on_progress=on_progress, timeout=timeout))
        return self.state

    def download(self, path: Path | str) -> Path:
        """Write the decided rows to ``path``, which appears whole or not at all."""
        return self._hold(batches.result(self._batch, Path(path), self._repeats))

    def download_rejected(self, path: Path | str) -> Path | None:
        """Write the rejected rows, each with its reason, to ``path``; None where every row was decided."""
        return self._hold(batches.rejected(self._batch, Path(path), self._repeats))

    def cancel(self) -> JobState:
        """Ask the job to stop; what it has decided by then stays decided."""
        self.state = self._hold(batches.cancel(self.state, self._repeats))
        return self.state


class AsyncJob(_InHand):
    """A job of ``AsyncClient``: the same, awaited."""

    def __init__(self, hold: AsyncHold, batch: Batch, repeats: Repeats) -> None:
        super().__init__(batch, repeats)
        self._hold = hold

    async def wait(self, on_progress: OnProgress | None = None, timeout: float | None = None) -> JobState:
        """As ``Job.wait``."""
        self.state = await self._hold(batches.wait(self.state, self._repeats, on_progress=on_progress, timeout=timeout))
        return self.state

    async def download(self, path: Path | str) -> Path:
        """As ``Job.download``."""
        return await self._hold(batches.result(self._batch, Path(path), self._repeats))

    async def download_rejected(self, path: Path | str) -> Path | None:
        """As ``Job.download_rejected``."""
        return await self._hold(batches.rejected(self._batch, Path(path), self._repeats))

    async def cancel(self) -> JobState:
        """As ``Job.cancel``."""
        self.state = await self._hold(batches.cancel(self.state, self._repeats))
        return self.state

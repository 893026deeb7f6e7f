"""Work of the service, as a caller holds it in hand."""

from collections.abc import Callable
from pathlib import Path
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from scorewright.client import batches, waiting
from scorewright.client.answers import JobState
from scorewright.client.batches import Batch
from scorewright.client.conversation import Conversation
from scorewright.client.repeats import Repeats
from scorewright.client.waiting import OnProgress

T = TypeVar("T")


class Hold(Protocol):
    """Carries a conversation out, waiting."""

    def __call__(self, conversation: Conversation[T], /) -> T: ...


class AsyncHold(Protocol):
    """Carries a conversation out, awaiting."""

    async def __call__(self, conversation: Conversation[T], /) -> T: ...


class _InHand:
    """What all kinds know without asking."""

    def __init__(self, state: JobState, repeats: Repeats) -> None:
        self._repeats = repeats
        self.state = state

    @property
    def id(self) -> UUID | None:
        """None where a file was decided at once, without a job."""
        return self.state.id

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}: {self.state.state}, {self.state.done} of {self.state.total}>"


class _Waited(_InHand):
    def __init__(self, hold: Hold, state: JobState, repeats: Repeats) -> None:
        super().__init__(state, repeats)
        self._hold = hold

    def cancel(self) -> JobState:
        """Ask the job to stop; what it has decided by then stays decided, and what it trains is not activated."""
        self.state = self._hold(waiting.cancel(self.state, self._repeats))
        return self.state

    def _succeeded(self, on_progress: OnProgress | None, timeout: float | None) -> JobState:
        self.state = self._hold(waiting.wait(self.state, self._repeats, on_progress=on_progress, timeout=timeout))
        return self.state


class _Awaited(_InHand):
    def __init__(self, hold: AsyncHold, state: JobState, repeats: Repeats) -> None:
        super().__init__(state, repeats)
        self._hold = hold

    async def cancel(self) -> JobState:
        """As ``Job.cancel``."""
        self.state = await self._hold(waiting.cancel(self.state, self._repeats))
        return self.state

    async def _succeeded(self, on_progress: OnProgress | None, timeout: float | None) -> JobState:
        self.state = await self._hold(waiting.wait(self.state, self._repeats, on_progress=on_progress, timeout=timeout))
        return self.state


class Job(_Waited):
    """A file that ``Client`` has sent; ``state`` is what was last heard of it."""

    def __init__(self, hold: Hold, batch: Batch, repeats: Repeats) -> None:
        super().__init__(hold, batch.state, repeats)
        self._batch = batch

    def wait(self, on_progress: OnProgress | None = None, timeout: float | None = None) -> JobState:
        """Return when the job has succeeded, telling ``on_progress`` of every ``JobState`` on the way.

        Raises JobFailedError, and StillRunningError after ``timeout`` seconds: the job goes on then.
        """
        return self._succeeded(on_progress, timeout)

    def download(self, path: Path | str) -> Path:
        """Write the decided rows to ``path``, which appears whole or not at all."""
        return self._hold(batches.result(self._batch, Path(path), self._repeats))

    def download_rejected(self, path: Path | str) -> Path | None:
        """Write the rejected rows, each with its reason, to ``path``; None where every row was decided."""
        return self._hold(batches.rejected(self._batch, Path(path), self._repeats))


class AsyncJob(_Awaited):
    """A file that ``AsyncClient`` has sent: the same, awaited."""

    def __init__(self, hold: AsyncHold, batch: Batch, repeats: Repeats) -> None:
        super().__init__(hold, batch.state, repeats)
        self._batch = batch

    async def wait(self, on_progress: OnProgress | None = None, timeout: float | None = None) -> JobState:
        """As ``Job.wait``."""
        return await self._succeeded(on_progress, timeout)

    async def download(self, path: Path | str) -> Path:
        """As ``Job.download``."""
        return await self._hold(batches.result(self._batch, Path(path), self._repeats))

    async def download_rejected(self, path: Path | str) -> Path | None:
        """As ``Job.download_rejected``."""
        return await self._hold(batches.rejected(self._batch, Path(path), self._repeats))


class JobFor(_Waited, Generic[T]):
    """A job of ``Client`` of which a ``T`` comes; ``find`` asks for it."""

    def __init__(self, hold: Hold, state: JobState, repeats: Repeats, find: Callable[[], Conversation[T]]) -> None:
        super().__init__(hold, state, repeats)
        self._find = find

    def wait(self, on_progress: OnProgress | None = None, timeout: float | None = None) -> T:
        """As ``Job.wait``, with what came of it."""
        self._succeeded(on_progress, timeout)
        return self._hold(self._find())


class AsyncJobFor(_Awaited, Generic[T]):
    """A job of ``AsyncClient`` of which a ``T`` comes."""

    def __init__(self, hold: AsyncHold, state: JobState, repeats: Repeats, find: Callable[[], Conversation[T]]) -> None:
        super().__init__(hold, state, repeats)
        self._find = find

    async def wait(self, on_progress: OnProgress | None = None, timeout: float | None = None) -> T:
        """As ``JobFor.wait``."""
        await self._succeeded(on_progress, timeout)
        return await self._hold(self._find())

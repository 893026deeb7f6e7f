"""The SHA-256 of a file that grows, computed in a thread beside the work that writes it."""

import hashlib
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path

from scorewright.loop.serving.bulk.fingerprints import AT_ONCE
from scorewright.loop.serving.bulk.signs import OnBlock, nothing

WAITED_SECONDS = 1.0


class Follower:
    """Follows the file at ``path``, from its beginning, wherever it is moved; it must only grow.

    So the file is read while it is still in memory, and nobody waits at the end until all of it is read again.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", buffering=0)
        self._block = bytearray(AT_ONCE)
        self._digest = hashlib.sha256()
        self._thread = ThreadPoolExecutor(1)
        self._last: Future[None] | None = None

    def follow(self) -> None:
        """What stands in the file by now is read, but not waited for."""
        if self._last is None or self._last.done():
            self._last = self._thread.submit(self._catch_up)

    def finish(self, on_block: OnBlock = nothing) -> str:
        """The SHA-256 of the file, to which nothing may be added any more."""
        rest = self._thread.submit(self._catch_up)  # behind whatever it still reads
        while wait([rest], WAITED_SECONDS).not_done:
            on_block()
        for read in (self._last, rest):
            if read is not None:
                read.result()
        self.close()
        return self._digest.hexdigest()

    def close(self) -> None:
        """Let go of the file."""
        self._thread.shutdown()
        self._file.close()

    def _catch_up(self) -> None:
        while found := self._file.readinto(self._block):
            self._digest.update(memoryview(self._block)[:found])

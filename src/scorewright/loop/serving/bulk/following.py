"""The SHA-256 of a file that grows, computed in a thread beside the work that writes it."""

import hashlib
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from scorewright.loop.serving.bulk.fingerprints import AT_ONCE


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

    def finish(self) -> str:
        """The SHA-256 of the file, to which nothing may be added any more."""
        self._thread.shutdown()
        if self._last is not None:
            self._last.result()
        self._catch_up()
        self._file.close()
        return self._digest.hexdigest()

    def close(self) -> None:
        """Let go of the file."""
        self._thread.shutdown()
        self._file.close()

    def _catch_up(self) -> None:
        while found := self._file.readinto(self._block):
            self._digest.update(memoryview(self._block)[:found])

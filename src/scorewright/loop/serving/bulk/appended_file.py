"""A file that only grows, goes on from where it was known to be sound, and has its name only once it is whole."""

import gzip
import os
from pathlib import Path
from typing import BinaryIO

from scorewright.loop.serving.bulk.following import Follower

COPIED_AT_ONCE = 1 << 20


class AppendedFile:
    """Goes on at ``size`` bytes: what stands behind was written after the last checkpoint, and is written again.

    It goes on in a copy. A process that was thought dead and wakes up writes into the file that it opened, which nobody
    reads any more.
    """

    def __init__(self, path: Path, size: int, *, gzipped: bool) -> None:
        self._path = path
        self._partial = partial_of(path)
        self._gzipped = gzipped
        before = path if size and not self._partial.exists() else self._partial  # ended, but nobody wrote that down
        new = self._partial.with_name(f"{self._partial.name}.new")
        self._file = new.open("wb")
        if size:
            with before.open("rb") as old:
                _copy(old, self._file, size)
        self._follower = Follower(new)
        new.replace(self._partial)

    def write(self, content: bytes) -> None:
        # Members of a gzip file stand one behind the other, so that it can be cut between any two.
        self._file.write(gzip.compress(content, 6) if self._gzipped else content)
        self._follower.follow()

    def flush(self) -> int:
        """Put all of it on the disk; how many bytes that are."""
        self._file.flush()
        os.fsync(self._file.fileno())
        return self._file.tell()

    def finish(self) -> str:
        """Give the file its name; its SHA-256."""
        self._file.close()
        self._partial.replace(self._path)
        return self._follower.finish()

    def close(self) -> None:
        self._file.close()
        self._follower.close()


def partial_of(path: Path) -> Path:
    """Where ``path`` is written until it is whole."""
    return path.with_name(f"{path.name}.partial")


def _copy(old: BinaryIO, new: BinaryIO, size: int) -> None:
    left = size
    while left:
        block = old.read(min(left, COPIED_AT_ONCE))
        if not block:
            raise EOFError(f"the result is shorter than it was: {left} of {size} bytes are missing")
        new.write(block)
        left -= len(block)

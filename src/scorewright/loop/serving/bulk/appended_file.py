"""A file that only grows, goes on from where it was known to be sound, and has its name only once it is whole."""

import gzip
import os
from pathlib import Path
from typing import BinaryIO

from scorewright.loop.serving.bulk.attempts import own_partial_of, partial_of
from scorewright.loop.serving.bulk.following import Follower
from scorewright.loop.serving.bulk.signs import OnBlock, nothing

COPIED_AT_ONCE = 1 << 20


class AppendedFile:
    """Goes on at ``size`` bytes: what stands behind was written after the last checkpoint, and is written again.

    It goes on in a copy. A process that was thought dead and wakes up writes into the file that it opened, which nobody
    reads any more.
    """

    def __init__(self, path: Path, size: int, *, gzipped: bool, on_block: OnBlock = nothing) -> None:
        self._path = path
        self._partial = partial_of(path)
        self._gzipped = gzipped
        before = path if size and not self._partial.exists() else self._partial  # ended, but nobody wrote that down
        with own_partial_of(path) as own:
            self._file = own.open("wb")
            if size:
                with before.open("rb") as old:
                    _copy(old, self._file, size, on_block)
                self.flush()  # of a process that is killed now, all of the copy must be there for the next
            self._follower = Follower(own)
            own.replace(self._partial)

    def write(self, content: bytes) -> None:
        # Members of a gzip file stand one behind the other, so that it can be cut between any two.
        self._file.write(gzip.compress(content, 6) if self._gzipped else content)
        self._follower.follow()

    def flush(self) -> int:
        """Put all of it on the disk; how many bytes that are."""
        self._file.flush()
        os.fsync(self._file.fileno())
        return self._file.tell()

    def finish(self, on_block: OnBlock = nothing) -> str:
        """Give the file its name; its SHA-256."""
        self._file.close()
        sha256 = self._follower.finish(on_block)
        on_block()  # whoever else has taken over has put a file of his own there
        self._partial.replace(self._path)
        return sha256

    def close(self) -> None:
        self._file.close()
        self._follower.close()


def _copy(old: BinaryIO, new: BinaryIO, size: int, on_block: OnBlock) -> None:
    left = size
    while left:
        block = old.read(min(left, COPIED_AT_ONCE))
        if not block:
            raise EOFError(f"the result is shorter than it was: {left} of {size} bytes are missing")
        new.write(block)
        left -= len(block)
        on_block()

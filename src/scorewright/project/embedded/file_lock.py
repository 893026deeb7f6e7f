"""Locks between processes. The kernel gives them back when the last process that holds the file open has ended."""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self


class FileLock:
    """An advisory lock (flock) on a file, held by this object and by every process that inherits ``descriptor``."""

    def __init__(self, path: Path) -> None:
        self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self.descriptor)

    def try_alone(self) -> bool:
        """Hold it alone; False when anybody else holds it."""
        return self._try(fcntl.LOCK_EX)

    def try_together(self) -> bool:
        """Hold it among others who do the same; False when somebody holds it alone."""
        return self._try(fcntl.LOCK_SH)

    def wait_alone(self) -> None:
        """Hold it alone, after everybody else has let go."""
        fcntl.flock(self.descriptor, fcntl.LOCK_EX)

    def _try(self, kind: int) -> bool:
        try:
            fcntl.flock(self.descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

"""A small process that outlives its owner, however the owner dies, and then ends the process groups it was told of.

The kernel's parent-death signal reaches a child but not the child's own workers; the warden reaches the whole group. It
notices the death by the end of its standard input, so it needs no polling and works on every Unix. It is run by its
path, with the standard library only, so that it starts in a few milliseconds and stays small.
"""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from typing import IO, cast

GRACE_SECONDS = 7.0  # PostgreSQL gives its own processes five seconds to quit at once


class Warden:
    """Our end of the pipe. The process is started with the first group, and again should somebody have killed it."""

    def __init__(self) -> None:
        self._groups: dict[int, int] = {}
        self._process: subprocess.Popen[bytes] | None = None

    def guard(self, group: int, number: signal.Signals) -> None:
        """Should we die, send ``number`` to this group, and SIGKILL to whatever is left of it after the grace time."""
        self._groups[group] = int(number)
        self._tell()

    def release(self, group: int) -> None:
        """This group has ended."""
        self._groups.pop(group, None)
        self._tell()

    def close(self) -> None:
        """Let the warden go; it first ends the groups that were not released."""
        if self._process is not None:
            self._process.communicate()
            self._process = None

    def _tell(self) -> None:
        # One line with everything, shorter than a pipe's atomic write: it arrives whole or not at all.
        line = json.dumps(self._groups).encode() + b"\n"
        if self._process is None:
            self._process = _start()
        try:
            _write(self._process, line)
        except BrokenPipeError:
            self._process.wait()
            self._process = _start()
            _write(self._process, line)


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - this very file
        [sys.executable, "-I", "-S", __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,  # whoever reads our output should see it end with us
        bufsize=0,
        cwd="/",
        start_new_session=True,
    )


def _write(process: subprocess.Popen[bytes], line: bytes) -> None:
    cast("IO[bytes]", process.stdin).write(line)


def _send(group: int, number: int) -> bool:
    """Whether the group still existed."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
        return True
    return False


def _end(groups: dict[int, int]) -> None:
    left = [group for group, number in groups.items() if _send(group, number)]
    deadline = time.monotonic() + GRACE_SECONDS
    while left and time.monotonic() < deadline:
        time.sleep(0.05)
        left = [group for group in left if _send(group, 0)]
    for group in left:
        _send(group, signal.SIGKILL)


def main() -> None:
    """Listen until the owner is gone, then act."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups: dict[int, int] = {}
    for line in sys.stdin:
        groups = {int(group): number for group, number in json.loads(line).items()}
    _end(groups)


if __name__ == "__main__":
    main()

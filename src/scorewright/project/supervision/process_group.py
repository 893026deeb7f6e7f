"""A process and everything it started, as far as it did not leave the group."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path


def end_by_force(group: int, patience_seconds: float = 2.0) -> None:
    """SIGKILL to every member, and a wait until none lives."""
    with suppress(ProcessLookupError, PermissionError):  # gone; or, on macOS, only dead members are left
        os.killpg(group, signal.SIGKILL)
        deadline = time.monotonic() + patience_seconds
        while _has_living_member(group) and time.monotonic() < deadline:
            time.sleep(0.01)


def _has_living_member(group: int) -> bool:
    """Read from /proc, because for the system calls a group exists as long as its dead are not buried, which in a
    container without an init is for ever. False where there is no /proc.
    """
    return any(_lives_in(group, stat) for stat in Path("/proc").glob("[0-9]*/stat"))


def _lives_in(group: int, stat: Path) -> bool:
    try:
        # proc_pid_stat(5): the name in brackets may hold anything, then come state, parent, process group.
        state, _parent, its_group = stat.read_text().rpartition(")")[2].split()[:3]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return int(its_group) == group and state not in "ZX"

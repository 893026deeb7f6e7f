"""Looking at processes from outside."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def is_alive() -> Callable[[int], bool]:
    """Whether the process with this id is there, and not just waits to be buried."""

    def is_alive(pid: int) -> bool:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        status = Path(f"/proc/{pid}/stat")
        return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"

    return is_alive

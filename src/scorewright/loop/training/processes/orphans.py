"""Processes that fit end with the process that wants the fits: one that is killed cannot tell them."""

import os
import time
from threading import Thread

BETWEEN_LOOKS_SECONDS = 1.0


def end_with_parent() -> None:
    """From now on, this process ends within a second or two of its parent."""
    Thread(target=_watch, args=(os.getppid(),), name="orphan-watch", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(BETWEEN_LOOKS_SECONDS)
    os._exit(1)

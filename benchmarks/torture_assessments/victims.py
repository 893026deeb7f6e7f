"""Whom to kill: the worker or a process of it, the broker, the database or a process of it, a process of the web."""

import os
import random
from collections.abc import Iterator
from signal import SIGKILL

from benchmarks.torture.victims import children, command
from scorewright.project.up.processes import APPLICATION

WEIGHTS = {"worker_child": 4, "worker": 2, "broker": 2, "backend": 3, "database": 2, "web_worker": 2}


def kill_one(supervisor: int, rng: random.Random) -> str | None:
    """SIGKILL one process below ``supervisor``; what it was, or None where there is none of the kind that was drawn."""
    kind = rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    found = sorted(_victims(supervisor, kind))
    if not found:
        return None
    try:
        os.kill(rng.choice(found), SIGKILL)
    except ProcessLookupError:  # it ended by itself just now
        return None
    return kind


def _victims(supervisor: int, kind: str) -> Iterator[int]:
    for pid in children(supervisor):
        words = command(pid)
        if kind in ("worker", "worker_child") and "celery" in words and " worker " in words:
            yield from (pid,) if kind == "worker" else children(pid)
        elif kind == "broker" and "valkey" in words:
            yield pid
        elif kind in ("database", "backend") and "postgres" in words:
            backends = (child for child in children(pid) if "scorewright_" in command(child))
            yield from (pid,) if kind == "database" else backends
        elif kind == "web_worker" and APPLICATION in words:
            yield from (child for child in children(pid) if "resource_tracker" not in command(child))

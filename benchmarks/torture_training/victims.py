"""The worker: its head, or the process of it that does the job."""

import os
import random
from signal import SIGKILL

from benchmarks.torture.victims import children, command


def kill_worker(supervisor: int, rng: random.Random) -> str | None:
    """SIGKILL one of the two; which, or None where there is none just now."""
    heads = [pid for pid in children(supervisor) if "celery" in command(pid) and " worker " in command(pid)]
    kind = rng.choice(("worker", "worker_child"))
    found = heads if kind == "worker" else [child for head in heads for child in children(head)]
    if not found:
        return None
    try:
        os.kill(rng.choice(sorted(found)), SIGKILL)
    except ProcessLookupError:
        return None
    return kind

"""Whom to kill: one of the web processes, or the database, whole or one of its processes."""

import os
import random
from collections.abc import Iterator
from pathlib import Path
from signal import SIGKILL

from scorewright.project.up.processes import APPLICATION

# A worker of the web server and a process of the database that serves one connection die most often in real life.
WEIGHTS = {"web_worker": 4, "web": 1, "backend": 3, "database": 2}


def kill_one(supervisor: int, rng: random.Random) -> str | None:
    """SIGKILL one process below ``supervisor``; what it was, or None where there is none of the kind that was drawn."""
    kind = rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    found = sorted(_victims(supervisor, kind))
    if not found:
        return None
    try:
        os.kill(rng.choice(found), SIGKILL)
    except ProcessLookupError:  # it ended by itself just now, as the companions of a killed backend do
        return None
    return kind


def _victims(supervisor: int, kind: str) -> Iterator[int]:
    program = APPLICATION if kind.startswith("web") else "postgres"
    for pid in children(supervisor):
        if program not in command(pid):
            continue
        if kind in ("web", "database"):
            yield pid
        elif kind == "web_worker":
            yield from (child for child in children(pid) if "resource_tracker" not in command(child))
        else:
            yield from (child for child in children(pid) if "scorewright_" in command(child))


def children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""

"""What a supervised process is: its command, how we know that it works, and how it is asked to end."""

import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Account:
    """The system account that a process runs as when we are root."""

    uid: int
    gid: int


def works_once_started() -> bool:
    """The readiness of a child that offers nothing to ask."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A process to run in the foreground, in a session of its own.

    ``env`` is the whole environment, not an addition. ``orphan_signal`` is sent when the supervisor dies without having
    said good-bye: it should be the quickest ending that loses nothing. ``keep_open`` are file descriptors to hand down.
    """

    name: str
    command: tuple[str, ...]
    env: Mapping[str, str]
    log: Path
    ready: Callable[[], bool] = works_once_started
    ready_seconds: float = 30.0
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGTERM
    grace_seconds: float = 10.0
    account: Account | None = None
    folder: Path | None = None
    keep_open: tuple[int, ...] = ()

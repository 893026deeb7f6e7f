"""What a supervisor tells whoever shows it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Happening(StrEnum):
    """The turns in a child's life."""

    STARTED = "started"
    READY = "ready"
    DIED = "died"
    RESTARTED = "restarted"
    STOPPING = "stopping"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Event:
    """``exit_status`` is negative for a signal, as in ``subprocess``, and None while the process lives."""

    happening: Happening
    child: str
    pid: int
    exit_status: int | None = None
    restart_in_seconds: float | None = None


Listener = Callable[[Event], None]


def nobody_listens(_event: Event) -> None:
    """The listener of a supervisor that nobody watches."""

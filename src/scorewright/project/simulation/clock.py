"""A clock that a simulation moves: the one seam by which a year of the service goes by in minutes.

``django.utils.timezone.now`` is what the service knows of business time. Leases, the outbox, pauses and the audit trail
go by the database's own clock, and caches by the machine's: they concern processes, which live in real time.
"""

import os
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from scorewright.project.embedded.home import Home
from scorewright.project.embedded.ports import LOOPBACK, load

CLOCK = "SCOREWRIGHT_CLOCK"
FILE = "simulated-clock"


class MovedClock:
    """The machine's time and the seconds that the file at ``path`` holds; what it once held is never taken back."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._machine = timezone.now
        self._ahead = seconds_in(path)

    def now(self) -> datetime:
        self._ahead = max(self._ahead, seconds_in(self._path))
        return self._machine() + timedelta(seconds=self._ahead)


def seconds_in(path: Path) -> float:
    """How far the clock is ahead of the machine's; behind it, where below 0."""
    return float(path.read_text())


def clock_file(home: Path) -> Path:
    """Where a home that ``scorewright simulate`` has made keeps how far its clock is moved."""
    return home / FILE


def move_clock(home: Path, database_url: str, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the clock is moved now; to be called before any model is loaded, since those take hold of it.

    Raises ImproperlyConfigured where the home is no simulation's, where the database is not the home's own, and for a
    simulation's home without its clock, in which time would go back.
    """
    given, own = environment.get(CLOCK), clock_file(home)
    if not given:
        if own.exists():
            raise ImproperlyConfigured(f"{home} is the home of a simulation, whose clock is moved: set {CLOCK}={own}")
        return False
    if Path(given).absolute() != own or not own.is_file():
        raise ImproperlyConfigured(
            f"{CLOCK} moves the clock of a simulation: it must name {own}, which only `scorewright simulate` makes"
        )
    if database_url and not _is_of(home, database_url):
        raise ImproperlyConfigured(
            f"{CLOCK} moves the clock of a simulation, whose database is the one in its home: unset DATABASE_URL"
        )
    timezone.now = MovedClock(own).now
    return True


def moved() -> str | None:
    """What everybody should know who looks at a service whose clock is moved; None where it is not."""
    if not isinstance(getattr(timezone.now, "__self__", None), MovedClock):
        return None
    return f"this is a simulation: its clock is moved, and says {timezone.now():%Y-%m-%d %H:%M}"


def _is_of(home: Path, database_url: str) -> bool:
    ports, parts = load(Home(home).state), urlsplit(database_url)
    return ports is not None and (parts.hostname, parts.port) == (LOOPBACK, ports.postgres)

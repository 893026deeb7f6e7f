"""A service of the simulation's own: its home, its database, its port, its clock."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scorewright.project.embedded.home import Home
from scorewright.project.embedded.ports import LOOPBACK, free_port
from scorewright.project.first_start.credentials import FirstCredentials, kept
from scorewright.project.simulation.clock import CLOCK, clock_file
from scorewright.project.simulation.refusals import SimulationError
from scorewright.project.supervision.child import Child
from scorewright.project.supervision.supervisor import Supervisor
from scorewright.project.up.processes import answers

COMMAND = (sys.executable, "-m", "scorewright.project")
# What an operator's own service is told must not reach this one.
OF_ANOTHER = ("SCOREWRIGHT_", "DATABASE_", "CELERY_", "DJANGO_")
START_SECONDS = 240.0


@dataclass(frozen=True)
class OwnService:
    """A running service, and the environment in which its commands find it."""

    home: Home
    url: str
    environment: Mapping[str, str]

    @property
    def credentials(self) -> FirstCredentials:
        return kept(self.home)

    def command(self, arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
        """Run ``scorewright`` beside it, as in a second terminal."""
        return subprocess.run(  # noqa: S603 - our own command
            [*COMMAND, *arguments], env=self.environment, capture_output=True, text=True, check=False
        )


@contextmanager
def own_service(home: Home) -> Iterator[OwnService]:
    """``scorewright up`` in a ``home`` whose clock is set, until it is left. Raises ChildFailedError."""
    url, environment = _place(home)
    up = Child(
        name="scorewright up",
        command=(*COMMAND, "up", "--no-train"),
        env=environment,
        log=home.logs / "up.log",
        ready=lambda: answers(f"{url}/readyz"),
        ready_seconds=START_SECONDS,
        grace_seconds=90.0,
    )
    with Supervisor() as supervisor:
        supervisor.start(up)
        yield OwnService(home, url, environment)


def new_home(path: Path) -> Home:
    """A home at ``path``. Raises SimulationError where anything is there: time could go back in it."""
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise SimulationError(f"{path} is not empty: a simulation takes a home of its own, which is new")
    home = Home(path.absolute())
    home.prepare()
    return home


def _place(home: Home) -> tuple[str, Mapping[str, str]]:
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(OF_ANOTHER)} | {
        "SCOREWRIGHT_HOME": str(home.path),
        "SCOREWRIGHT_PORT": str(port),
        "SCOREWRIGHT_WEB_PROCESSES": "1",
        "SCOREWRIGHT_RATE_LIMIT": "0",
        CLOCK: str(clock_file(home.path)),
    }
    return f"http://{LOOPBACK}:{port}", environment

"""The product in a home of its own: real database, real models, ready for web processes."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scorewright.project.embedded.home import Home
from scorewright.project.embedded.stack import Embedded
from scorewright.project.first_start.credentials import kept
from scorewright.project.supervision.supervisor import Supervisor

ROOT = Path(__file__).parents[1]
USE_CASES = Path(__file__).with_name("use_cases")
OURS = ("DATABASE_", "CELERY_", "SCOREWRIGHT_", "DJANGO_")
# One thread for each library that would take all processors for a single row: the same for everybody measured.
ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}


@dataclass(frozen=True)
class Service:
    """Database and broker are up, the tables are made; ``environment`` is what every process of the product needs."""

    home: Home
    supervisor: Supervisor
    environment: Mapping[str, str]
    admin_url: str

    @property
    def key(self) -> str:
        """An API key that may decide."""
        return kept(self.home).service_key

    def command(self, *arguments: str) -> Any:
        """What one of the product's commands answers. Raises CalledProcessError; the reason is on standard error."""
        return _answer("scorewright.project", *arguments, "--json", env=self.environment)

    def program(self, module: str, *arguments: str) -> Any:
        """What a program of the benchmark answers in the environment of the product, with all processors to use."""
        env = {name: value for name, value in self.environment.items() if name not in ONE_THREAD}
        return _answer(module, *arguments, env=env | {"DJANGO_SETTINGS_MODULE": "scorewright.project.settings"})


@contextmanager
def service(folder: Path) -> Iterator[Service]:
    """Start the servers below ``folder``, and stop them and all that was started beside them on leaving."""
    with Supervisor() as supervisor, Embedded(Home(folder), supervisor=supervisor) as embedded:
        environment = clean_environment() | embedded.environment()
        ready = Service(embedded.home, supervisor, environment, embedded.admin_url)
        ready.command("bootstrap")
        yield ready


def clean_environment() -> dict[str, str]:
    """The operator's environment without what points to a service of theirs, and with the use cases of the bench."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    search = os.pathsep.join([*filter(None, [os.environ.get("PYTHONPATH")]), str(ROOT), str(USE_CASES)])
    return inherited | ONE_THREAD | {"PYTHONPATH": search}


def _answer(module: str, *arguments: str, env: Mapping[str, str]) -> Any:
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, env=env, stdout=subprocess.PIPE, check=True)  # noqa: S603 - programs of ours
    return json.loads(done.stdout)

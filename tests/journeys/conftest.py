"""The whole product under ``scorewright up``, in a home and on a port of its own, once for all journeys."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from scorewright.project.embedded.ports import free_port


@dataclass(frozen=True)
class Running:
    """One ``scorewright up``: its process, its home, and how to reach it."""

    process: subprocess.Popen[bytes]
    home: Path
    url: str
    environment: dict[str, str]

    @property
    def credentials(self) -> dict[str, str]:
        found: dict[str, str] = json.loads((self.home / "credentials.json").read_text())
        return found

    def client(self) -> httpx.Client:
        headers = {"Authorization": f"Bearer {self.credentials['admin_key']}"}
        return httpx.Client(base_url=self.url, headers=headers, timeout=30)

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run ``scorewright`` in a second terminal."""
        return subprocess.run(
            [sys.executable, "-m", "scorewright.project", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    @staticmethod
    def until(true: Callable[[], bool], seconds: float, what: str) -> None:
        """Wait until ``true()``; fail with ``what`` after ``seconds``."""
        deadline = time.monotonic() + seconds
        while not true():
            if time.monotonic() > deadline:
                pytest.fail(f"not within {seconds} s: {what}")
            time.sleep(0.1)

    def processes(self) -> list[int]:
        """Every process whose environment names this home: the service and all that it started."""
        mark = f"SCOREWRIGHT_HOME={self.home}".encode()
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (folder / "environ").read_bytes().split(b"\0"):
                    found.append(int(folder.name))
            except OSError:
                continue  # it ended while we looked, or is somebody else's
        return found


def _start(home: Path, environment: dict[str, str]) -> Running:
    log = home.parent / "up.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "scorewright.project", "up"],
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            # A job of a shell that is not interactive would ignore Ctrl-C.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509 - no thread
        )
    running = Running(process, home, f"http://127.0.0.1:{environment['SCOREWRIGHT_PORT']}", environment)
    try:
        running.until(lambda: "Everything is up" in log.read_text() or process.poll() is not None, 240, log.read_text())
        assert process.poll() is None, log.read_text()
    except BaseException:
        _stop(running)
        raise
    return running


def _stop(running: Running) -> None:
    if running.process.poll() is None:
        running.process.send_signal(signal.SIGTERM)
        running.process.wait(60)


@pytest.fixture(scope="session")
def running() -> Iterator[Running]:
    # Not pytest's own folder: another session closes that to the account which PostgreSQL runs as.
    folder = tempfile.TemporaryDirectory(prefix="scorewright-journey-")
    home = Path(folder.name) / "home"
    ours = ("DATABASE_", "CELERY_", "SCOREWRIGHT_", "DJANGO_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    environment |= {"SCOREWRIGHT_HOME": str(home), "SCOREWRIGHT_PORT": str(free_port())}
    running = _start(home, environment)
    yield running
    _stop(running)
    folder.cleanup()


@pytest.fixture
def again(running: Running) -> Iterator[Callable[[], Running]]:
    """Starts the stopped service once more, as a second ``make run`` would."""
    started: list[Running] = []

    def start() -> Running:
        started.append(_start(running.home, running.environment))
        return started[-1]

    yield start
    for second in started:
        _stop(second)

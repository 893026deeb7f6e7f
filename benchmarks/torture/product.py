"""The whole product under ``scorewright up``, in a home and on a port of its own."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import SIGTERM

import httpx

from benchmarks.service import clean_environment
from scorewright.project.embedded.home import Home
from scorewright.project.embedded.ports import free_port
from scorewright.project.first_start.credentials import kept

USE_CASE = "german_credit"
LEARNER = "logistic_regression"
STOP_SECONDS = 60.0


class NotUpError(Exception):
    """The product did not start, did not recover, or did not stop."""


@dataclass(frozen=True)
class Product:
    """``pid`` is the supervisor's; the servers and the web process are its children."""

    pid: int
    home: Home
    url: str

    @property
    def key(self) -> str:
        return kept(self.home).service_key

    @property
    def admin_key(self) -> str:
        return kept(self.home).admin_key

    @property
    def environment(self) -> dict[str, str]:
        """What a command needs that is to work beside it."""
        return clean_environment() | {"SCOREWRIGHT_HOME": str(self.home.path)}

    def wait_until_ready(self, seconds: float) -> None:
        """Wait until database, broker and web answer again. Raises NotUpError after ``seconds``."""
        deadline = time.monotonic() + seconds
        while not self._ready():
            if time.monotonic() > deadline:
                raise NotUpError(f"{self.url}/readyz says nothing good for {seconds:g} s")
            time.sleep(0.2)

    def _ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/readyz", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False


@contextmanager
def product(folder: Path, training: Sequence[str] = (USE_CASE, "--learners", LEARNER)) -> Iterator[Product]:
    """Start it below ``folder``, with what ``training`` trains in production, if anything; stop it on leaving.

    Raises NotUpError.
    """
    home, port = Home(folder / "home"), free_port()
    environment = clean_environment() | {"SCOREWRIGHT_HOME": str(home.path), "SCOREWRIGHT_PORT": str(port)}
    ours = [sys.executable, "-m", "scorewright.project"]
    command = [*ours, "up", "--no-train", "--json"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:  # noqa: S603 - ours
        try:
            url = _url(process)
            if training:
                train = [*ours, "train", *training, "--json"]
                subprocess.run(train, env=environment, stdout=subprocess.DEVNULL, check=True)  # noqa: S603 - ours
            yield Product(process.pid, home, url)
        finally:
            process.send_signal(SIGTERM)
            process.wait(STOP_SECONDS)


def _url(process: subprocess.Popen[bytes]) -> str:
    """What ``up --json`` says when all is up; the end of its output when it is not to be."""
    line = process.stdout.readline() if process.stdout is not None else b""
    if not line.strip():
        raise NotUpError("scorewright up has ended; the reason stands above")
    return str(json.loads(line)["url"])

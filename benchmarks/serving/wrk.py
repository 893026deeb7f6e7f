"""Loading an address with wrk, which the distribution's packages have."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

SCRIPT = Path(__file__).with_name("wrk.lua")
HOW_TO_INSTALL = (
    "wrk is missing: install it with apt-get install wrk (Debian, Ubuntu), apk add wrk (Alpine) or brew install wrk"
)


class LoadError(Exception):
    """A load that measures nothing: no wrk, or answers that were refused or never came."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One load. Latencies are medians and 99th percentiles over all its requests, in milliseconds."""

    requests_per_second: float
    p50_ms: float
    p99_ms: float
    answered: int


@dataclass(frozen=True, slots=True)
class Load:
    """What is sent to whom: a key, which only the product looks at, a file with one body a line, and an address."""

    key: str
    bodies: Path
    url: str = ""

    def at(self, url: str) -> Self:
        """The same to ``url``."""
        return replace(self, url=url)


def program() -> str:
    """Where wrk is. Raises LoadError, which says how to install it; in a CI that runs as root it is installed."""
    found = shutil.which("wrk")
    manager = shutil.which("apt-get")
    if found is None and manager is not None and os.environ.get("CI") and os.geteuid() == 0:
        install = [manager, "install", "--yes", "--quiet", "wrk"]
        subprocess.run(install, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - a fixed command
        found = shutil.which("wrk")
    if found is None:
        raise LoadError(HOW_TO_INSTALL)
    return found


def run(load: Load, *, connections: int, seconds: int, may_refuse: bool = False) -> Measured:
    """Keep ``connections`` requests in flight for ``seconds``.

    Raises LoadError unless each one was answered by 200; who ``may_refuse`` has such answers left out of its figures.
    """
    command = [program(), "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", str(SCRIPT), load.url]
    environment = {**os.environ, "BENCH_KEY": load.key, "BENCH_BODIES": str(load.bodies)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - as above
    if done.returncode != 0:
        raise LoadError(f"wrk failed on {load.url}: {done.stderr.strip() or done.stdout.strip()}")
    return measured(done.stdout.splitlines()[-1], load.url, may_refuse=may_refuse)


def measured(line: str, url: str, *, may_refuse: bool = False) -> Measured:
    """What wrk's script wrote. Raises LoadError where requests were refused, broken off or not answered at all."""
    found = json.loads(line)
    if may_refuse:
        found["answered"], found["refused"] = found["answered"] - found["refused"], 0
    if found["refused"] or found["broken"] or not found["answered"]:
        raise LoadError(f"{url}: {found['refused']} refused, {found['broken']} broken of {found['answered']} requests")
    return Measured(found["answered"] / found["seconds"], found["p50_ms"], found["p99_ms"], found["answered"])

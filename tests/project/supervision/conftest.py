"""A clock that the test moves, children that are a line of shell, and scripts that run in a process of their own."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scorewright.project.supervision.child import Child, works_once_started
from scorewright.project.supervision.events import Event


class FastClock:
    """Sleeping moves the clock by what was asked, and really takes a moment, for real processes."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        time.sleep(0.002)


@pytest.fixture
def clock() -> FastClock:
    return FastClock()


@pytest.fixture
def events() -> list[Event]:
    return []


@pytest.fixture
def shell(tmp_path: Path) -> Callable[..., Child]:
    """``shell("name", "script")`` is a child that runs the script in ``sh``."""

    def child(
        name: str, script: str, *, ready: Callable[[], bool] = works_once_started, ready_seconds: float = 30.0
    ) -> Child:
        return Child(
            name=name,
            command=("/bin/sh", "-c", script),
            env=dict(os.environ),
            log=tmp_path / f"{name}.log",
            folder=tmp_path,
            ready=ready,
            ready_seconds=ready_seconds,
        )

    return child


@pytest.fixture
def script(tmp_path: Path) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """Run Python source in a process of its own, in the test's folder."""
    started: list[subprocess.Popen[str]] = []

    def run(source: str) -> subprocess.Popen[str]:
        started.append(
            subprocess.Popen(
                [sys.executable, "-u", "-c", source],
                cwd=tmp_path,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
                stdout=subprocess.PIPE,
                text=True,
            )
        )
        return started[-1]

    yield run
    for process in started:
        process.kill()
        process.communicate()


def is_alive(pid: int) -> bool:
    """A zombie that nobody has buried yet does not count."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.fixture
def alive() -> Callable[[int], bool]:
    return is_alive


@pytest.fixture
def eventually() -> Callable[[Callable[[], object]], None]:
    """Wait up to ten seconds for a condition."""

    def wait(condition: Callable[[], object]) -> None:
        deadline = time.monotonic() + 10
        while not condition():
            assert time.monotonic() < deadline, "did not happen within ten seconds"
            time.sleep(0.02)

    return wait

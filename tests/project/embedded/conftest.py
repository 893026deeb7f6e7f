"""Real servers: one pair for all tests that only ask something of them, and scripts that start a pair of their own."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scorewright.project.embedded.home import Home
from scorewright.project.embedded.stack import Embedded


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    with Embedded(Home(tmp_path_factory.mktemp("home"))) as running:
        yield running


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A folder that is not there yet."""
    return Home(tmp_path / "home")


@pytest.fixture(scope="session")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> Home:
    with Embedded(Home(tmp_path_factory.mktemp("stopped"))) as once:
        return once.home


@pytest.fixture
def used_home(stopped: Home, tmp_path: Path) -> Home:
    """A home whose servers have run before: quicker than a new one."""
    subprocess.run(["cp", "-a", stopped.path, tmp_path / "used"], check=True)
    return Home(tmp_path / "used")


@pytest.fixture
def script(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Run Python source, with arguments, in a process of its own."""
    started: list[subprocess.Popen[str]] = []

    def run(source: str, *arguments: object) -> subprocess.Popen[str]:
        started.append(
            subprocess.Popen(
                [sys.executable, "-u", "-c", source, *map(str, arguments)],
                cwd=tmp_path,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
        return started[-1]

    yield run
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def servers_of() -> Callable[[Home], set[int]]:
    """The living processes that work in a folder of the home: the servers and all that they started."""

    def find(home: Home) -> set[int]:
        links = {int(link.parent.name): _target(link) for link in Path("/proc").glob("[0-9]*/cwd")}
        return {pid for pid, folder in links.items() if folder is not None and folder.is_relative_to(home.path)}

    return find


def _target(link: Path) -> Path | None:
    try:
        return link.readlink()
    except OSError:  # it has ended, or is not ours to look at
        return None


@pytest.fixture
def eventually() -> Callable[[Callable[[], object]], None]:
    """Wait up to ten seconds for a condition."""

    def wait(condition: Callable[[], object]) -> None:
        deadline = time.monotonic() + 10
        while not condition():
            assert time.monotonic() < deadline, "did not happen within ten seconds"
            time.sleep(0.05)

    return wait

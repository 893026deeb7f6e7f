import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scorewright.project.supervision import warden as module
from scorewright.project.supervision.warden import Warden


@pytest.fixture
def group() -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """A leader and a worker in a process group of their own."""
    started: list[subprocess.Popen[bytes]] = []

    def start(script: str = "sleep 60 & exec sleep 60") -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen(["/bin/sh", "-c", script], start_new_session=True, stdout=subprocess.PIPE))
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def test_close__group_not_released__gets_its_signal(group: Callable[..., subprocess.Popen[bytes]]) -> None:
    process = group()
    warden = Warden()
    warden.guard(process.pid, signal.SIGTERM)

    warden._process.stdin.close()  # type: ignore[union-attr]  # what our death would do
    assert process.wait(10) == -signal.SIGTERM
    warden.close()


def test_close__group_released__is_left_alone(group: Callable[..., subprocess.Popen[bytes]]) -> None:
    process = group()
    warden = Warden()
    warden.guard(process.pid, signal.SIGTERM)
    warden.release(process.pid)

    warden.close()

    assert process.poll() is None


def test_guard__warden_was_killed__another_one_knows_all_groups(group: Callable[..., subprocess.Popen[bytes]]) -> None:
    first, second = group(), group()
    warden = Warden()
    warden.guard(first.pid, signal.SIGTERM)
    victim = warden._process
    assert victim is not None
    victim.kill()
    victim.wait()

    warden.guard(second.pid, signal.SIGTERM)
    assert warden._process is not victim
    warden._process.stdin.close()  # type: ignore[union-attr]  # what our death would do

    assert [first.wait(10), second.wait(10)] == [-signal.SIGTERM, -signal.SIGTERM]
    warden.close()


def test_end__group_that_ignores_its_signal__is_ended_by_force(
    group: Callable[..., subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "GRACE_SECONDS", 0.2)
    process = group("trap '' TERM; echo deaf; while true; do sleep 0.1; done")
    assert process.stdout is not None
    assert process.stdout.readline() == b"deaf\n"

    module._end({process.pid: signal.SIGTERM})

    assert process.wait(10) == -signal.SIGKILL


def test_file__imports__standard_library_only() -> None:
    source = Path(module.__file__).read_text()

    subprocess.run(["/usr/bin/env", "python3", "-I", "-S", "-c", source], stdin=subprocess.DEVNULL, check=True)

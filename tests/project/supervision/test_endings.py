"""How a supervisor's own end, of whatever kind, ends its children: proven on processes of their own."""

import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

SUPERVISE = """
import os
from pathlib import Path
from scorewright.project.supervision.child import Child
from scorewright.project.supervision.stop_signals import StopSignals
from scorewright.project.supervision.supervisor import Supervisor

LEADER = "sleep 600 & echo $! > NAME.w; mv NAME.w NAME.worker; wait"

def child(name):
    script = LEADER.replace("NAME", name)
    command, ready = ("/bin/sh", "-c", script), Path(name + ".worker").exists
    return Child(name=name, command=command, env=dict(os.environ), log=Path(name + ".log"), ready=ready)

def show(event):
    print(event.child, event.happening, event.pid)

with StopSignals() as signals, Supervisor(show, signals=signals) as supervisor:
    supervisor.start(child("first"))
    supervisor.start(child("second"))
    print("watching", supervisor._warden._process.pid)
    supervisor.watch()
print("left")
"""

LAUNCH_ONLY = """
import os, signal, time
from pathlib import Path
from scorewright.project.supervision.child import Child
from scorewright.project.supervision.launch import launch

child = Child(name="lonely", command=("/bin/sleep", "600"), env=dict(os.environ), log=Path("log"))
print(launch(child).pid)
time.sleep(600)
"""


def lines_until(process: subprocess.Popen[str], word: str) -> list[list[str]]:
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line.split())
        if lines[-1][0] == word:
            break
    return lines


def pids(lines: list[list[str]], folder: Path) -> list[int]:
    """Warden, leaders and their workers."""
    workers = [int((folder / f"{name}.worker").read_text()) for name in ("first", "second")]
    return [*{int(line[-1]) for line in lines}, *workers]


def test_interrupt__stops_all_in_reverse_and_ends_well(
    script: Callable[[str], subprocess.Popen[str]], tmp_path: Path, alive: Callable[[int], bool]
) -> None:
    process = script(SUPERVISE)
    everybody = pids(lines_until(process, "watching"), tmp_path)
    assert len(everybody) == 5
    assert all(map(alive, everybody))

    process.send_signal(signal.SIGINT)
    goodbye = [line[:2] for line in lines_until(process, "left")]

    assert process.wait(10) == 0
    assert goodbye == [
        ["second", "stopping"],
        ["second", "stopped"],
        ["first", "stopping"],
        ["first", "stopped"],
        ["left"],
    ]
    assert not any(map(alive, everybody))


def test_killed__no_child_worker_or_warden_survives(
    script: Callable[[str], subprocess.Popen[str]],
    tmp_path: Path,
    alive: Callable[[int], bool],
    eventually: Callable[[Callable[[], object]], None],
) -> None:
    process = script(SUPERVISE)
    everybody = pids(lines_until(process, "watching"), tmp_path)

    process.kill()

    eventually(lambda: not any(map(alive, everybody)))


def test_killed__without_a_warden__the_kernel_tells_the_child(
    script: Callable[[str], subprocess.Popen[str]],
    alive: Callable[[int], bool],
    eventually: Callable[[Callable[[], object]], None],
) -> None:
    process = script(LAUNCH_ONLY)
    assert process.stdout is not None
    pid = int(process.stdout.readline())
    assert alive(pid)

    process.kill()

    eventually(lambda: not alive(pid))

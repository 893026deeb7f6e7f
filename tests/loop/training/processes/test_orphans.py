"""Processes that fit end with the process that wants the fits."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

PROGRAM = """
import os, sys, time
from scorewright.loop.training.processes.workers import workers

if __name__ == "__main__":
    with workers(processes=1) as pool:
        print(pool.submit(os.getpid).result(), flush=True)
        time.sleep(60)
"""


def test_workers__their_process_is_killed__they_end_too(tmp_path: Path, is_alive: Callable[[int], bool]) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    with subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        worker = int(process.stdout.readline())
        process.kill()
    for _ in range(100):
        if not is_alive(worker):
            return
        time.sleep(0.1)
    raise AssertionError(f"process {worker} goes on")

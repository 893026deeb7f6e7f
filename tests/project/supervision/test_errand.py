import os
import signal
import sys
import threading

import pytest

from scorewright.project.supervision.errand import Errand, ErrandFailedError, run_errand
from scorewright.project.supervision.stop_signals import StopSignals
from scorewright.project.supervision.supervisor import StopRequested, Supervisor


def _errand(source: str) -> Errand:
    return Errand(name="an errand", command=(sys.executable, "-c", source), env=dict(os.environ))


def test_run_errand__it_succeeds__its_output_comes_back() -> None:
    with Supervisor() as supervisor:
        assert run_errand(_errand("print('done')"), supervisor, StopSignals()) == "done\n"


def test_run_errand__it_fails__is_named() -> None:
    with Supervisor() as supervisor, pytest.raises(ErrandFailedError, match="an errand failed"):
        run_errand(_errand("raise SystemExit(3)"), supervisor, StopSignals())


def test_run_errand__stop_meanwhile__it_and_its_workers_end(tmp_path, alive, eventually) -> None:
    note = tmp_path / "pids"
    source = f"""
import os, subprocess, time
worker = subprocess.Popen(["sleep", "60"])
open({str(note)!r}, "w").write(f"{{os.getpid()}} {{worker.pid}}\\n")
time.sleep(60)
"""

    def stop_once_it_runs() -> None:
        eventually(lambda: note.exists() and note.read_text().endswith("\n"))
        os.kill(os.getpid(), signal.SIGTERM)

    with StopSignals() as signals, Supervisor(signals=signals) as supervisor:
        stopper = threading.Thread(target=stop_once_it_runs)
        stopper.start()
        with pytest.raises(StopRequested):
            run_errand(_errand(source), supervisor, signals)
        stopper.join()
    assert not any(alive(int(pid)) for pid in note.read_text().split())

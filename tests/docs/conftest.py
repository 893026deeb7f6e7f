"""A folder as it is after the first ``make run``, with a shell that remembers its variables, and the service."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

_HANDED_ON = ("PATH", "HOME", "LANG", "TMPDIR", "OMP_NUM_THREADS")
_SECONDS = 300


class Workshop:
    """Runs the commands of a document as its reader would, on a port that is free."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self._env = {name: os.environ[name] for name in _HANDED_ON if name in os.environ}
        self._env |= {"SCOREWRIGHT_PORT": str(self.port)}
        self._service: subprocess.Popen[bytes] | None = None
        self._installed: set[Path] = set()
        self._packages = self._make_venv()

    def run(self, commands: str) -> str:
        """What a block of ``commands`` writes to standard output; it has to succeed."""
        state = self.folder / ".state"
        state.touch()
        script = f"set -euo pipefail; . ./.state; set -a\n{commands}\nset +a; export -p > .state"
        done = subprocess.run(
            ["bash", "-c", script.replace("127.0.0.1:8000", f"127.0.0.1:{self.port}")],
            cwd=self.folder,
            env=self._env,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        assert done.returncode == 0, f"{commands}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def make_run(self) -> None:
        """What ``make run`` does once its environment is there; only the model is not trained anew.

        The service that an earlier document started goes on, unless something was installed since.
        """
        installed = set(self._packages.glob("*.dist-info"))
        if self._service is not None and installed == self._installed:
            assert self._is_ready(), (self.folder / "up.log").read_text()
            return
        self.stop()
        self._installed = installed
        command = [str(self.folder / ".venv/bin/scorewright"), "up", "--no-train"]
        with (self.folder / "up.log").open("ab") as log:
            self._service = subprocess.Popen(command, cwd=self.folder, env=self._env, stdout=log, stderr=log)
        deadline = time.monotonic() + 60
        while not self._is_ready():
            assert self._service.poll() is None, (self.folder / "up.log").read_text()
            assert time.monotonic() < deadline, (self.folder / "up.log").read_text()
            time.sleep(0.2)

    def stop(self) -> None:
        if self._service is not None:
            self._service.send_signal(signal.SIGTERM)
            self._service.wait(60)
            self._service = None

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def _make_venv(self) -> Path:
        """An environment that sees everything of ours, and into which a reader may install: where its packages are."""
        venv = self.folder / ".venv"
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
        ours = next(path for path in sys.path if path.endswith("site-packages"))
        (theirs,) = venv.glob("lib/python*/site-packages")
        (theirs / "ours.pth").write_text(f"import site; site.addsitedir({ours!r})\n")
        for name, module in {"pip": "pip", "scorewright": "scorewright.project"}.items():
            script = venv / "bin" / name
            script.write_text(f'#!/bin/sh\nexec "{venv}/bin/python" -m {module} "$@"\n')
            script.chmod(0o755)
        return theirs


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """One for all documents, with a quick model of retention where ``make run`` would have trained eight."""
    if missing := [name for name in ("bash", "curl") if shutil.which(name) is None]:
        pytest.skip(f"{' and '.join(missing)} not found: the documents' commands cannot be run")
    workshop = Workshop(tmp_path_factory.mktemp("workshop"))
    workshop.run("export PATH=$PWD/.venv/bin:$PATH; scorewright train retention --learners logistic_regression")
    yield workshop
    workshop.stop()

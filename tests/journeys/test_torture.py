"""The short form of ``make torture-serving``: whatever is killed, what was answered is stored, and once."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.journey
ROOT = Path(__file__).parents[2]


def test_torture__four_kills_under_load__nothing_lost_and_nothing_doubled() -> None:
    # Not pytest's own folder: another session closes that to the account which PostgreSQL runs as.
    with tempfile.TemporaryDirectory(prefix="scorewright-torture-") as folder:
        command = [sys.executable, "-m", "benchmarks.torture", "--kills", "4", "--clients", "8", "--folder", folder]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False)
    assert done.stdout, done.stderr
    answer = json.loads(done.stdout.splitlines()[-1])
    assert answer["kills"] == 4
    assert answer["acknowledged"] > 100
    assert (answer["lost"], answer["doubled"]) == (0, 0), done.stdout
    assert done.returncode == 0

"""The short form of ``make torture-assessments``: whoever is killed, each state of an application is scored once."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.journey
ROOT = Path(__file__).parents[2]


def test_torture__applications_come_in_and_change__each_state_is_scored_once() -> None:
    # Not pytest's own folder: another session closes that to the account which PostgreSQL runs as.
    with tempfile.TemporaryDirectory(prefix="scorewright-torture-") as folder:
        options = ["--applications", "40", "--clients", "8", "--pause", "1", "--untrained", "--folder", folder]
        command = [sys.executable, "-m", "benchmarks.torture_assessments", *options]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False)
    assert done.stdout, done.stderr
    answer = json.loads(done.stdout.splitlines()[-1])
    assert answer["applications"] == 40
    assert answer["kills"] >= 1
    assert answer["scored"] == answer["states"] >= 40
    assert (answer["lost"], answer["doubled"]) == (0, 0), done.stdout
    assert done.returncode == 0

"""Two months of a simulated year, by the command, against the service that it starts."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

pytestmark = pytest.mark.journey
OURS = ("DATABASE_", "CELERY_", "SCOREWRIGHT_", "DJANGO_")
SIMULATE = ("simulate", "retention", "--months", "2", "--customers", "60", "--json")


@pytest.fixture(scope="module")
def year() -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "scorewright.project", *SIMULATE],
        env={name: value for name, value in os.environ.items() if not name.startswith(OURS)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_simulate__everybody_who_came__was_decided_on_and_some_was_heard_of_them(year: dict[str, Any]) -> None:
    assert (year["months"], year["decided"], year["refused"]) == (2, 120, 0)
    assert 0 < year["learnt"] < year["decided"]
    assert all(0 < right <= 1 for right in year["accuracy"])


def test_simulate__what_decides__is_one_version_that_went_live_by_its_gates(year: dict[str, Any]) -> None:
    first = year["activations"][0]
    assert (first["version"], first["replaced"]) == ("v1", None)
    assert year["production"] == ["v1"]
    assert year["trainings"] >= 2


def test_simulate__challenger__shares_the_requests_and_nothing_is_known_of_it_yet(year: dict[str, Any]) -> None:
    (experiment,) = year["experiments"]
    assert (experiment["state"], experiment["winner"]) == ("running", None)


def test_simulate__every_decision__is_the_same_when_it_is_made_again(year: dict[str, Any]) -> None:
    assert (year["replayed"], year["replay_differences"]) == (year["decided"], 0)

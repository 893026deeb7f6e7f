"""Four months of a simulated year, by the command, against the service that it starts."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

pytestmark = pytest.mark.journey
OURS = ("DATABASE_", "CELERY_", "SCOREWRIGHT_", "DJANGO_")
SIMULATE = ("simulate", "retention", "--months", "4", "--customers", "100", "--json")


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


def test_simulate__everybody_who_came__was_decided_on(year: dict[str, Any]) -> None:
    assert (year["months"], year["decided"], year["refused"]) == (4, 400, 0)
    assert 0 < year["learnt"] < year["decided"]
    assert all(0 < right <= 1 for right in year["accuracy"])


def test_simulate__what_decides__is_one_version_and_how_each_came_there_is_told(year: dict[str, Any]) -> None:
    first, mistake = year["activations"]
    assert (first["version"], first["replaced"]) == ("v1", None)
    assert (mistake["version"], mistake["replaced"]) == ("v2", "v1")
    assert year["production"] == ["v2"]
    assert (year["trainings"], year["experiments"], year["rollbacks"]) == (2, [], [])


def test_simulate__where_its_time_went__is_told(year: dict[str, Any]) -> None:
    assert set(year["phases"]) == {
        *("start and stop", "the world", "people", "trainings", "decisions", "outcomes", "schedules", "replay"),
    }
    assert sum(year["phases"].values()) == pytest.approx(year["seconds"], abs=0.5)


def test_simulate__every_decision__is_the_same_when_it_is_made_again(year: dict[str, Any]) -> None:
    assert (year["replayed"], year["replay_differences"]) == (year["decided"], 0)

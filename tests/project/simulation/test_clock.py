"""The moved clock: what the processes of a simulation see, and who must not see it."""

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone

from scorewright.project.doctor.service_parts import service_parts
from scorewright.project.embedded.ports import Ports, save
from scorewright.project.simulation.clock import CLOCK, MovedClock, clock_file, move_clock, moved

YEAR = timedelta(days=365)
THE_HOMES_OWN = "postgresql://app:secret@127.0.0.1:20001/scorewright"
ASKED = "import django; django.setup(); from django.utils import timezone; print(timezone.now().isoformat())"


@pytest.fixture
def simulated(tmp_path: Path) -> Path:
    """A home as a simulation makes it, a year ahead, whose database listens on port 20001."""
    (tmp_path / "simulated-clock").write_text(str(YEAR.total_seconds()))
    save(Ports(postgres=20_001, valkey=20_002), tmp_path / "state.json")
    return tmp_path


@pytest.fixture
def untouched(monkeypatch: pytest.MonkeyPatch) -> object:
    """``timezone.now`` as it is, and as it will be again."""
    monkeypatch.setattr(timezone, "now", timezone.now)
    return timezone.now


def test_move_clock__not_asked_for__the_function_is_untouched(untouched: object, tmp_path: Path) -> None:
    assert not move_clock(tmp_path, THE_HOMES_OWN, {})
    assert timezone.now is untouched
    assert moved() is None


def test_move_clock__home_of_a_simulation__a_year_ahead_and_said_so(untouched: object, simulated: Path) -> None:
    before = timezone.now()
    assert move_clock(simulated, THE_HOMES_OWN, {CLOCK: str(clock_file(simulated))})
    assert YEAR <= timezone.now() - before < YEAR + timedelta(hours=1)
    assert "a simulation" in (moved() or "")
    answer = json.loads(Client().get("/readyz").content)
    assert answer["clock"].startswith("this is a simulation")
    (found,) = islice((finding for finding in service_parts() if finding.topic == "clock"), 1)
    assert (found.severity, found.message[:20]) == ("warning", "this is a simulation")


def test_now__file_is_set_back__time_does_not_go_back(simulated: Path) -> None:
    clock = MovedClock(clock_file(simulated))
    ahead = clock.now()
    clock_file(simulated).write_text("0")
    assert clock.now() >= ahead


def test_now__file_is_set_forward__seen_at_once(simulated: Path) -> None:
    clock = MovedClock(clock_file(simulated))
    before = clock.now()
    clock_file(simulated).write_text(str(2 * YEAR.total_seconds()))
    assert clock.now() - before >= YEAR


@pytest.mark.parametrize(
    ("database", "clock", "words"),
    [
        (THE_HOMES_OWN, None, "is the home of a simulation"),
        (THE_HOMES_OWN, "/elsewhere/simulated-clock", "must name"),
        ("postgresql://app:secret@127.0.0.1:5432/scorewright", "own", "whose database is the one in its home"),
        ("postgresql://app:secret@database.example.org:20001/scorewright", "own", "whose database is the one in"),
    ],
)
def test_move_clock__not_the_simulations_own__refused(
    untouched: object, simulated: Path, database: str, clock: str | None, words: str
) -> None:
    given = str(clock_file(simulated)) if clock == "own" else clock
    with pytest.raises(ImproperlyConfigured, match=words):
        move_clock(simulated, database, {} if given is None else {CLOCK: given})
    assert timezone.now is untouched


def test_move_clock__home_that_no_simulation_made__refused(untouched: object, tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="only `scorewright simulate` makes"):
        move_clock(tmp_path, "", {CLOCK: str(clock_file(tmp_path))})
    assert timezone.now is untouched


def test_processes__with_the_variable__see_the_moved_clock(simulated: Path) -> None:
    ours = ("DATABASE_", "CELERY_", "SCOREWRIGHT_")
    env = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    env |= {"SCOREWRIGHT_HOME": str(simulated), CLOCK: str(clock_file(simulated)), "SCOREWRIGHT_SECRET_KEY": "none"}
    before = timezone.now()
    done = subprocess.run([sys.executable, "-c", ASKED], env=env, capture_output=True, text=True, check=True)
    assert datetime.fromisoformat(done.stdout.strip()) - before >= YEAR
    assert "this is a simulation" in done.stderr


def test_celery__clock_is_not_moved__schedules_are_looked_at_every_minute() -> None:
    from celery.schedules import crontab

    from scorewright.project.celery import SCHEDULES_LOOKED_AT

    assert crontab() == SCHEDULES_LOOKED_AT

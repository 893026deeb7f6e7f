"""What the service does by the clock, waited for: the clock jumps, and its schedules take a moment to follow."""

import time
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from scorewright.client import Client
from scorewright.loop.jobs.schedules.cron import latest
from scorewright.project.simulation.phases import Phases
from scorewright.project.simulation.plain_calls import PlainCalls
from scorewright.project.simulation.refusals import SimulationError

ENDED = ("succeeded", "failed", "cancelled")
TRAINED = ("completed", "failed", "cancelled")
PATIENCE_SECONDS = 180.0


class Routine:
    """The schedules that concern one use case; those of others are switched off, as an administrator would."""

    def __init__(
        self, plain: PlainCalls, client: Client, use_case: str, others: Collection[str], phases: Phases
    ) -> None:
        self._plain = plain
        self._client = client
        self._use_case = use_case
        self._phases = phases
        _until(lambda: bool(plain.get("/schedules/")), "the schedules of a new tenant")
        for row in plain.get("/schedules/"):
            if row["name"].rpartition(".")[2] in others:
                plain.patch(f"/schedules/{row['name']}/", {"enabled": False})

    def follow(self, before: datetime, now: datetime) -> None:
        """Until everything that fell due after ``before`` and by ``now`` has run, and the trainings that came of it."""
        due = [row["name"] for row in self._schedules().values() if latest(row["cron"], after=before, until=now)]
        with self._phases("schedules"):
            _until(lambda: self._have_run(due, before, now), f"the runs of {', '.join(due)}")
        with self._phases("trainings"):
            _until(self._trained, "the trainings that were begun")

    def _have_run(self, due: Collection[str], before: datetime, now: datetime) -> bool:
        rows = self._schedules()
        return all(self._has_run(rows[name], before, now) for name in due)

    def _has_run(self, row: Mapping[str, Any], before: datetime, now: datetime) -> bool:
        slot = row["last_slot"] and datetime.fromisoformat(row["last_slot"])
        if not slot or slot < (latest(row["cron"], after=before, until=now) or slot):
            return False
        return self._plain.get(f"/jobs/{row['last_job']}/")["state"] in ENDED

    def _schedules(self) -> Mapping[str, Mapping[str, Any]]:
        return {row["name"]: row for row in self._plain.get("/schedules/") if row["enabled"] and row["declared"]}

    def _trained(self) -> bool:
        newest = next(self._client.training.trainings(use_case=self._use_case), None)
        return newest is None or newest.status in TRAINED


def _until(true: Callable[[], bool], what: str, *, pause_seconds: float = 0.2) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not true():
        if time.monotonic() > deadline:
            raise SimulationError(f"waited {PATIENCE_SECONDS:g} s in vain for {what}")
        time.sleep(pause_seconds)

"""The job of this stage, and when it runs by the clock."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from scorewright.loop.experiments.watching import watch_all
from scorewright.loop.jobs.handle import JobHandle
from scorewright.loop.jobs.kinds import job
from scorewright.loop.jobs.schedules.declarations import ScheduleDeclaration, schedules


@job("experiments.look", queue="ai_processing", stalls_after=timedelta(minutes=10), hard_limit=timedelta(hours=2))
def look_at_experiments(handle: JobHandle) -> Mapping[str, Any]:
    """Look at every experiment that runs."""
    return watch_all(handle)


@schedules
def experiment_schedules() -> Iterator[ScheduleDeclaration]:
    yield ScheduleDeclaration(
        name="experiments.look",
        kind=look_at_experiments,
        arguments={},
        cron="30 4 * * *",
        title="What have experiments shown?",
    )

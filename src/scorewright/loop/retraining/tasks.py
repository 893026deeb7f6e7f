"""The jobs of this stage, and when they run by the clock."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from scorewright.declare.catalogue import use_cases
from scorewright.loop.jobs.handle import JobHandle
from scorewright.loop.jobs.kinds import job
from scorewright.loop.jobs.schedules.declarations import ScheduleDeclaration, schedules
from scorewright.loop.retraining.checking import train_where_due
from scorewright.loop.retraining.running.evaluation_job import evaluate_model
from scorewright.loop.retraining.running.training_job import train_model

__all__ = ["check_reasons", "evaluate_model", "retraining_schedules", "train_model"]


@job("training.check", queue="ml_training", stalls_after=timedelta(minutes=2), hard_limit=timedelta(hours=1))
def check_reasons(handle: JobHandle) -> Mapping[str, Any]:
    """Train a use case where there is a reason to."""
    return train_where_due(handle)


@schedules
def retraining_schedules() -> Iterator[ScheduleDeclaration]:
    for use_case in use_cases().values():
        if use_case.retraining is not None:
            yield ScheduleDeclaration(
                name=f"training.check.{use_case.name}",
                kind=check_reasons,
                arguments={"use_case": use_case.name},
                cron=use_case.retraining.cron,
                title=f"{use_case.title}: is there a reason to train?",
            )

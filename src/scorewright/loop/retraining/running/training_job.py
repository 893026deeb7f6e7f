"""A training as a kind of job."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from scorewright.loop.jobs.handle import JobHandle
from scorewright.loop.jobs.kinds import job
from scorewright.loop.retraining.running.training_run import AGAIN, run_training, tell_of_failure


@job(
    "training.train",
    queue="ml_training",
    stalls_after=timedelta(seconds=15),
    soft_limit=timedelta(seconds=7_200),
    hard_limit=timedelta(seconds=7_400),
    retries=AGAIN,
    on_failure=tell_of_failure,
)
def train_model(handle: JobHandle) -> Mapping[str, Any]:
    """Train as its TrainingRun says."""
    return run_training(handle)

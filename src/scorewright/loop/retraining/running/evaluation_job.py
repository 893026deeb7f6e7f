"""An evaluation as a kind of job."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from scorewright.loop.jobs.actions import enqueue
from scorewright.loop.jobs.handle import JobHandle
from scorewright.loop.jobs.kinds import job
from scorewright.loop.jobs.models import Job
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.registry.queries import version as version_with
from scorewright.loop.retraining.running.training_run import AGAIN
from scorewright.loop.tenancy.scope import acting
from scorewright.loop.training.evaluation.evaluating import examined, keep
from scorewright.loop.training.steps import Step


def ask_to_evaluate(*, version: ModelVersion, plots: bool, by: str) -> Job:
    """Put an evaluation of ``version`` into the queue."""
    return enqueue(kind=evaluate_model, arguments={"model": str(version.pk), "plots": plots, "by": by}, by=by)


@job(
    "training.evaluate",
    queue="ml_training",
    stalls_after=timedelta(seconds=60),
    soft_limit=timedelta(seconds=600),
    hard_limit=timedelta(seconds=660),
    retries=AGAIN,
)
def evaluate_model(handle: JobHandle) -> Mapping[str, Any]:
    """Evaluate the version ``model``, with figures where ``plots`` says so."""

    def on_step(step: Step) -> None:
        handle.progress(step.done, step.total, "evaluating")

    by = handle.arguments["by"]
    with acting(handle.tenant_id, actor=handle.actor):
        version = version_with(UUID(handle.arguments["model"]))
    found = examined(version, on_step=on_step, plots=handle.arguments["plots"])
    with acting(handle.tenant_id, actor=handle.actor):
        handle.check_cancelled()
        evaluation = keep(version=version, found=found, by=by)
        handle.log(f"{version} was measured on {version.holdout_rows} rows; {len(found.figures)} figures were drawn")
    return {"evaluation": str(evaluation.pk), "model_id": str(version.pk)}

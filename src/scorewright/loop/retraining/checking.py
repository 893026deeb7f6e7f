"""The regular question whether a use case is to be trained anew."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from scorewright.declare.catalogue import use_case_named
from scorewright.loop.jobs.handle import JobHandle
from scorewright.loop.retraining.asking import QualityRefusedError, ask
from scorewright.loop.retraining.config import TrainingConfig
from scorewright.loop.retraining.triggers import Found, reason_to_train
from scorewright.loop.tenancy.scope import acting


def train_where_due(handle: JobHandle) -> Mapping[str, Any]:
    """What came of the question: a training that was asked for, or why there is none.

    Asking twice asks for one training, since the job's own id is the key.
    """
    use_case = use_case_named(handle.arguments["use_case"])
    if use_case.retraining is None:
        return {"trained": False, "reason": "its use case declares no retraining any more"}
    with acting(handle.tenant_id, actor=handle.actor):
        found = reason_to_train(use_case, use_case.retraining, now=timezone.now())
        if found is None:
            return {"trained": False, "reason": "there is no reason to"}
        return _asked(
            handle, found, TrainingConfig(use_case=use_case.name, data_source=use_case.retraining.data_source)
        )


def _asked(handle: JobHandle, found: Found, config: TrainingConfig) -> Mapping[str, Any]:
    try:
        run = ask(
            config=config,
            by=handle.actor,
            trigger=found.trigger,
            reason=found.reason,
            new_rows=found.new_rows,
            idempotency_key=f"check:{handle.job_id}",
        )
    except QualityRefusedError as refused:
        return {"trained": False, "reason": f"{found.reason}, but {refused}"}
    return {"trained": True, "reason": found.reason, "job_id": str(run.job_id)}

"""The regular question whether a use case is to be trained anew."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from scorewright.declare.catalogue import use_case_named
from scorewright.loop.jobs.handle import JobHandle
from scorewright.loop.jobs.stepless import stepless
from scorewright.loop.retraining.asking import ask, examined
from scorewright.loop.retraining.config import TrainingConfig
from scorewright.loop.retraining.triggers import Found, reason_to_train
from scorewright.loop.tenancy.scope import acting
from scorewright.loop.training.actions import split_of
from scorewright.loop.training.rows.preparation import TrainingDataError
from scorewright.loop.training.rows.quality import check_quality
from scorewright.loop.training.session import ground_of


def train_where_due(handle: JobHandle) -> Mapping[str, Any]:
    """What came of the question: a training that was asked for, or why there is none.

    Asking twice asks for one training, since the job's own id is the key. None is asked for that its rows would fail.
    """
    use_case = use_case_named(handle.arguments["use_case"])
    plan = use_case.retraining
    if plan is None:
        return {"trained": False, "reason": "its use case declares no retraining any more"}
    with stepless(handle), acting(handle.tenant_id, actor=handle.actor):
        found = reason_to_train(use_case, plan, now=timezone.now())
        if found is None:
            return {"trained": False, "reason": "there is no reason to"}
        config = TrainingConfig(use_case=use_case.name, data_source=plan.data_source)
        if (objection := _objection(config)) is not None:
            reason = f"{found.reason}, but {objection}"
            handle.warn(f"no training was asked for: {reason}")
            return {"trained": False, "reason": reason}
        return _asked(handle, found, config)


def _objection(config: TrainingConfig) -> str | None:
    """What speaks against training from the rows, as far as it shows before the first fit; None where nothing does."""
    try:
        use_case, data, report = examined(config)
        check_quality(report)
        ground_of(use_case, data, split_of(use_case, data).train)
    except TrainingDataError as error:
        return str(error)
    return None


def _asked(handle: JobHandle, found: Found, config: TrainingConfig) -> Mapping[str, Any]:
    run = ask(
        config=config,
        by=handle.actor,
        trigger=found.trigger,
        reason=found.reason,
        new_rows=found.new_rows,
        idempotency_key=f"check:{handle.job_id}",
    )
    return {"trained": True, "reason": found.reason, "job_id": str(run.job_id)}

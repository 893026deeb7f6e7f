"""The regular question whether a use case is to be trained anew."""

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.utils import timezone

from scorewright.declare.catalogue import use_case_named
from scorewright.loop.jobs.handle import JobHandle
from scorewright.loop.jobs.stepless import stepless
from scorewright.loop.registry.locks import lock_use_case
from scorewright.loop.registry.queries import production
from scorewright.loop.retraining.asking import enqueue_training, run_under
from scorewright.loop.retraining.config import TrainingConfig
from scorewright.loop.retraining.inspecting import inspect
from scorewright.loop.retraining.models import TrainingRun
from scorewright.loop.retraining.planning import planned
from scorewright.loop.retraining.rows.data_sources import dataset_for
from scorewright.loop.retraining.triggers import Found, reason_to_train
from scorewright.loop.tenancy.scope import acting
from scorewright.loop.training.rows.preparation import TrainingDataError


def train_where_due(handle: JobHandle) -> Mapping[str, Any]:
    """What came of the question: a training that was asked for, or why there is none.

    Asking twice asks for one training, since the job's own id is the key, and says the same both times. None is asked
    for that its rows would fail, or once somebody has cancelled the question. Of two questions at once, as where one
    was late, the second sees the training of the first.
    """
    use_case = use_case_named(handle.arguments["use_case"])
    with stepless(handle), acting(handle.tenant_id, actor=handle.actor):
        _wait_for_others(handle)
        if (known := run_under(_key(handle))) is not None:
            return _told(known)
        plan = use_case.retraining
        if plan is None:
            return {"trained": False, "reason": "its use case declares no retraining any more"}
        decides = production(use_case.name)
        found = reason_to_train(use_case, plan, now=timezone.now())
        if found is None:
            return {"trained": False, "reason": "there is no reason to"}
        config = TrainingConfig(use_case=use_case.name, data_source=plan.data_source)
        if (objection := _objection(config)) is not None:
            reason = f"{found.reason}, but {objection}"
            handle.warn(f"no training was asked for: {reason}")
            return {"trained": False, "reason": reason}
        handle.check_cancelled()
        lock_use_case(use_case.name)
        if production(use_case.name) != decides:
            return {"trained": False, "reason": "what decides has changed while it was looked at"}
        return _told(_asked(handle, found, config))


def _wait_for_others(handle: JobHandle) -> None:
    with connection.cursor() as cursor:
        key = f"scorewright.retraining:{handle.tenant_id}:{handle.arguments['use_case']}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def _objection(config: TrainingConfig) -> str | None:
    """What speaks against training from the rows, however many; None where nothing does."""
    use_case = planned(config)
    try:
        found = inspect(use_case, dataset_for(config, use_case, now=timezone.now()))
    except TrainingDataError as error:
        return str(error)
    return f"the data-quality report objects: {' '.join(found.objections)}" if found.objections else None


def _asked(handle: JobHandle, found: Found, config: TrainingConfig) -> TrainingRun:
    return enqueue_training(
        config=config,
        by=handle.actor,
        trigger=found.trigger,
        reason=found.reason,
        new_rows=found.new_rows,
        idempotency_key=_key(handle),
    )


def _key(handle: JobHandle) -> str:
    return f"check:{handle.job_id}"


def _told(run: TrainingRun) -> Mapping[str, Any]:
    return {"trained": True, "reason": run.reason, "job_id": str(run.job_id)}

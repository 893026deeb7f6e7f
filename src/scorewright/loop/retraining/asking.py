"""Asking for a training, and what is looked at before it is promised."""

from contextlib import suppress

from django.db import transaction

from scorewright.loop.jobs.actions import enqueue
from scorewright.loop.registry import queries as registry
from scorewright.loop.retraining.config import DataSource, TrainingConfig
from scorewright.loop.retraining.inspecting import Inspection, inspect
from scorewright.loop.retraining.models import TrainingRun
from scorewright.loop.retraining.planning import planned
from scorewright.loop.retraining.rows.data_sources import file_of
from scorewright.loop.retraining.rows.soon_read import TooManyRowsError, soon_read
from scorewright.loop.retraining.running.training_job import train_model


class QualityRefusedError(Exception):
    """The rows would not be trained from; the objections of ``inspection`` say why."""

    def __init__(self, inspection: Inspection) -> None:
        super().__init__("The rows do not meet what the use case asks of them. No training was begun.")
        self.inspection = inspection


def inspected_now(config: TrainingConfig) -> Inspection:
    """What is to be said of the rows that ``config`` asks for, while somebody waits. Raises as ``planned``,
    ``soon_read`` and ``inspect``.
    """
    use_case = planned(config)
    return inspect(use_case, soon_read(config, use_case))


@transaction.atomic
def ask(*, config: TrainingConfig, by: str, reason: str = "", idempotency_key: str | None = None) -> TrainingRun:
    """As ``enqueue_training``, for somebody who wants it; rows that are read in a moment are looked at first.

    Raises QualityRefusedError, and as ``inspected_now`` but for TooManyRowsError: many rows are looked at by the job,
    and so are decisions, of which it may know more.
    """
    if config.data_source != DataSource.DECISIONS:
        with suppress(TooManyRowsError):
            inspection = inspected_now(config)
            if inspection.objections:
                raise QualityRefusedError(inspection)
    return enqueue_training(config=config, by=by, reason=reason, idempotency_key=idempotency_key)


@transaction.atomic
def enqueue_training(
    *,
    config: TrainingConfig,
    by: str,
    trigger: TrainingRun.Trigger = TrainingRun.Trigger.MANUAL,
    reason: str = "",
    new_rows: int | None = None,
    idempotency_key: str | None = None,
) -> TrainingRun:
    """Put a training into the queue. With an ``idempotency_key`` that was used before, that training.

    Raises UnknownUseCaseError, ConfigError, TrainingFileNotFoundError and IdempotencyConflictError.
    """
    use_case = planned(config)
    arguments = {"use_case": use_case.name, "config": config.model_dump(mode="json"), "trigger": str(trigger)}
    job = enqueue(kind=train_model, arguments=arguments, by=by, idempotency_key=idempotency_key)
    if (known := run_under(idempotency_key)) is not None:
        return known
    return TrainingRun.objects.create(
        job=job,
        use_case=use_case.name,
        config=arguments["config"],
        file=file_of(config),
        trigger=trigger,
        reason=reason,
        new_rows=new_rows,
        by=by,
        parent=registry.production(use_case.name),
    )


def run_under(idempotency_key: str | None) -> TrainingRun | None:
    """The training that was asked for under this key, with its job; None where there is none."""
    if idempotency_key is None:
        return None
    found = TrainingRun.objects.select_related("job")
    return found.filter(job__kind=train_model.name, job__idempotency_key=idempotency_key).first()

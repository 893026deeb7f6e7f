"""Asking for a training, and what is looked at before it is promised."""

from django.db import transaction
from django.utils import timezone

from scorewright.declare.use_case import UseCase
from scorewright.loop.jobs.actions import enqueue
from scorewright.loop.registry import queries as registry
from scorewright.loop.retraining.config import DataSource, TrainingConfig
from scorewright.loop.retraining.models import TrainingRun
from scorewright.loop.retraining.planning import planned
from scorewright.loop.retraining.rows.data_sources import dataset_for, file_of, rows_file
from scorewright.loop.retraining.rows.soon_read import check_soon_read, is_soon_read
from scorewright.loop.retraining.running.training_job import train_model
from scorewright.loop.training.rows.preparation import TrainingSet, prepare
from scorewright.loop.training.rows.quality import quality_of
from scorewright.science.quality.report import QualityReport


class QualityRefusedError(Exception):
    """The data-quality report has errors; ``report`` says which."""

    def __init__(self, use_case: UseCase, report: QualityReport, data: TrainingSet) -> None:
        super().__init__("The rows do not meet what the use case asks of them. No training was begun.")
        self.use_case, self.report, self.data = use_case, report, data


def examined(config: TrainingConfig) -> tuple[UseCase, TrainingSet, QualityReport]:
    """The rows that ``config`` asks for, and what is to be said of them. Raises as ``dataset_for`` and ``planned``."""
    use_case = planned(config)
    data = prepare(use_case, dataset_for(config, use_case, now=timezone.now()))
    return use_case, data, quality_of(use_case, data)


def examined_now(config: TrainingConfig) -> tuple[UseCase, TrainingSet, QualityReport]:
    """As ``examined``, while somebody waits. Raises TooManyRowsError where there is more than can be waited for."""
    check_soon_read(config, planned(config))
    return examined(config)


@transaction.atomic
def ask(
    *,
    config: TrainingConfig,
    by: str,
    trigger: TrainingRun.Trigger = TrainingRun.Trigger.MANUAL,
    reason: str = "",
    new_rows: int | None = None,
    idempotency_key: str | None = None,
) -> TrainingRun:
    """Put a training into the queue. With an ``idempotency_key`` that was used before, that training.

    Rows that are read in a moment are looked at first; others by the job. Raises QualityRefusedError, ConfigError,
    IdempotencyConflictError, and as ``dataset_for``.
    """
    use_case = planned(config)
    if _is_looked_at_first(config):
        found, data, report = examined(config)
        if not report.passes:
            raise QualityRefusedError(found, report, data)
    arguments = {"use_case": use_case.name, "config": config.model_dump(mode="json"), "trigger": str(trigger)}
    job = enqueue(kind=train_model, arguments=arguments, by=by, idempotency_key=idempotency_key)
    if (known := TrainingRun.objects.filter(job=job).first()) is not None:
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


def _is_looked_at_first(config: TrainingConfig) -> bool:
    if (file := rows_file(config)) is not None:
        return is_soon_read(file)
    return config.data_source == DataSource.DECLARED

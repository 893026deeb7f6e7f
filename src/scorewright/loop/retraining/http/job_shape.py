"""A training job as the API tells it."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from ninja import Schema

from scorewright.loop.jobs.models import State
from scorewright.loop.retraining.models import TrainingRun
from scorewright.loop.retraining.queries import STATUS_OF


class TriggerOut(Schema):
    trigger_type: str
    triggered_at: datetime
    triggered_by: str
    reason: str
    new_samples_count: int | None


class TrainingJobOut(Schema):
    job_id: UUID
    use_case: str
    status: str
    config: dict[str, Any]
    trigger: TriggerOut
    progress_percentage: float
    current_step: str
    algorithms_completed: list[str]
    trained_models: list[str]
    best_model_id: UUID | None
    best_score: float | None
    verdict: dict[str, Any] | None
    started_at: datetime | None
    completed_at: datetime | None
    estimated_time_remaining_seconds: float | None
    error_message: str | None
    warnings: list[str]
    cpu_usage_percent: float | None
    memory_usage_mb: float | None
    logs: list[str]
    created_at: datetime
    created_by: str

    @classmethod
    def of(cls, run: TrainingRun) -> Self:
        """``run`` with its job."""
        job = run.job
        best = None if run.best is None else run.selection.get(run.best.algorithm)
        return cls(
            job_id=job.pk,
            use_case=run.use_case,
            status=STATUS_OF[State(job.state)],
            config=run.config,
            trigger=TriggerOut(
                trigger_type=run.trigger,
                triggered_at=run.at,
                triggered_by=run.by,
                reason=run.reason,
                new_samples_count=run.new_rows,
            ),
            progress_percentage=job.percent or 0.0,
            current_step=job.step,
            algorithms_completed=sorted(run.selection),
            trained_models=list(run.versions),
            best_model_id=run.best_id,
            best_score=None if best is None else best["mean"],
            verdict=run.verdict,
            started_at=job.started_at,
            completed_at=job.finished_at,
            estimated_time_remaining_seconds=job.remaining_seconds,
            error_message=job.error or None,
            warnings=[_line(line) for line in job.warnings],
            cpu_usage_percent=job.cpu_percent,
            memory_usage_mb=job.memory_mb,
            logs=[_line(line) for line in job.log],
            created_at=job.created_at,
            created_by=job.created_by,
        )


def _line(line: dict[str, str]) -> str:
    return f"{line['at']} {line['message']}"


class TrainingJobs(Schema):
    jobs: list[TrainingJobOut]
    total: int
    next: str | None


class Queued(Schema):
    """``status`` is queued, or, where the training was asked for before, that of its job."""

    success: bool = True
    message: str
    job_id: UUID
    status: str
    estimated_time_minutes: float | None

    @classmethod
    def of(cls, run: TrainingRun, *, minutes: float | None) -> Self:
        """``run`` with its job."""
        state = State(run.job.state)
        return cls(
            message=f"Training of {run.use_case} was asked for.",
            job_id=run.job_id,
            status="queued" if state == State.QUEUED else STATUS_OF[state],
            estimated_time_minutes=minutes,
        )

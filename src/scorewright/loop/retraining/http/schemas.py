"""What the training endpoints take and answer, beside jobs, models and quality."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from scorewright.loop.retraining import queries
from scorewright.loop.retraining.models import TrainingFile
from scorewright.loop.retraining.planning import ConfigError
from scorewright.loop.tenancy.parameters import Reason, UseCaseName

Limit = Annotated[int, Field(ge=1, le=200)]


class JobFilter(Schema):
    """``after``: the ``next`` of the page before."""

    use_case: UseCaseName | None = None
    status: Literal["pending", "running", "completed", "failed", "cancelled"] | None = None
    limit: Limit = 50
    after: UUID | None = None


class ModelFilter(Schema):
    """``after``: the ``next`` of the page before."""

    use_case: UseCaseName | None = None
    active_only: bool = False
    limit: Limit = 50
    after: UUID | None = None


class TrainingFileOut(Schema):
    data_id: UUID
    name: str
    kind: str
    bytes: int
    sha256: str
    at: datetime

    @classmethod
    def of(cls, file: TrainingFile) -> Self:
        return cls(data_id=file.pk, name=file.name, kind=file.kind, bytes=file.bytes, sha256=file.sha256, at=file.at)


class ModelActivationRequest(Schema):
    model_config = ConfigDict(extra="forbid")

    model_id: UUID | None = None
    reason: Reason

    def check(self, model_id: UUID) -> None:
        """Raise ConfigError where the body names another model than the address."""
        if self.model_id is not None and self.model_id != model_id:
            raise ConfigError("model_id", "model_id must be that of the address, or be left out")


class ActivatedOut(Schema):
    success: bool = True
    message: str
    model_id: UUID


class ModelCounts(Schema):
    """``active_model_ids`` by use case: each has one of its own."""

    total: int
    active: int
    active_model_ids: dict[str, UUID]


class LatestModel(Schema):
    model_id: UUID
    use_case: str
    version: str
    algorithm: str
    training_date: datetime


class StatusOut(Schema):
    status: str = "operational"
    models: ModelCounts
    jobs: dict[str, int]
    latest_model: LatestModel | None

    @classmethod
    def now(cls) -> Self:
        active = queries.models(active_only=True)
        latest = queries.models().first()
        return cls(
            models=ModelCounts(
                total=queries.models().count(),
                active=active.count(),
                active_model_ids={version.use_case: version.pk for version in active},
            ),
            jobs=queries.job_counts(),
            latest_model=None
            if latest is None
            else LatestModel(
                model_id=latest.pk,
                use_case=latest.use_case,
                version=latest.label,
                algorithm=latest.algorithm,
                training_date=latest.created_at,
            ),
        )

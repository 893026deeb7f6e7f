"""What the endpoints of jobs answer."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema
from pydantic import StringConstraints

from scorewright.loop.jobs.models import State

KindName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]{0,99}$")]


class JobLine(Schema):
    at: datetime
    message: str


class JobOut(Schema):
    id: UUID
    kind: str
    state: State
    step: str
    done: int
    total: int | None
    percent: float | None = Field(description="0 to 100; null while nobody knows how much there is.")
    remaining_seconds: float | None = Field(
        description="From the last step, at the pace since the work was last begun; null where that is not known."
    )
    attempts: int = Field(description="Starts since the last checkpoint.")
    retries: int = Field(description="How often it was tried again after an error, as its kind allows.")
    retry_at: datetime | None
    error: str
    created_by: str
    created_at: datetime
    started_at: datetime | None
    progressed_at: datetime | None
    finished_at: datetime | None
    cancel_requested_at: datetime | None


class JobDetail(JobOut):
    arguments: dict[str, Any]
    result: dict[str, Any] | None
    cpu_percent: float | None = Field(description="Of one core, by its process and their children, when last measured.")
    memory_mb: float | None
    log: list[JobLine] = Field(description="The last fifty lines.")
    warnings: list[JobLine]

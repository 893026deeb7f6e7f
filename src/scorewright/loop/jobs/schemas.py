"""What the endpoints of jobs answer."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import StringConstraints

from scorewright.loop.jobs.models import State

KindName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]{0,99}$")]


class JobOut(Schema):
    id: UUID
    kind: str
    state: State
    step: str
    done: int
    total: int | None
    attempts: int
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

"""What the endpoints of schedules take and answer."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema
from pydantic import AfterValidator, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

from scorewright.loop.jobs.schedules.cron import EXAMPLE, CronError, checked


def _cron(text: str) -> str:
    try:
        return checked(text)
    except CronError as error:
        raise PydanticCustomError("cron", "{reason}", {"reason": str(error)}) from None


ScheduleName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]{0,99}$")]
Cron = Annotated[str, StringConstraints(max_length=100), AfterValidator(_cron)]


class ScheduleOut(Schema):
    name: str
    title: str
    kind: str
    cron: str = Field(description="Minute, hour, day of month, month, day of week; in UTC.")
    enabled: bool
    declared: bool = Field(description="Whether any installed part still declares it; if not, it does not run.")
    changed_by: str = Field(description="Empty: it is as declared.")
    next_at: datetime | None
    last_slot: datetime | None
    last_job: UUID | None


class ScheduleChange(Schema):
    model_config = ConfigDict(extra="forbid")

    cron: Cron | None = Field(None, description=f"Five fields, in UTC, such as {EXAMPLE}.")
    enabled: bool | None = None

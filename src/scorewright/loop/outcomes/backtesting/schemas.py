"""What the endpoint of backtests takes and answers."""

from typing import Annotated
from uuid import UUID

from django.utils import timezone
from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

from scorewright.declare.catalogue import use_case_named
from scorewright.loop.outcomes.backtesting import question
from scorewright.loop.serving.selection import Selection
from scorewright.loop.tenancy.parameters import Moment, UseCaseName
from scorewright.science.policy.bands import Band

VersionName = Annotated[str, StringConstraints(pattern=r"^v?[1-9][0-9]{0,8}$")]
BandName = Annotated[str, StringConstraints(min_length=1, max_length=50, pattern=r"^[^\x00]*$")]


class BandIn(Schema):
    model_config = ConfigDict(extra="forbid")

    name: BandName
    starts_at: float


class BacktestRequest(Schema):
    """``version`` is by default the one in production, ``against`` the same, ``as_of`` now, ``until`` as_of.

    ``threshold`` and ``bands`` are of ``against``; by default as they are declared.
    """

    model_config = ConfigDict(extra="forbid")

    use_case: UseCaseName
    since: Moment
    version: VersionName | None = None
    against: VersionName | None = None
    until: Moment | None = None
    as_of: Moment | None = None
    threshold: float | None = Field(default=None, gt=0, lt=1)
    bands: list[BandIn] | None = Field(default=None, min_length=1, max_length=50)

    def question(self) -> question.Question:
        """Raises UnknownUseCaseError, and as ``ask``."""
        return question.ask(
            use_case_named(self.use_case),
            since=self.since,
            now=timezone.now(),
            version=Selection.parse(None, self.version).number,
            against=Selection.parse(None, self.against).number,
            until=self.until,
            as_of=self.as_of,
            threshold=self.threshold,
            bands=None if self.bands is None else [Band(band.name, band.starts_at) for band in self.bands],
        )


class BacktestQueued(Schema):
    message: str
    job_id: UUID = Field(description="Its result is the answer, at /api/v1/jobs/{job_id}/.")

"""When a use case's models are trained anew by themselves."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from cronsim import CronSim, CronSimError

from scorewright.declare.errors import DeclarationError

_ANY_MOMENT = datetime(2026, 1, 1)  # noqa: DTZ001 - only the form of the expression is looked at


@dataclass(frozen=True, kw_only=True)
class Retraining:
    """At each moment of ``cron`` (UTC) it is asked whether there is a reason to train, and trained where there is one.

    Reasons: at least ``minimum_new_rows`` labelled rows since the last training; a version in production and a last
    training both older than ``maximum_age``; a target metric of what was served that lies, with its whole 95 %
    interval, at least ``performance_drop`` below what the hold-out promised, once for each version in production.
    Within ``cool_down`` of the last training there is none. ``data_source`` says where the rows come from. Raises
    DeclarationError naming the field.
    """

    cron: str = "0 1 * * 0"
    minimum_new_rows: int = 1000
    maximum_age: timedelta = timedelta(days=90)
    performance_drop: float = 0.05
    cool_down: timedelta = timedelta(days=6)  # a week would meet the weekly slot or miss it by seconds
    data_source: Literal["decisions", "declared"] = "decisions"

    def __post_init__(self) -> None:
        try:
            CronSim(self.cron, _ANY_MOMENT)
        except CronSimError as error:
            raise DeclarationError(f"retraining: cron: {self.cron!r} is no cron expression: {error}") from error
        if self.minimum_new_rows < 1:
            raise DeclarationError("retraining: minimum_new_rows: must be at least 1")
        if self.maximum_age <= timedelta(0) or self.cool_down < timedelta(0):
            raise DeclarationError("retraining: maximum_age and cool_down: must not be negative")
        if not 0 < self.performance_drop < 1:
            raise DeclarationError("retraining: performance_drop: must lie between 0 and 1")
        if self.data_source not in ("decisions", "declared"):
            raise DeclarationError(f"retraining: data_source: {self.data_source!r} is not one of decisions, declared")

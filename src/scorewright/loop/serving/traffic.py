"""What a plan gives some requests besides the answer of production: arms that decide, and shadows that look on.

``P`` is the plan of one version: a plan holds those of others, and none of them knows what else is open.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from random import random
from typing import Generic, TypeVar
from uuid import UUID

from scorewright.declare.records import Record
from scorewright.science.experiments.assignment import Assignment, Split, point_of

P = TypeVar("P")


@dataclass(frozen=True, slots=True)
class Arms(Generic[P]):
    """``plans`` by the names of arms; the holdout has none, since production decides on it."""

    experiment: str
    unit_field: str
    split: Split
    plans: Mapping[str, P]

    def assigned(self, record: Record) -> Assignment:
        """By the record's unit, always the same; by chance where no unit is declared, or this record has none."""
        unit = record.get(self.unit_field)
        return self.split.at(random() if unit is None else point_of(self.experiment, str(unit)))  # noqa: S311 - no secret


@dataclass(frozen=True, slots=True)
class Shadow(Generic[P]):
    """A version that is asked about a ``share`` of the requests, and answers nobody."""

    traffic_plan: UUID
    version_id: UUID
    label: str
    share: float
    plan: P

    def looks_on(self) -> bool:
        """Whether at this request."""
        return self.share >= 1 or random() < self.share  # noqa: S311 - no secret

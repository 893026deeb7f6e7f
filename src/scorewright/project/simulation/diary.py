"""What a simulated year came to, month by month."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass
class Month:
    """``right`` are the decisions whose label is what truly happened, as only the world knows.

    ``learnt`` counts outcomes that the service took in, ``refused`` records and outcomes that it did not; ``words`` say
    what happened.
    """

    number: int
    begins_at: datetime
    decided: int = 0
    right: int = 0
    learnt: int = 0
    refused: int = 0
    served: Counter[str] = field(default_factory=Counter)
    words: list[str] = field(default_factory=list)

    @property
    def accuracy(self) -> float | None:
        """The share of decisions that were right; None where there were none."""
        return self.right / self.decided if self.decided else None


@dataclass
class Diary:
    """The months, and what the service told of itself, the oldest first."""

    months: list[Month] = field(default_factory=list)
    events: list[Mapping[str, Any]] = field(default_factory=list)

    def of(self, *names: str) -> list[Mapping[str, Any]]:
        """The events with these names."""
        return [row for row in self.events if row["event"] in names]

"""What a record set must meet before training."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QualityLimits:
    """Shares are fractions of 0 to 1. A broken limit on the record set or a field is an error, on a group a warning.

    ``minimum_completeness`` holds for each field. ``minimum_recent_share`` is the least share of rows from the last
    ``recent_days``; None asks for nothing.
    """

    minimum_rows: int = 100
    minimum_completeness: float = 0.5
    maximum_duplicate_share: float = 0.1
    minimum_class_share: float = 0.05
    recent_days: int = 365
    minimum_recent_share: float | None = None
    minimum_group_rows: int = 50

"""Freshness: how old the rows are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from scorewright.science.quality.finding import Finding
from scorewright.science.quality.limits import QualityLimits


@dataclass(frozen=True, slots=True)
class Freshness:
    """The share of rows from the last ``recent_days``, and the ends of the period in ISO 8601.

    Rows dated after now are counted in ``future_rows`` and are not recent.
    """

    recent_share: float
    oldest_at: str
    newest_at: str
    future_rows: int


def measure_freshness(times: Sequence[datetime] | None, now: datetime, limits: QualityLimits) -> Freshness | None:
    """Age the rows against ``now``; None without times. ``times`` and ``now`` are all aware or all naive.

    >>> times = [datetime(2024, 5, 1), datetime(2026, 1, 1)]
    >>> measure_freshness(times, datetime(2026, 2, 1), QualityLimits())
    Freshness(recent_share=0.5, oldest_at='2024-05-01T00:00:00', newest_at='2026-01-01T00:00:00', future_rows=0)
    """
    if not times:
        return None
    since = now - timedelta(days=limits.recent_days)
    recent = sum(since <= time <= now for time in times)
    future = sum(time > now for time in times)
    return Freshness(recent / len(times), min(times).isoformat(), max(times).isoformat(), future)


def freshness_findings(freshness: Freshness | None, limits: QualityLimits) -> Iterator[Finding]:
    """An error where too few rows are recent, or there are no times to tell by; a warning for future rows."""
    wanted = limits.minimum_recent_share
    if wanted is not None and freshness is None:
        yield Finding("freshness", None, "error", "The rows have no times, so their freshness cannot be told.")
    if freshness is None:
        return
    if wanted is not None and freshness.recent_share < wanted:
        share = f"{freshness.recent_share:.1%} of the rows are from the last {limits.recent_days} days"
        yield Finding("freshness", None, "error", f"{share}; at least {wanted:.1%} are needed.")
    if freshness.future_rows:
        yield Finding("freshness", None, "warning", f"{freshness.future_rows} rows are dated after now.")

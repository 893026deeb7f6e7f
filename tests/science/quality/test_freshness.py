from datetime import UTC, datetime, timedelta

import pytest

from scorewright.science.quality.freshness import Freshness, freshness_findings, measure_freshness
from scorewright.science.quality.limits import QualityLimits

NOW = datetime(2026, 6, 1, tzinfo=UTC)
LIMITS = QualityLimits(recent_days=365, minimum_recent_share=0.5)


def _ages(*days: int) -> list[datetime]:
    return [NOW - timedelta(days=age) for age in days]


def test_measure_freshness__planted_ages__are_counted_exactly_edges_included() -> None:
    found = measure_freshness(_ages(0, 10, 365, 366, 4000, -1), NOW, LIMITS)
    assert found is not None
    assert found.recent_share == 3 / 6
    assert found.future_rows == 1
    assert datetime.fromisoformat(found.oldest_at) == NOW - timedelta(days=4000)
    assert datetime.fromisoformat(found.newest_at) == NOW + timedelta(days=1)


@pytest.mark.parametrize("times", [None, []])
def test_measure_freshness__no_times__is_none(times: list[datetime] | None) -> None:
    assert measure_freshness(times, NOW, LIMITS) is None


def _found(share: float, future_rows: int = 0) -> Freshness:
    return Freshness(share, NOW.isoformat(), NOW.isoformat(), future_rows)


def test_freshness_findings__too_old__is_an_error_only_when_a_share_is_asked_for() -> None:
    (finding,) = freshness_findings(_found(0.4), LIMITS)
    assert finding.severity == "error"
    assert finding.message == "40.0% of the rows are from the last 365 days; at least 50.0% are needed."
    assert list(freshness_findings(_found(0.5), LIMITS)) == []
    assert list(freshness_findings(_found(0.0), QualityLimits())) == []


def test_freshness_findings__no_times__is_an_error_only_when_a_share_is_asked_for() -> None:
    assert [found.severity for found in freshness_findings(None, LIMITS)] == ["error"]
    assert list(freshness_findings(None, QualityLimits())) == []


def test_freshness_findings__rows_from_the_future__warn() -> None:
    (finding,) = freshness_findings(_found(1.0, future_rows=2), QualityLimits())
    assert (finding.severity, finding.message) == ("warning", "2 rows are dated after now.")

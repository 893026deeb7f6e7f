import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from scorewright.science.quality.limits import QualityLimits
from scorewright.science.quality.records import Cell
from scorewright.science.quality.report import QualityReport, examine

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def _planted() -> QualityReport:
    """300 rows and 20 copies, with 12 missing plans, 5 outliers of income, 30 old rows and a small group planted."""
    rng = np.random.default_rng(4)
    income: list[Cell] = [*rng.uniform(1000, 2000, 295).tolist(), *[1e6 + extra for extra in range(5)]]
    plan: list[Cell] = [None] * 12 + ["basic", "full"] * 144
    outcomes = [int(row % 4 == 0) for row in range(300)]
    times = [NOW - timedelta(days=500 if row < 30 else row % 300) for row in range(300)]
    group = ["north"] * 290 + ["south"] * 10
    rows = [*range(300), *range(100, 120)]
    return examine(
        {"income": [income[row] for row in rows], "plan": [plan[row] for row in rows]},
        [outcomes[row] for row in rows],
        times=[times[row] for row in rows],
        group=[group[row] for row in rows],
        now=NOW,
        limits=QualityLimits(),
    )


def test_examine__planted_faults__are_reported_exactly() -> None:
    report = _planted()
    assert report.rows == 320
    assert report.completeness == {"income": 1.0, "plan": 308 / 320}
    assert report.duplicates == 20
    assert {field: found.count for field, found in report.outliers.items()} == {"income": 5}
    assert (report.balance.positives, report.balance.negatives) == (80, 240)
    assert report.freshness is not None
    assert report.freshness.recent_share == 290 / 320
    assert report.rows_by_group == {"north": 310, "south": 10}
    assert report.small_groups == {"south": 10}
    assert [(finding.name, finding.field) for finding in report.findings] == [("outliers", "income"), ("groups", None)]
    assert report.passes


def test_examine__any_report__is_plain_json() -> None:
    as_data = asdict(_planted())
    assert json.loads(json.dumps(as_data, allow_nan=False)) == {**as_data, "findings": list(as_data["findings"])}


def test_examine__broken_limits__each_gives_its_error() -> None:
    report = examine(
        {"age": [None, None, 31], "plan": ["a", "a", "b"]},
        [0, 0, 0],
        times=[NOW - timedelta(days=400)] * 3,
        now=NOW,
        limits=QualityLimits(minimum_recent_share=0.1),
    )
    names = [finding.name for finding in report.findings if finding.severity == "error"]
    assert names == ["rows", "completeness", "duplicates", "class balance", "freshness"]
    assert not report.passes


def test_examine__no_rows__is_reported_and_not_an_exception() -> None:
    report = examine({"age": []}, [], times=[], group=[], now=NOW, limits=QualityLimits())
    assert (report.rows, report.duplicates, report.outliers, report.freshness) == (0, 0, {}, None)
    assert not report.passes


def test_examine__lengths_differ__is_refused() -> None:
    with pytest.raises(ValueError, match="group has 1 entries for 2 outcomes"):
        examine({"age": [1, 2]}, [0, 1], group=["a"], now=NOW, limits=QualityLimits())


def test_examine__same_cases_on_another_day__are_duplicates_where_the_day_is_an_identifier() -> None:
    values = {"day": [NOW, NOW + timedelta(days=1)] * 2, "plan": ["a", "a", "b", "b"]}
    found = [
        examine(values, [0, 0, 1, 1], now=NOW, limits=QualityLimits(), identifiers=identifiers).duplicates
        for identifiers in ((), {"day"})
    ]
    assert found == [0, 2]

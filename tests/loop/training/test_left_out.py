"""What a use case leaves out, and by what it tells how old its rows are, reaches the data-quality report."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from scorewright.declare.dataset import Dataset
from scorewright.loop.training.rows.preparation import TrainingDataError, prepare
from scorewright.loop.training.rows.quality import quality_of
from scorewright.usecases.admission.usecase import USE_CASE, load


def test_prepare__rows_that_are_left_out__are_counted_and_not_learnt_from() -> None:
    dataset = load()
    data = prepare(USE_CASE, dataset)
    undecided = Counter(row["decision"] for row in dataset.rows)
    assert {
        f"decision is {word}": undecided[word] for word in ("waitlisted", "deferred", "withdrawn", "pending")
    }.items() <= (data.left_out.items())
    assert data.left_out.keys() - {f"decision is {word}" for word in undecided} == {"verified is false"}
    assert len(data.labels) + sum(data.left_out.values()) == len(dataset.rows)


def test_quality__left_out_rows_years_and_groups__are_told() -> None:
    report = quality_of(USE_CASE, prepare(USE_CASE, load()))
    assert report.passes, report.findings
    assert sum(report.left_out.values()) > 500
    assert any(
        finding.name == "left out" and "decision is waitlisted" in finding.message for finding in report.findings
    )
    assert report.freshness is not None
    assert report.freshness.newest_at == datetime(datetime.now(UTC).year, 1, 1, tzinfo=UTC).isoformat()
    assert report.small_groups is not None
    assert all(finding.severity == "warning" for finding in report.findings)


def test_quality__rows_of_long_ago__are_no_reason_to_trust() -> None:
    dataset = load()
    old = Dataset([{**row, "application_year": "2015"} for row in dataset.rows], "old")
    report = quality_of(USE_CASE, prepare(USE_CASE, old))
    assert [finding.name for finding in report.findings if finding.severity == "error"] == ["freshness"]


def test_quality__year_that_is_missing__names_the_field() -> None:
    fields = tuple(replace(one, required=False) if one.name == "application_year" else one for one in USE_CASE.fields)
    use_case = replace(USE_CASE, fields=fields)
    rows = [{**row, "application_year": ""} for row in load().rows]
    with pytest.raises(TrainingDataError, match="field 'application_year': must be a whole year"):
        quality_of(use_case, prepare(use_case, Dataset(rows, "undated")))

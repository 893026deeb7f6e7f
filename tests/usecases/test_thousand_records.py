"""The features of a thousand records of every use case, as the serving plane computes them."""

import pytest

from scorewright.declare.catalogue import use_case_named, use_cases
from scorewright.declare.feature_plan import FeaturePlan

RECORDS = 1_000


@pytest.mark.parametrize("name", use_cases())
def test_feature_plan__thousand_records__all_as_the_use_case_computes_them(name: str) -> None:
    use_case = use_case_named(name)
    data = use_case.load()
    rows = [row for row in data.rows if use_case.why_left_out(row) is None][:RECORDS]
    records = [use_case.read_row(row, data.ignored)[0] for row in rows]
    assert len(records) == RECORDS
    plan = FeaturePlan(use_case)
    computed = [plan.compute(record) for record in records]
    given = [plan.inputs(features) for features in computed]
    assert computed == [use_case.compute(use_case.visible(record)) for record in records]
    assert {(len(numbers) + len(categories)) for numbers, categories in given} == {len(use_case.features)}

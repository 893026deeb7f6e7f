import numpy as np

from scorewright.science.quality.completeness import completeness_findings, measure_completeness
from scorewright.science.quality.limits import QualityLimits


def test_measure_completeness__planted_missing_cells__are_counted_exactly() -> None:
    rng = np.random.default_rng(1)
    income: list[float | None] = rng.normal(size=200).tolist()
    for row in rng.choice(200, 37, replace=False):
        income[row] = None
    assert measure_completeness({"income": income, "plan": ["basic"] * 200}) == {"income": 163 / 200, "plan": 1.0}


def test_measure_completeness__every_way_to_be_missing__counts_but_zero_and_false_do_not() -> None:
    found = measure_completeness({"field": [None, float("nan"), "", 0, False, 0.0, " ", "none"]})
    assert found == {"field": 5 / 8}


def test_completeness_findings__below_the_limit__names_the_field() -> None:
    limits = QualityLimits(minimum_completeness=0.5)
    (finding,) = completeness_findings({"age": 0.4, "income": 0.5}, limits)
    assert (finding.name, finding.field, finding.severity) == ("completeness", "age", "error")
    assert finding.message == "age is filled in 40.0% of the rows; at least 50.0% are needed."

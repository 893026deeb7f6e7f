from scorewright.science.quality.balance import Balance, balance_findings, measure_balance
from scorewright.science.quality.limits import QualityLimits

LIMITS = QualityLimits(minimum_class_share=0.05)


def test_measure_balance__planted_classes__are_counted_exactly() -> None:
    assert measure_balance([1] * 3 + [0] * 97) == Balance(97, 3, 0.97, 0.03)
    assert measure_balance([]) == Balance(0, 0, None, None)


def test_balance_findings__rare_class__is_an_error_that_names_it() -> None:
    (finding,) = balance_findings(measure_balance([1] * 3 + [0] * 97), LIMITS)
    assert (finding.name, finding.severity) == ("class balance", "error")
    assert finding.message == "3.0% of the rows have outcome 1; at least 5.0% are needed."
    assert list(balance_findings(measure_balance([1] * 5 + [0] * 95), LIMITS)) == []


def test_balance_findings__absent_class__is_an_error() -> None:
    assert [found.message for found in balance_findings(measure_balance([1, 1]), LIMITS)] == ["No row has outcome 0."]
    assert len(list(balance_findings(measure_balance([]), LIMITS))) == 2

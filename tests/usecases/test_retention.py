import pytest

from scorewright.declare.records import accept_record
from scorewright.usecases.retention import features
from scorewright.usecases.retention.usecase import USE_CASE, load, rule_of_thumb

RECORD = USE_CASE.visible(accept_record(USE_CASE.fields, USE_CASE.examples[0]))


def test_load__all_rows__are_the_7043_of_the_source() -> None:
    rows = [USE_CASE.read_row(row) for row in load().rows]
    assert len(rows) == 7043
    assert sum(label for _, label in rows) == 1869
    blanks = [record for record, _ in rows if record["TotalCharges"] is None]
    assert len(blanks) == 11
    assert all(record["tenure"] == 0 for record in blanks)


def test_visible__gender_is_not_seen() -> None:
    assert "gender" not in RECORD
    assert "gender" not in {feature.name for feature in USE_CASE.features}


def test_features__customer_of_ten_months__as_computed_by_hand() -> None:
    record = {**RECORD, "tenure": 10, "MonthlyCharges": 60.0, "TotalCharges": 500.0, "TechSupport": "Yes"}
    assert features.add_ons(record) == 2
    assert features.average_charge(record) == 50
    assert features.charge_rise(record) == 10
    assert features.log_tenure(record) == pytest.approx(2.397895)
    assert features.pays_automatically(record) == 0
    assert features.pays_automatically({**record, "PaymentMethod": "Credit card (automatic)"}) == 1


def test_features__first_month_without_a_bill__are_missing() -> None:
    computed = USE_CASE.compute({**RECORD, "tenure": 0, "TotalCharges": None})
    assert (computed["average_charge"], computed["charge_rise"], computed["log_tenure"]) == (None, None, 0)


def test_rule_of_thumb__newcomer_who_pays_by_hand__leaves_more_likely_than_a_bound_one() -> None:
    assert rule_of_thumb(RECORD) == pytest.approx(0.6)
    bound = {**RECORD, "Contract": "Two year", "tenure": 60, "PaymentMethod": "Mailed check"}
    assert rule_of_thumb(bound) == pytest.approx(0.02)

import math
from typing import Any

import pytest

from scorewright.declare.catalogue import simulations
from scorewright.declare.errors import RecordRejected
from scorewright.declare.records import Record
from scorewright.usecases.retention.usecase_bank import USE_CASE, load, recency_and_trend

EXAMPLE = dict(USE_CASE.examples[0])
REQUIRED = (
    *("customer_id", "snapshot_date", "tenure_months", "products_held", "avg_balance_ghs", "txn_count_90d"),
    *("txn_count_prev_90d", "days_since_last_txn"),
)


def record(**cells: Any) -> Record:
    return USE_CASE.visible(USE_CASE.accept(EXAMPLE | cells))


def test_catalogue__its_world__is_found_by_name() -> None:
    assert simulations()["retention"] is USE_CASE


def test_record__required_alone__is_accepted_and_answered() -> None:
    bare = USE_CASE.visible(USE_CASE.accept({name: EXAMPLE[name] for name in REQUIRED}))
    computed = USE_CASE.compute(bare)
    missing = {name for name, value in computed.items() if value is None or value == ""}
    assert missing == {
        *("age", "region", "customer_type", "has_momo_link", "digital_share", "complaints_90d", "failed_txn_rate"),
        *("fee_ghs_90d", "loan_active", "nps", "fee_per_txn", "complaint_rate"),
    }
    assert recency_and_trend(bare) == 0.9


@pytest.mark.parametrize("name", REQUIRED)
def test_record__required_field_missing__is_named(name: str) -> None:
    with pytest.raises(RecordRejected, match=f"{name}: is required"):
        record(**{name: None})


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({"customer_id": ""}, "pattern"),
        ({"snapshot_date": "2027-13-01"}, "pattern"),
        ({"age": 17}, "minimum"),
        ({"age": 101}, "maximum"),
        ({"region": "Accra"}, "categories"),
        ({"customer_type": "company"}, "categories"),
        ({"tenure_months": 601}, "maximum"),
        ({"products_held": 16}, "maximum"),
        ({"has_momo_link": 2}, "allowed"),
        ({"avg_balance_ghs": -0.01}, "minimum"),
        ({"txn_count_90d": 1.5}, "whole"),
        ({"txn_count_prev_90d": -1}, "minimum"),
        ({"days_since_last_txn": 3651}, "maximum"),
        ({"digital_share": 1.01}, "maximum"),
        ({"complaints_90d": -1}, "minimum"),
        ({"failed_txn_rate": 2}, "maximum"),
        ({"fee_ghs_90d": -1}, "minimum"),
        ({"loan_active": True}, "type"),
        ({"nps": -101}, "minimum"),
        ({"nps": 101}, "maximum"),
    ],
)
def test_record__out_of_range__names_field_and_rule(cells: dict[str, Any], rule: str) -> None:
    with pytest.raises(RecordRejected) as rejected:
        record(**cells)
    assert [(problem.field, problem.rule) for problem in rejected.value.problems] == [(*cells, rule)]


def test_features__example__as_computed_by_hand() -> None:
    computed = USE_CASE.compute(
        record(txn_count_90d=20, txn_count_prev_90d=10, days_since_last_txn=12, complaints_90d=3)
    )
    assert computed["txn_trend"] == pytest.approx(math.log(21 / 11))
    assert computed["recency_ratio"] == pytest.approx(12 / 6)  # 30 transactions in 180 days: one in 6
    assert computed["fee_per_txn"] == pytest.approx(18.6 / 20)
    assert computed["balance_log"] == pytest.approx(math.log(1241.5))
    assert computed["complaint_rate"] == pytest.approx(3 / 21)


def test_features__no_transaction__gap_and_fee_for_each_are_missing() -> None:
    computed = USE_CASE.compute(record(txn_count_90d=0, txn_count_prev_90d=0, digital_share=None))
    assert (computed["recency_ratio"], computed["fee_per_txn"], computed["txn_trend"]) == (None, None, 0)


@pytest.mark.parametrize(
    ("cells", "probability"),
    [
        ({"days_since_last_txn": 14}, 0.9),
        ({"days_since_last_txn": 15}, 0.75),
        ({"days_since_last_txn": 30}, 0.75),
        ({"days_since_last_txn": 60}, 0.55),
        ({"days_since_last_txn": 120}, 0.3),
        ({"days_since_last_txn": 121}, 0.1),
        ({"days_since_last_txn": 3, "txn_count_90d": 9, "txn_count_prev_90d": 20}, 0.8),  # ln(10/21) is -0.74
        ({"days_since_last_txn": 3, "txn_count_90d": 10, "txn_count_prev_90d": 20}, 0.9),  # ln(11/21) is -0.65
        ({"days_since_last_txn": 3, "complaints_90d": 2}, 0.8),
        ({"days_since_last_txn": 3, "complaints_90d": 1}, 0.9),
        ({"days_since_last_txn": 200, "complaints_90d": 9}, 0.02),
        ({"days_since_last_txn": 200, "complaints_90d": 9, "txn_count_90d": 0, "txn_count_prev_90d": 9}, 0.02),
    ],
)
def test_fallback__recency_trend_and_complaints__as_the_rule_says(cells: dict[str, Any], probability: float) -> None:
    assert recency_and_trend(record(**cells)) == pytest.approx(probability)


def test_decision__one_half__is_not_yet_staying() -> None:
    assert [USE_CASE.decision.decide(p).label for p in (0.5, 0.500001)] == [0, 1]


def test_load__rows__are_3000_and_a_quarter_leaves() -> None:
    rows = load().rows
    labels = [USE_CASE.read_row(row)[1] for row in rows]
    assert len(labels) == 3_000
    assert 0.22 < 1 - sum(labels) / 3_000 < 0.29

from collections import Counter

import pytest

from scorewright.declare.records import accept_record
from scorewright.usecases.german_credit import features
from scorewright.usecases.german_credit.usecase import SCALE, USE_CASE, load, probability_at_expert_points

RECORD = USE_CASE.visible(accept_record(USE_CASE.fields, USE_CASE.examples[0]))


def test_load__all_rows__are_the_1000_of_the_source() -> None:
    rows = [USE_CASE.read_row(row) for row in load().rows]
    assert len(rows) == 1000
    assert sum(label for _, label in rows) == 300


def test_load__personal_status__is_uci_s_and_not_the_shuffled_copy() -> None:
    rows = load().rows
    column = "personal_status_and_sex"
    assert [rows[number][column] for number in range(4)] == [
        "male: single",
        "female: divorced/separated/married",
        "male: single",
        "male: single",
    ]
    assert Counter(row[column] for row in rows)["male: single"] == 548


def test_visible__protected_attributes_are_not_seen() -> None:
    assert {"personal_status_and_sex", "foreign_worker"}.isdisjoint(RECORD)


def test_features__example__as_computed_by_hand() -> None:
    computed = USE_CASE.compute(RECORD)
    assert computed["employed_at_least"] == 7
    assert computed["savings_at_least"] == 500
    assert computed["monthly_repayment"] == pytest.approx(2835 / 24)
    assert computed["log_amount"] == pytest.approx(7.949797)


def test_features__savings_unknown__are_missing() -> None:
    computed = USE_CASE.compute({**RECORD, "savings_account_and_bonds": "unknown/ no savings account"})
    assert computed["savings_at_least"] is None


def test_features__every_class_of_the_fields__has_its_words() -> None:
    assert set(features.CHECKING.values()) == {"overdrawn", "little", "salary", "none"}
    assert sorted(features.EMPLOYED_AT_LEAST.values()) == [0, 0.5, 1, 4, 7]


def test_fallback__expert_points__stand_on_the_scale() -> None:
    assert SCALE.score(probability_at_expert_points(RECORD)) == 575 + 40 + 0 + 20
    poor = {**RECORD, "status_of_existing_checking_account": "... < 0 DM", "duration_in_month": 60}
    assert SCALE.score(probability_at_expert_points(poor)) == 575 - 60 - 50 + 20


@pytest.mark.parametrize(
    ("score", "band"), [(579, "Poor"), (580, "Fair"), (670, "Good"), (740, "Very Good"), (800, "Exceptional")]
)
def test_decision__edges_of_the_bands__belong_to_the_upper_band(score: int, band: str) -> None:
    verdict = USE_CASE.decision.decide(SCALE.probability_at(score))
    assert (verdict.score, verdict.band) == (score, band)


def test_decision__threshold__is_where_both_expected_costs_are_equal() -> None:
    p = USE_CASE.decision.threshold
    assert 5 * p == pytest.approx(1 - p)

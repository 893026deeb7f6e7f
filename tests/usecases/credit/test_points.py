"""The credit officer's points: each step where it stands, and the scale that they share with the model."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorewright.declare.records import Record
from scorewright.loop.serving.policies import RecordedPolicy
from scorewright.loop.serving.reasons import fallback_reasons
from scorewright.usecases.credit.points import (
    COLLECTED,
    DEBTS,
    DELINQUENCIES,
    EMPLOYMENT,
    HISTORY,
    INQUIRIES,
    INSTALMENT,
    NOT_COLLECTED,
    SCALE,
    START,
    UTILISATION,
    Steps,
    at_least,
    at_most,
    contributions,
    expert_points,
    points_of,
    probability_by_points,
)
from scorewright.usecases.credit.usecase import FALLBACK, USE_CASE

NEUTRAL = {  # of each part the step that counts nothing
    "annual_income": 36_000,
    "debt_to_income_ratio": 45,
    "interest_rate": 0,
    "loan_amount": 10_800,
    "loan_term_months": 12,  # 900 a month of 3,000: 0.3
    "credit_history_length": 2,
    "inquiries_6mo": 2,
    "employment_length": "2 years",
    "home_ownership": "RENT",
    "job_title": "Accountant",
}


def record(**cells: Any) -> Record:
    return USE_CASE.visible(USE_CASE.accept(NEUTRAL | cells))


def test_points__nothing_for_or_against__are_those_of_the_start_and_of_the_work() -> None:
    assert expert_points(record()) == 575 + 20  # an accountant of two years: 15 + 30 + 20 = 65


@pytest.mark.parametrize(
    ("cells", "points"),
    [
        ({"debt_to_income_ratio": 20}, 40),
        ({"debt_to_income_ratio": 35}, 15),
        ({"debt_to_income_ratio": 50.1}, -60),
        ({"delinquencies_2yr": 0}, 30),
        ({"delinquencies_2yr": 1}, -30),
        ({"delinquencies_2yr": 2}, -90),
        ({"revolving_utilization": 30}, 30),
        ({"revolving_utilization": 60}, 10),
        ({"revolving_utilization": 90}, -20),
        ({"revolving_utilization": 91}, -50),
        ({"credit_history_length": 7}, 30),
        ({"credit_history_length": 3}, 15),
        ({"credit_history_length": 0.9}, -25),
        ({"credit_history_length": None}, 0),
        ({"collections_12mo": 0}, 10),
        ({"collections_12mo": 0, "public_records": 1}, -60),
        ({"inquiries_6mo": 1}, 10),
        ({"inquiries_6mo": 4}, -30),
        ({"employment_length": "10+ years"}, 15),  # 90 of 100: 35 instead of 20
        ({"job_title": "Okada rider"}, -20),  # below 60: 0 instead of 20
        ({"job_title": None, "annual_income": 600, "loan_amount": 180}, -45),  # 37 of 100: -25 instead of 20
        ({"loan_amount": 9_000}, 20),
        ({"loan_amount": 15_000}, -40),
        ({"loan_term_months": None}, 0),
    ],
)
def test_points__one_thing_otherwise__moves_by_its_step(cells: dict[str, Any], points: int) -> None:
    assert expert_points(record(**cells)) - expert_points(record()) == points


def test_probability__at_the_anchor__is_one_in_seven() -> None:
    assert SCALE.score(1 / 7) == 600
    told = record(delinquencies_2yr=1, debt_to_income_ratio=35, inquiries_6mo=1)
    assert expert_points(told) == 590
    assert math.isclose(probability_by_points(told), 1 / (1 + 6 * 2 ** (-10 / 60)))


@given(st.floats(0, 1000), st.integers(0, 50), st.none() | st.floats(0, 150), st.none() | st.floats(0, 60))
def test_probability__whatever_is_told__lies_on_the_scale(
    debts: float, late: int, used: float | None, history: float | None
) -> None:
    told = record(
        debt_to_income_ratio=debts, delinquencies_2yr=late, revolving_utilization=used, credit_history_length=history
    )
    assert 300 <= SCALE.score(probability_by_points(told)) <= 850
    moved = contributions(told)
    assert SCALE.points_per_log_odds * math.fsum(moved.values()) == pytest.approx(575 - expert_points(told))
    assert set(moved) <= {feature.name for feature in USE_CASE.features}


def test_contributions__collections_and_public_records__count_once_by_what_there_is() -> None:
    assert points_of(record(collections_12mo=0, public_records=0))["collections_12_mths_ex_med"] == 10
    assert points_of(record(public_records=0))["pub_rec"] == 10
    found = points_of(record(collections_12mo=0, public_records=2))
    assert found["pub_rec"] == -60
    assert "collections_12_mths_ex_med" not in found
    assert "pub_rec" not in points_of(record(collections_12mo=1, public_records=2))


def test_fallback__of_somebody_in_trouble__says_what_costs_most_in_words_and_points() -> None:
    told = record(debt_to_income_ratio=61, delinquencies_2yr=2, credit_history_length=0.5, inquiries_6mo=5)
    reasons = fallback_reasons(USE_CASE, RecordedPolicy.of(USE_CASE), told, USE_CASE.compute(told))
    assert [(reason.words, reason.points) for reason in reasons] == [
        ("There were late payments in the last two years (2)", -90),
        ("Debts take 61 % of the income, which is much", -60),
        ("Other lenders were asked often in the last six months (inquiries: 5)", -30),
        ("Scored by a credit officer's points, because no model could answer.", None),
    ]


@pytest.mark.parametrize(
    ("steps", "table"),
    [
        (DEBTS, {0: 40, 20: 40, 20.1: 15, 35: 15, 35.1: 0, 50: 0, 50.1: -60, 1000: -60}),
        (DELINQUENCIES, {0: 30, 1: -30, 2: -90, 50: -90}),
        (UTILISATION, {0: 30, 30: 30, 30.1: 10, 60: 10, 60.1: -20, 90: -20, 90.1: -50, 150: -50}),
        (INQUIRIES, {0: 10, 1: 10, 2: 0, 3: 0, 4: -30, 50: -30}),
        (INSTALMENT, {0: 20, 0.25: 20, 0.251: 0, 0.4: 0, 0.401: -40, 9: -40}),
    ],
)
def test_steps__up_to_each_number__are_those_of_the_table(steps: Steps, table: dict[float, int]) -> None:
    assert {value: at_most(value, steps) for value in table} == table
    assert at_most(math.nan, steps) == 0


@pytest.mark.parametrize(
    ("steps", "table"),
    [
        (HISTORY, {0: -25, 0.9: -25, 1: 0, 2.9: 0, 3: 15, 6.9: 15, 7: 30, 60: 30}),
        (EMPLOYMENT, {0: -25, 44.9: -25, 45: 0, 59.9: 0, 60: 20, 74.9: 20, 75: 35, 100: 35}),
    ],
)
def test_steps__from_each_number_on__are_those_of_the_table(steps: Steps, table: dict[float, int]) -> None:
    assert {value: at_least(value, steps) for value in table} == table
    assert at_least(math.nan, steps) == 0


def test_points__everything_against_somebody__end_at_the_scale() -> None:
    assert (START, COLLECTED, NOT_COLLECTED, FALLBACK.confidence) == (575, -60, 10, 0.5)
    worst = record(
        debt_to_income_ratio=90,
        delinquencies_2yr=5,
        revolving_utilization=120,
        inquiries_6mo=9,
        credit_history_length=0,
        collections_12mo=1,
        annual_income=600,
        loan_amount=9_000,
        job_title=None,
    )
    assert expert_points(worst) == 575 - 60 - 90 - 50 - 30 - 25 - 60 - 40 - 25
    assert SCALE.score(probability_by_points(worst)) == 300

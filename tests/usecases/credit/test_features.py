"""Features of an application: what each is, where it is missing, and what may never become one."""

import math
from typing import Any

import pytest

from scorewright.declare.errors import RecordRejected
from scorewright.declare.records import Record
from scorewright.usecases.credit.applicants import BANK
from scorewright.usecases.credit.features import FEATURES, SIXTEEN
from scorewright.usecases.credit.record import FIELDS
from scorewright.usecases.credit.usecase import USE_CASE
from scorewright.usecases.credit.world import Applications

EXAMPLE = dict(USE_CASE.examples[0])
REQUIRED = (
    *("annual_income", "debt_to_income_ratio", "interest_rate", "loan_amount", "employment_length", "home_ownership"),
)


def record(**cells: Any) -> Record:
    return USE_CASE.visible(USE_CASE.accept(EXAMPLE | cells))


def computed(**cells: Any) -> dict[str, Any]:
    return dict(USE_CASE.compute(record(**cells)))


def test_features__the_sixteen__stand_first_in_their_order() -> None:
    assert [feature.name for feature in SIXTEEN] == [
        *("annual_inc", "dti", "int_rate", "revol_util", "delinq_2yrs", "inq_last_6mths", "open_acc"),
        *("collections_12_mths_ex_med", "loan_amnt", "max_bal_bc", "total_acc", "open_rv_12m", "pub_rec"),
        *("credit_history_length", "emp_length_encoded", "home_ownership_encoded"),
    ]
    assert FEATURES[:16] == SIXTEEN


def test_features__a_nurse_in_the_public_service__are_as_worked_out_by_hand() -> None:
    found = computed()
    assert (found["annual_inc"], found["dti"], found["emp_length_encoded"]) == (45_600, 28.5, 6)
    assert found["home_ownership_encoded"] == 2
    assert (found["job_stability"], found["sector"], found["payroll_deduction"]) == (80, "public", 1)
    # 6 years 30, stability 32, and 3,800 a month are more than a tenth of nurses earn: 20 points more.
    assert found["employment_score"] == 82
    # 12,000 at 31.5 % over 24 months are 680.3 a month.
    assert found["instalment_to_income"] == pytest.approx(680.26 / 3_800, rel=1e-4)
    assert found["loan_to_income"] == pytest.approx(12 / 45.6)
    # Half of those in healthcare earned 3,550 in 2024, and a tenth more in 2025.
    assert found["income_to_category_median"] == pytest.approx(math.log(3_800 / (3_550 * 1.1)), abs=1e-3)


def test_features__required_fields_alone__are_answered_with_gaps() -> None:
    found = dict(USE_CASE.compute(USE_CASE.visible(USE_CASE.accept({name: EXAMPLE[name] for name in REQUIRED}))))
    missing = {name for name, value in found.items() if value is None}
    assert missing == {
        *("revol_util", "delinq_2yrs", "inq_last_6mths", "open_acc", "collections_12_mths_ex_med", "max_bal_bc"),
        *("total_acc", "open_rv_12m", "pub_rec", "credit_history_length", "instalment_to_income", "payroll_deduction"),
    }
    assert found["thin_file"] == 1


@pytest.mark.parametrize(
    ("told", "years"), [("< 1 year", 0), ("1 year", 1), ("12", 10), ("10+ years", 10), ("20 yrs", 10), ("?", None)]
)
def test_features__tenure_as_forms_have_it__is_whole_years_up_to_ten(told: str, years: float | None) -> None:
    assert computed(employment_length=told)["emp_length_encoded"] == years


def test_features__without_interest__the_instalment_is_an_equal_part() -> None:
    found = computed(interest_rate=0, loan_amount=2_400, annual_income=12_000)
    assert found["instalment_to_income"] == pytest.approx(0.1)


def test_features__no_field_that_names_a_group__is_one() -> None:
    read = {feature.compute.field for feature in FEATURES if hasattr(feature.compute, "field")}
    assert read.isdisjoint({"gender", "region"})
    assert computed(region="Volta") == computed(region=None) == computed(region="Ashanti")


def test_gender__is_no_part_of_a_record_and_monitored_apart_from_it() -> None:
    assert "gender" not in {field.name for field in FIELDS}
    assert USE_CASE.intake is not None
    assert [field.name for field in USE_CASE.intake.monitored] == ["gender"]
    simulated = Applications(BANK, 1, 1, rows=24).history()
    assert all("gender" not in case.record for case in simulated)


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({"annual_income": 0}, "annual_income: must be at least 1"),
        ({"annual_income": 10_000_001}, "annual_income: must be at most"),
        ({"debt_to_income_ratio": 1_001}, "debt_to_income_ratio: must be at most"),
        ({"interest_rate": 151}, "interest_rate: must be at most 150"),
        ({"delinquencies_2yr": 1.5}, "delinquencies_2yr: must be a whole number"),
        ({"open_accounts": 8}, "open_accounts: must be at most total_accounts"),
        ({"job_title": "x" * 121}, "job_title: must have at most 120 characters"),
        ({"job_title": "nurse\x00"}, "job_title: must not hold the null character"),
        ({"region": "Accra"}, "region: must be one of"),
    ],
)
def test_record__a_broken_rule__is_named(cells: dict[str, Any], rule: str) -> None:
    with pytest.raises(RecordRejected, match=rule):
        record(**cells)

"""The simulated lenders: what is known of them must be so."""

from datetime import timedelta

import numpy as np
import pytest

from scorewright.declare.simulation import Case
from scorewright.science.metrics.ranking import roc_auc
from scorewright.usecases.credit.applicants import BANK, MICROFINANCE, Lender
from scorewright.usecases.credit.economy import first_of
from scorewright.usecases.credit.repayment import DEFAULT_DAYS, MONTH, WINDOW
from scorewright.usecases.credit.usecase import USE_CASE
from scorewright.usecases.credit.world import Applications, Drawn, level, records

LENDERS = {"bank": BANK, "microfinance": MICROFINANCE}
MANY = 6_000


@pytest.fixture(scope="module", params=LENDERS)
def lender(request: pytest.FixtureRequest) -> Lender:
    return LENDERS[request.param]


@pytest.fixture(scope="module")
def drawn(lender: Lender) -> Drawn:
    return Applications(lender, 3, 1).drawn(-12, MANY)


def test_probability__of_many__is_what_happens_on_average_and_where_it_is_low_and_high(drawn: Drawn) -> None:
    order = np.argsort(drawn.probability)
    for part in np.array_split(order, 4):
        happened, meant = drawn.repaid.label[part], drawn.probability[part]
        sure_within = 4 * np.sqrt(meant.mean() * (1 - meant.mean()) / len(part))
        assert abs(happened.mean() - meant.mean()) < sure_within


def test_level__default_rate__is_the_declared_one_where_the_economy_is_as_usual(lender: Lender, drawn: Drawn) -> None:
    assert level(lender) == level(lender)
    assert 0.16 < drawn.probability.mean() < 0.24  # early in 2025 it was harder


def test_probability__known_truth__ranks_as_well_as_the_design_says(lender: Lender, drawn: Drawn) -> None:
    best = roc_auc(drawn.repaid.label, drawn.probability)
    assert best is not None
    assert 0.69 < best < 0.76


def test_applicants__of_each_lender__are_of_its_sectors(lender: Lender, drawn: Drawn) -> None:
    for sector, share in lender.sectors.items():
        assert abs(np.mean(drawn.cells["sector"] == sector) - share) < 0.03


def test_titles__seven_in_a_hundred__are_vague_or_empty(drawn: Drawn) -> None:
    titles = drawn.cells["job_title"]
    assert 0.01 < np.mean([title is None for title in titles]) < 0.03
    assert len({title for title in titles if title}) > 400


def test_records__thin_files__have_nothing_of_a_bureau_and_all_are_accepted(drawn: Drawn) -> None:
    told = records(-12, drawn)[:600]
    assert all(USE_CASE.accept(record) for record in told)
    of_a_bureau = ("credit_history_length", "delinquencies_2yr", "inquiries_6mo")
    for record in told:
        assert {record[name] is None for name in of_a_bureau} == {not record["bureau_hit"]}


@pytest.fixture(scope="module")
def month() -> list[Case]:
    return list(Applications(BANK, 11, 400).month(2))


def test_month__all_of_it__lies_within_the_month_in_order_and_comes_again(month: list[Case]) -> None:
    moments = [case.at for case in month]
    assert len(month) == 400
    assert moments == sorted(moments)
    assert {(at.year, at.month) for at in moments} == {(first_of(2).year, first_of(2).month)}
    assert all(case.record["submitted_at"] == case.at.isoformat() for case in month)
    assert month == list(Applications(BANK, 11, 400).month(2))
    assert month != list(Applications(BANK, 12, 400).month(2))


def test_month__what_is_heard__comes_sooner_of_defaults_and_is_mostly_true(month: list[Case]) -> None:
    heard = [(case, case.feedback) for case in month if case.feedback]
    assert 0.8 < len(heard) / len(month) < 0.97
    assert np.mean([told.true for _, told in heard]) > 0.95
    late = [told.after for case, told in heard if case.label]
    assert all(timedelta(days=DEFAULT_DAYS) < after for after in late)
    assert min(told.after for case, told in heard if not case.label) > timedelta(days=WINDOW)


def test_history__good_notes__are_right_and_known_before_the_first_month(month: list[Case]) -> None:
    history = Applications(BANK, 11, 1).history()
    assert 7_900 < len(history) <= 8_000
    assert all(case.feedback and case.feedback.true for case in history)
    assert max(case.at for case in history).date() + timedelta(days=WINDOW) <= first_of(1)
    wrong = [case for case in Applications(BANK, 11, 1).history("fair") if case.feedback and not case.feedback.true]
    assert 0.03 < len(wrong) / len(history) < 0.05


def test_events__month_after_month__defaults_emerge_where_risk_is_and_their_days_are_in_order(lender: Lender) -> None:
    drawn = Applications(lender, 3, 1, mode="event").drawn(-12, MANY)
    repaid = drawn.repaid
    assert 0.12 < repaid.label.mean() < 0.26
    best = roc_auc(repaid.label, drawn.probability)
    assert best is not None
    assert 0.66 < best < 0.82
    assert np.array_equal(repaid.label == 1, repaid.days_past_due.max(axis=1) > DEFAULT_DAYS)
    assert np.array_equal(repaid.label == 1, repaid.how != "")
    steps = np.diff(repaid.days_past_due, axis=1)
    assert steps.max() == MONTH  # nobody falls more than a month behind in a month
    assert set(repaid.day[repaid.label == 1]) <= {120, 150, 180}
    assert {"late", "collection", "write-off"} == set(repaid.how[repaid.label == 1])


@pytest.mark.parametrize(("seed", "size"), [(-1, 10), (1, 0)])
def test_applications__impossible__are_refused(seed: int, size: int) -> None:
    with pytest.raises(ValueError, match=r"must not be negative"):
        Applications(BANK, seed, size)


@pytest.mark.parametrize("number", [0, 37])
def test_month__beyond_the_world__is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="must be 1 to 36"):
        Applications(BANK, 1, 1).month(number)

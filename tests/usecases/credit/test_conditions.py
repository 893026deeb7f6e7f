"""Worlds in which something is otherwise than expected: what changes, and who notices."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from scorewright.declare.feature_plan import FeaturePlan
from scorewright.declare.features import feature_table
from scorewright.declare.simulation import Case
from scorewright.science.learners.trained_model import TrainedModel
from scorewright.science.learners.training import train
from scorewright.science.metrics.calibration import calibration_slope_intercept
from scorewright.science.metrics.population_stability import population_stability_index
from scorewright.science.table import Table
from scorewright.usecases.credit.applicants import BANK, COCOA, MICROFINANCE
from scorewright.usecases.credit.conditions import AS_EXPECTED, DRIFTING, SHAKEN, Conditions, cocoa_price, dear_quarters
from scorewright.usecases.credit.economy import first_of
from scorewright.usecases.credit.features import FEATURES
from scorewright.usecases.credit.seasons import TROTRO, incomes_after
from scorewright.usecases.credit.usecase import TRAINING, USE_CASE
from scorewright.usecases.credit.world import Applications

LATER, MANY = 24, 2_500
SHIFTED = 0.25  # of a population stability index


@dataclass(frozen=True, eq=False)
class Seen:
    """What a lender sees of a month once all outcomes are there."""

    table: Table
    labels: NDArray[np.int64]

    @classmethod
    def of(cls, cases: Sequence[Case]) -> "Seen":
        plan = FeaturePlan(USE_CASE)
        table = feature_table(FEATURES, [plan.compute(USE_CASE.accept(case.record)) for case in cases])
        return cls(table, np.array([case.label for case in cases]))


@pytest.fixture(scope="module")
def history() -> Seen:
    return Seen.of(Applications(BANK, 5, 1, rows=6_000).history())


@pytest.fixture(scope="module")
def model(history: Seen) -> TrainedModel:
    parameters = {**TRAINING.parameters["xgboost"], "n_estimators": 200}
    return train("xgboost", history.table, history.labels, seed=1, parameters=parameters)


@pytest.fixture(scope="module")
def later() -> dict[str, Seen]:
    worlds = {"as expected": AS_EXPECTED, "drifting": DRIFTING}
    return {name: Seen.of(Applications(BANK, 5, MANY, conditions=one).month(LATER)) for name, one in worlds.items()}


def test_drift__incomes_that_no_table_knows__are_seen_in_the_features_and_else_not(
    history: Seen, later: dict[str, Seen]
) -> None:
    name = "income_to_category_median"
    usual, drifting = (
        population_stability_index(history.table.numbers(name), later[world].table.numbers(name))
        for world in ("as expected", "drifting")
    )
    assert usual is not None
    assert drifting is not None
    assert drifting > SHIFTED > 10 * usual


def test_drift__hard_times__are_seen_in_what_becomes_of_loans_and_else_not(
    model: TrainedModel, later: dict[str, Seen]
) -> None:
    """A model that was right on the whole is asked about the same people in another economy."""
    missed = {world: seen.labels.mean() / model.probability(seen.table).mean() for world, seen in later.items()}
    assert missed["as expected"] < 0.9  # with the reference rate loans become easier to repay
    assert missed["drifting"] > 1.1
    lines = {
        world: calibration_slope_intercept(seen.labels, model.probability(seen.table)) for world, seen in later.items()
    }
    assert lines["drifting"] is not None
    assert lines["as expected"] is not None
    assert lines["drifting"][1] > lines["as expected"][1] + 0.3


def test_wrong_outcomes__switched__are_heard_so_often() -> None:
    for wrong in (0.0, 0.2):
        cases = Applications(BANK, 5, MANY, conditions=Conditions(wrong=wrong)).month(2)
        heard = [not case.feedback.true for case in cases if case.feedback]
        assert abs(np.mean(heard) - wrong) < 0.03
        assert all((case.feedback.value == str(case.label)) == case.feedback.true for case in cases if case.feedback)


def test_dear_fuel__two_quarters_of_a_year__take_from_trotros_and_from_nobody_else() -> None:
    year = range(1, 13)
    dear = [month for month in year if SHAKEN.is_fuel_dear(month, 5)]
    assert len(dear) == 6
    assert {(month - 1) // 3 for month in dear} == dear_quarters(2026, 5)
    assert len({frozenset(dear_quarters(2026, seed)) for seed in range(20)}) > 3
    assert not any(AS_EXPECTED.is_fuel_dear(month, 5) for month in year)
    cells = {"occupation": np.array([f"{TROTRO}driver", "market_trader"]), "seasonal": np.array([False, False])}
    incomes = incomes_after(cells, 0, 12, Conditions(dear_fuel=True), 5)
    assert incomes[0].tolist() == [0.7 if month in dear else 1.0 for month in year]
    assert set(incomes[1]) == {1.0}


def test_dear_fuel__of_many_loans__more_of_trotros_default_than_else() -> None:
    """The same loans and the same luck: only what the months bring is another."""
    month = next(one for one in range(1, 13) if all(SHAKEN.is_fuel_dear(one + n, 5) for n in (1, 2, 3)))
    dear, usual = (
        Applications(MICROFINANCE, 5, 1, mode="event", conditions=one).drawn(month, 6_000)
        for one in (Conditions(dear_fuel=True), AS_EXPECTED)
    )
    drives = np.array([str(one).startswith(TROTRO) for one in usual.cells["occupation"]])
    assert dear.repaid.label[drives].mean() > usual.repaid.label[drives].mean() + 0.02
    assert np.array_equal(dear.repaid.label[~drives], usual.repaid.label[~drives])


def test_cocoa__prices_and_harvest__are_in_the_incomes_of_farmers() -> None:
    assert [cocoa_price(month) for month in (-60, -28, -27, -20, -15, -13, 12)] == [
        *(800, 800, 1_308, 2_070, 3_000, 3_100, 3_100)
    ]
    priced = Conditions(cocoa_prices=True)
    asked = (Applications(BANK, 5, 1, conditions=one).drawn(-12, 4_000).cells for one in (priced, AS_EXPECTED))
    incomes = [{name: cells[name] for name in ("annual_income", "occupation")} for cells in asked]
    farms = incomes[0]["occupation"] == COCOA
    ratio = incomes[0]["annual_income"] / incomes[1]["annual_income"]
    assert np.median(ratio[farms]) == pytest.approx(priced.cocoa_factor(-12) / AS_EXPECTED.income_factor(-12), rel=0.05)
    assert set(ratio[~farms]) == {1.0}
    cells = {"occupation": np.array([COCOA]), "seasonal": np.array([True])}
    year = incomes_after(cells, 0, 12, priced, 5)[0]
    harvest = [first_of(month).month in (10, 11, 12, 1, 2, 3) for month in range(1, 13)]
    assert year[harvest].sum() / year.sum() == pytest.approx(0.7)


@pytest.mark.parametrize(
    "wrong", [{"inflation": 3}, {"rate_shock": 60}, {"shock_month": 0}, {"wrong": 1}, {"wrong": float("nan")}]
)
def test_conditions__out_of_bounds__are_refused_by_name(wrong: dict[str, float]) -> None:
    (name,) = wrong
    with pytest.raises(ValueError, match=f"conditions: {name}: must lie"):
        Conditions(**wrong)


def test_happening__in_a_drifting_world__is_told() -> None:
    world = Applications(BANK, 5, 1, conditions=DRIFTING)
    assert world.happening(4) == ["The policy rate moves by +10 points."]
    assert Applications(BANK, 5, 1).happening(4) == []

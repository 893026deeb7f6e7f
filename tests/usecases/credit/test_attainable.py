"""How near a model comes to what can be known; ``benchmarks/credit.py`` measures it on more rows."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from scorewright.declare.feature_plan import FeaturePlan
from scorewright.declare.features import Feature, feature_table
from scorewright.declare.simulation import Case
from scorewright.science.artefacts.running import load
from scorewright.science.learners.trained_model import TrainedModel
from scorewright.science.learners.training import train
from scorewright.science.metrics.ranking import expected_roc_auc
from scorewright.science.table import Table
from scorewright.usecases.credit.applicants import MICROFINANCE
from scorewright.usecases.credit.features import FEATURES
from scorewright.usecases.credit.usecase import TRAINING, USE_CASE
from scorewright.usecases.credit.world import Applications

ROWS = 4_000


def _table(cases: list[Case]) -> Table:
    plan = FeaturePlan(USE_CASE)
    return feature_table(FEATURES, [plan.compute(USE_CASE.accept(case.record)) for case in cases])


@pytest.fixture(scope="module")
def history() -> tuple[Table, NDArray[np.int64]]:
    cases = list(Applications(MICROFINANCE, 5, 1, rows=ROWS).history())
    return _table(cases), np.array([case.label for case in cases])


@pytest.fixture(scope="module")
def applicants() -> list[Case]:
    return list(Applications(MICROFINANCE, 6, 1, rows=ROWS).history())[:300]


@pytest.fixture(scope="module")
def strangers() -> tuple[Table, NDArray[np.float64]]:
    cases = list(Applications(MICROFINANCE, 6, 1, rows=ROWS).history())
    return _table(cases), np.array([case.probability for case in cases])


@pytest.fixture(scope="module")
def champion(history: tuple[Table, NDArray[np.int64]]) -> TrainedModel:
    return train("xgboost", *history, seed=1, parameters=TRAINING.parameters["xgboost"], calibration="platt")


def test_champion__few_rows_at_the_harder_lender__has_most_of_what_can_be_known(
    champion: TrainedModel, strangers: tuple[Table, NDArray[np.float64]]
) -> None:
    table, truth = strangers
    best = expected_roc_auc(truth, truth)
    share = (expected_roc_auc(champion.probability(table), truth) - 0.5) / (best - 0.5)
    assert 0.88 < share < 1
    assert abs(champion.probability(table).mean() - truth.mean()) < 0.03


@pytest.mark.parametrize("feature", [one for one in FEATURES if one.monotone], ids=lambda one: one.name)
def test_champion__what_is_declared_monotone__moves_no_answer_the_other_way(
    champion: TrainedModel, strangers: tuple[Table, NDArray[np.float64]], feature: Feature
) -> None:
    table, _ = strangers
    few = table.rows(np.arange(40))
    name, direction = feature.name, feature.monotone
    steps = np.quantile(table.numbers(name)[~np.isnan(table.numbers(name))], np.linspace(0, 1, 9))
    answers = np.array(
        [champion.probability(Table(few.columns, {**few.values, name: np.full(40, step)})) for step in steps]
    )
    assert np.all(direction * np.diff(answers, axis=0) >= -1e-9)


@pytest.mark.parametrize("more", [1.05, 2.0])
def test_champion__higher_income_in_the_record__raises_nobodys_probability(
    champion: TrainedModel, applicants: list[Case], more: float
) -> None:
    """Several features are made of the income: all of them together must not turn it against anybody."""
    raised = [
        replace(one, record={**one.record, "annual_income": one.record["annual_income"] * more}) for one in applicants
    ]
    assert np.all(champion.probability(_table(raised)) <= champion.probability(_table(applicants)) + 1e-9)


def test_champion__its_reasons__are_the_whole_of_its_answer(
    champion: TrainedModel,
) -> None:
    """One feature a tree: contributions and base sum to the log odds, and none hides in another's."""
    runner = load(champion.to_onnx())
    plan = FeaturePlan(USE_CASE)
    for case in Applications(MICROFINANCE, 6, 1, rows=ROWS).history()[:25]:
        numbers, categories = plan.inputs(plan.compute(USE_CASE.accept(case.record)))
        probability, explained = runner.explain(numbers, categories)
        assert explained.exact
        total = explained.base + sum(explained.contributions.values())
        assert np.log(probability / (1 - probability)) == pytest.approx(total, abs=1e-4)

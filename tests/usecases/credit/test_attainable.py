"""How near a model comes to what can be known; ``benchmarks/credit.py`` measures it on more rows."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from scorewright.declare.adverse import Adverse
from scorewright.declare.feature_plan import FeaturePlan
from scorewright.declare.features import Feature, feature_table
from scorewright.declare.simulation import Case
from scorewright.loop.serving.policies import RecordedPolicy
from scorewright.loop.serving.reasons import adverse_reasons, explanation_out
from scorewright.science.artefacts.running import Runner, load
from scorewright.science.learners.trained_model import TrainedModel
from scorewright.science.learners.training import train
from scorewright.science.metrics.ranking import expected_roc_auc
from scorewright.science.table import Table
from scorewright.usecases.credit.applicants import MICROFINANCE
from scorewright.usecases.credit.features import FEATURES
from scorewright.usecases.credit.usecase import TRAINING, USE_CASE
from scorewright.usecases.credit.world import Applications

ROWS = 4_000
ADVERSE = {feature.name: feature.adverse for feature in FEATURES if isinstance(feature.adverse, Adverse)}


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


@pytest.mark.parametrize("learner", ["xgboost", "logistic_regression"])
def test_reasons__of_both_learners__are_the_whole_of_the_score_and_true(
    champion: TrainedModel, history: tuple[Table, NDArray[np.int64]], applicants: list[Case], learner: str
) -> None:
    """Contributions and base sum to the calibrated log odds, points to the score; and each side that is said is so."""
    model = champion if learner == "xgboost" else train(learner, *history, seed=1, calibration="platt")
    runner, plan, policy = load(model.to_onnx()), FeaturePlan(USE_CASE), RecordedPolicy.of(USE_CASE)
    few = applicants[:60]
    table, rows = _table(few), [plan.compute(USE_CASE.accept(case.record)) for case in few]
    probabilities, explanations = runner.explain_table(table)
    for place, (probability, explained, features) in enumerate(zip(probabilities, explanations, rows, strict=True)):
        assert explained.exact
        assert np.log(probability / (1 - probability)) == pytest.approx(explained.raw, abs=1e-4)
        told, score = explanation_out(explained, policy), USE_CASE.decision.decide(float(probability)).score
        assert told.base_points is not None
        assert told.points is not None
        assert abs(np.clip(told.base_points + sum(told.points.values()), 300, 850) - score) <= 0.51
        strongest = sorted(explained.contributions.values(), reverse=True)[:3]
        reasons = adverse_reasons(explained, policy, features)
        assert [reason.contribution for reason in reasons] == [round(one, 6) for one in strongest if one > 0]
        for reason in reasons:
            name = str(reason.feature)
            assert reason.points == told.points[name]
            _check_side(runner, table.rows(np.array([place])), name, reason.words)


def _check_side(runner: Runner, row: Table, name: str, words: str) -> None:
    """What is said to be too much or too little would be better, or no worse, with less or more of it."""
    adverse, value = ADVERSE[name], row.values[name][0]
    if isinstance(value, str) or np.isnan(value):
        assert words == adverse.said(value or None if isinstance(value, str) else None, 0)
        return
    sides = [way for way, said in ((1, adverse.high), (-1, adverse.low)) if said and words == adverse.said(value, way)]
    for way in sides:
        better = Table(row.columns, {**row.values, name: np.array([value - way * max(1.0, abs(value) / 4)])})
        assert runner.probability(better)[0] <= runner.probability(row)[0] + 1e-7


def test_reasons__of_the_champion__say_a_side_wherever_it_keeps_one(
    champion: TrainedModel, applicants: list[Case]
) -> None:
    directions = load(champion.to_onnx()).explain_table(_table(applicants[:1]))[1][0].directions
    asked = {feature.name: feature.monotone for feature in FEATURES if feature.monotone}
    assert {name: directions[name] for name in asked if directions[name]}.items() <= asked.items()
    assert sum(directions[name] != 0 for name in asked) >= 12
    assert all(ADVERSE[name].high if way > 0 else ADVERSE[name].low for name, way in asked.items())

"""Reasons of every learner, from the artefact alone."""

from dataclasses import replace

import lightgbm
import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import expit, logit
from xgboost import DMatrix

from scorewright.science.artefacts.admission import admit
from scorewright.science.artefacts.explaining import explainer_of
from scorewright.science.artefacts.linear import Linear
from scorewright.science.artefacts.native_trees import to_booster
from scorewright.science.artefacts.reading import read
from scorewright.science.artefacts.running import load
from scorewright.science.artefacts.stress import stress_rows
from scorewright.science.artefacts.tree_ensembles import BoostedTrees, MeanOfTrees
from scorewright.science.calibration.platt import Platt
from scorewright.science.explanations.explanation import Explanation
from scorewright.science.learners.catalogue import LEARNERS
from scorewright.science.learners.learner import Lesson
from scorewright.science.learners.lightgbm import LIGHTGBM
from scorewright.science.learners.lightgbm import fit as fit_lightgbm
from scorewright.science.learners.out_of_fold import Calibration
from scorewright.science.learners.training import train
from scorewright.science.table import Column, Table

COLUMNS = (Column("plan", "category"), Column("age"), Column("noise"), Column("constant"))
FORESTS = ("decision_tree", "random_forest", "extra_trees")
METHODS = {"logistic_regression": "linear", "neural_network": "occlusion"}


def made(rows: int, seed: int) -> tuple[Table, NDArray[np.int64]]:
    rng = np.random.default_rng(seed)
    age = np.where(rng.random(rows) < 0.2, np.nan, rng.normal(size=rows))
    plan = rng.choice(np.array(["basic", "gold", "", "silver"], dtype=object), rows)
    y = (2 * np.nan_to_num(age) + (plan == "gold") + rng.normal(size=rows) > 0.5).astype(np.int64)
    return Table(COLUMNS, {"plan": plan, "age": age, "noise": rng.normal(size=rows), "constant": np.ones(rows)}), y


def raw_of(explanation: Explanation) -> float:
    return float(expit(explanation.raw)) if explanation.unit == "log_odds" else explanation.raw


@pytest.mark.parametrize("name", LEARNERS)
@pytest.mark.parametrize("calibration", ["none", "platt"])
def test_explain__any_learner__adds_up_to_the_answer_of_the_same_run(name: str, calibration: Calibration) -> None:
    model = train(name, *made(400, 1), seed=1, calibration=calibration, calibration_folds=2)
    runner = load(model.to_onnx())
    rows = stress_rows(made(100, 2)[0], model.split_points(), 200, np.random.default_rng(3))
    probabilities, explanations = runner.explain_table(rows)
    np.testing.assert_array_equal(probabilities, runner.probability(rows))
    assert {explanation.method for explanation in explanations} == {METHODS.get(name, "tree_shap")}
    assert {explanation.unit for explanation in explanations} == {"probability" if name in FORESTS else "log_odds"}
    assert all(tuple(explanation.contributions) == ("plan", "age", "noise", "constant") for explanation in explanations)
    if name != "neural_network":  # whose first weights are random, for a column that never moved too
        assert {explanation.contributions["constant"] for explanation in explanations} == {0.0}
    if name in FORESTS and calibration == "platt":
        assert all(explanation.before_calibration for explanation in explanations)
        probabilities = load(replace(model, calibrator=None).to_onnx()).probability(rows)
    else:
        assert not any(explanation.before_calibration for explanation in explanations)
    np.testing.assert_allclose([raw_of(explanation) for explanation in explanations], probabilities, atol=1e-9)


@pytest.mark.parametrize("name", ["logistic_regression", "xgboost", "random_forest"])
def test_explain__isotonic__explains_what_goes_into_it(name: str) -> None:
    model = train(name, *made(400, 1), seed=1, calibration="isotonic", calibration_folds=2)
    rows, _ = made(50, 2)
    _, explanations = load(model.to_onnx()).explain_table(rows)
    assert all(explanation.before_calibration for explanation in explanations)
    before = load(replace(model, calibrator=None).to_onnx()).probability(rows)
    np.testing.assert_allclose([raw_of(explanation) for explanation in explanations], before, atol=1e-9)


@pytest.mark.parametrize("name", LEARNERS)
def test_explain__what_speaks_for_the_outcome__contributes_to_it(name: str) -> None:
    runner = load(train(name, *made(600, 1), seed=1).to_onnx())
    high, low = (runner.explain([age, 0.0, 1.0], [plan])[1] for age, plan in ((2.0, "gold"), (-2.0, "basic")))
    assert high.contributions["age"] > 0 > low.contributions["age"]
    assert high.contributions["plan"] > low.contributions["plan"]
    assert abs(high.contributions["noise"]) < high.contributions["age"]


@pytest.mark.parametrize("name", [name for name in LEARNERS if name not in METHODS])
def test_explain__trees__single_precision_alone_is_off_by_less_than_1e5(name: str) -> None:
    """What ``tree_attribution`` gives back to make sums exact is no more than rounding."""
    contents = read(admit(train(name, *made(3_000, 1), seed=1).to_onnx()))
    assert isinstance(contents.predictor, BoostedTrees | MeanOfTrees)
    trees, features = contents.predictor.trees, len(contents.description.features)
    booster = to_booster(trees, features, threads=2)
    rows = np.random.default_rng(2).normal(size=(200, features)).astype(np.float32)
    shares = booster.predict(DMatrix(rows), pred_contribs=True).astype(np.float64)
    sums = booster.inplace_predict(rows, predict_type="margin").astype(np.float64)
    divisor = trees.count if isinstance(contents.predictor, MeanOfTrees) else 1
    assert np.abs(shares.sum(axis=1) - sums).max() / divisor < 1e-5


def test_explain__lightgbm__as_lightgbm_explains_itself() -> None:
    rng = np.random.default_rng(4)
    features = rng.normal(size=(800, 3)).astype(np.float32).astype(np.float64)
    features[rng.random(features.shape) < 0.1] = np.nan
    labels = (np.nan_to_num(features[:, 0]) + rng.normal(size=800) > 0).astype(np.int64)
    lesson = Lesson(features, labels, np.ones(800), monotone=(0, 0, 0), seed=1, threads=1)
    fitted = fit_lightgbm(lesson, {**LIGHTGBM.parameters, "n_estimators": 40})
    assert isinstance(fitted.predictor, BoostedTrees)
    booster: lightgbm.Booster = next(
        cell.cell_contents
        for cell in fitted.probability.__closure__
        if isinstance(cell.cell_contents, lightgbm.Booster)
    )
    theirs = booster.predict(features, pred_contrib=True)
    found = to_booster(fitted.predictor.trees, 3, threads=1).predict(
        DMatrix(features.astype(np.float32)), pred_contribs=True
    )
    np.testing.assert_allclose(found, theirs, atol=2e-5)


def test_explain__log_odds_beyond_what_platt_looks_at__still_add_up() -> None:
    contents = read(admit(train("logistic_regression", *made(200, 1), seed=1).to_onnx()))
    assert isinstance(contents.predictor, Linear)
    steep = replace(contents.predictor, weights=contents.predictor.weights * 50)
    explainer = explainer_of(replace(contents, predictor=steep, calibrator=Platt(0.5, -1.0)))
    features = np.zeros((1, len(steep.weights)))
    features[0, 0] = 3.0
    raw = features @ steep.weights + steep.intercept
    assert raw[0] > 17
    (explanation,) = explainer.explain(features, raw)
    assert explanation.raw == pytest.approx(0.5 * logit(1 - 1e-7) - 1.0, abs=1e-9)
    assert explanation.contributions["age"] > 0

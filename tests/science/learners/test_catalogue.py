"""The conformance suite: what every learner of the catalogue must do."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from scorewright.science.artefacts.certificate import certify
from scorewright.science.artefacts.running import load
from scorewright.science.learners.catalogue import LEARNERS
from scorewright.science.learners.out_of_fold import Calibration
from scorewright.science.learners.training import train
from scorewright.science.policy.probabilities import settle
from scorewright.science.table import Table

Labelled = tuple[Table, NDArray[np.int64]]
EVERY_LEARNER = pytest.mark.parametrize("name", LEARNERS)
SMALL = {
    name: {rounds: 30}
    for name in LEARNERS
    for rounds in ("n_estimators", "max_iter")
    if rounds in LEARNERS[name].parameters and name != "logistic_regression"
}
MONOTONE = ("decision_tree", "random_forest", "extra_trees", "gradient_boosting", "xgboost", "lightgbm")


def label(probability: NDArray[np.float64]) -> NDArray[np.bool_]:
    return settle(probability) >= 0.5


@EVERY_LEARNER
def test_artefact__difficult_table_and_stress_rows__answers_as_the_library(
    name: str, training: Labelled, holdout: Labelled
) -> None:
    model = train(name, *training, seed=3)
    rng = np.random.default_rng(0)
    certificate = certify(model, model.to_onnx(), holdout[0], label_of=label, band_of=label, rng=rng)
    assert max(certificate.largest_difference, certificate.stress_largest_difference) <= 1e-6
    assert (certificate.flipped_labels, certificate.flipped_bands, certificate.stress_flipped_labels) == (0, 0, 0)


@EVERY_LEARNER
@pytest.mark.parametrize("calibration", ["platt", "isotonic"])
def test_artefact__calibrated_and_balanced__answers_as_the_library(
    name: str, calibration: Calibration, training: Labelled, holdout: Labelled
) -> None:
    model = train(
        name,
        *training,
        seed=3,
        parameters=SMALL.get(name),
        imbalance="balanced",
        calibration=calibration,
        calibration_folds=2,
    )
    rng = np.random.default_rng(0)
    certificate = certify(model, model.to_onnx(), holdout[0], label_of=label, band_of=None, rng=rng)
    assert max(certificate.largest_difference, certificate.stress_largest_difference) <= 5e-6
    assert certificate.flipped_bands is None


@EVERY_LEARNER
@pytest.mark.parametrize("threads", [1, 2])
def test_train__same_seed_and_threads__equal_bytes(name: str, threads: int, training: Labelled) -> None:
    first, second = (
        train(
            name,
            *training,
            seed=5,
            threads=threads,
            parameters=SMALL.get(name),
            calibration="platt",
            calibration_folds=2,
        )
        for _ in range(2)
    )
    assert first.to_onnx() == second.to_onnx()


@EVERY_LEARNER
def test_probability__rows_with_signal__ranks_better_than_chance(
    name: str, training: Labelled, holdout: Labelled
) -> None:
    probability = train(name, *training, seed=3, parameters=SMALL.get(name)).probability(holdout[0])
    positives, negatives = probability[holdout[1] == 1], probability[holdout[1] == 0]
    assert np.mean(positives[:, None] > negatives) + np.mean(positives[:, None] == negatives) / 2 > 0.6


@EVERY_LEARNER
def test_importance__difficult_table__shares_of_source_columns(name: str, training: Labelled) -> None:
    shares = train(name, *training, seed=3, parameters=SMALL.get(name)).importance()
    if name == "neural_network":
        assert shares is None
        return
    assert shares is not None
    assert list(shares) == [column.name for column in training[0].columns]
    assert sum(shares.values()) == pytest.approx(1)
    assert shares["constant"] == shares["never there"] == 0
    assert shares["signal"] > 0.1


@EVERY_LEARNER
def test_artefact__two_rows_of_each_class__still_answers_as_the_library(name: str, training: Labelled) -> None:
    table, y = training
    few = np.concatenate([np.flatnonzero(y == outcome)[:2] for outcome in (0, 1)])
    model = train(name, table.rows(few), y[few], seed=3, parameters=SMALL.get(name))
    answers = load(model.to_onnx()).probability(table)
    np.testing.assert_allclose(answers, model.probability(table), atol=1e-6)


@EVERY_LEARNER
def test_artefact__only_numbers_or_only_categories__answers_as_the_library(name: str, training: Labelled) -> None:
    table, y = training
    for kind in ("number", "category"):
        part = Table(tuple(column for column in table.columns if column.kind == kind), table.values)
        model = train(name, part, y, seed=3, parameters=SMALL.get(name))
        answers = load(model.to_onnx()).probability(part)
        np.testing.assert_allclose(answers, model.probability(part), atol=1e-6)


@EVERY_LEARNER
def test_train__other_weights__other_probabilities(name: str, training: Labelled) -> None:
    table, y = training
    rare = np.concatenate([np.flatnonzero(y == 0), np.flatnonzero(y == 1)[:60]])
    plain, balanced = (
        train(name, table.rows(rare), y[rare], seed=3, parameters=SMALL.get(name), imbalance=imbalance).probability(
            table
        )
        for imbalance in ("none", "balanced")
    )
    assert balanced.mean() > plain.mean() + 0.05


@EVERY_LEARNER
def test_train__unknown_parameter__named_with_its_learner(name: str, training: Labelled) -> None:
    with pytest.raises(ValueError, match=rf"{name} has no parameter no_such_thing"):
        train(name, *training, seed=3, parameters={"no_such_thing": 1})


@EVERY_LEARNER
def test_train__every_parameter_given_as_usual__changes_nothing(name: str, training: Labelled) -> None:
    usual = {**LEARNERS[name].parameters, **SMALL.get(name, {})}
    plain, stated = (train(name, *training, seed=3, parameters=given) for given in (SMALL.get(name), usual))
    assert plain.to_onnx() == stated.to_onnx()


@pytest.mark.parametrize("name", MONOTONE)
@pytest.mark.parametrize("column", ["signal", "often missing"])
def test_monotone__asked_to_fall_where_it_rises__never_rises(
    name: str, column: str, training: Labelled, holdout: Labelled
) -> None:
    table, y = training
    falling = tuple(replace(known, monotone=-1) if known.name == column else known for known in table.columns)
    model = train(name, Table(falling, table.values), y, seed=3, parameters=SMALL.get(name))
    runner = load(model.to_onnx())
    grid = np.linspace(-3, 3, 25)
    for row in range(10):
        same = holdout[0].rows(np.full(len(grid), row))
        answers = runner.probability(Table(same.columns, {**same.values, column: grid}))
        assert np.diff(answers).max() <= 1e-6

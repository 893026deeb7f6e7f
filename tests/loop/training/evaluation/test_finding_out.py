from dataclasses import asdict, replace

import numpy as np
import pytest

from scorewright.loop.registry.holdouts import Holdout
from scorewright.loop.training.evaluation.finding_out import Known, find_out, parts
from scorewright.loop.training.evaluation.findings import Findings
from scorewright.loop.training.evaluation.plots import TITLES, drawn
from scorewright.science.artefacts.running import load
from scorewright.science.learners.catalogue import LEARNERS
from scorewright.science.learners.training import train
from scorewright.science.metrics.report import evaluate
from scorewright.science.policy.bands import Band, Bands
from scorewright.science.policy.probabilities import settle

METHODS = {"logistic_regression": "linear", "neural_network": "occlusion"}


@pytest.fixture(scope="module")
def measured(training_set, split):
    """A learner's hold-out, artefact and what its training found, trained once for all tests of this file."""
    made = {}

    def measured(learner: str):
        if learner not in made:
            train_rows, y = training_set.table.rows(split.train), training_set.labels
            model = train(learner, train_rows, y[split.train], seed=1)
            runner = load(model.to_onnx())
            table = training_set.table.rows(split.test)
            groups = {"sex": np.array(["f", "m"] * len(table), dtype=np.object_)[: len(table)]}
            rows = np.arange(len(table), dtype=np.uint64)
            holdout = Holdout(table, y[split.test], settle(runner.probability(table)), rows, (), groups)
            found = evaluate(holdout.labels, holdout.probabilities, threshold=0.5, rng=np.random.default_rng(1))
            metrics = {name: asdict(one) for name, one in found.metrics.items()}
            known = Known(metrics=metrics, confusion=asdict(found.confusion), importance=model.importance())
            made[learner] = (holdout, runner, known)
        return made[learner]

    return measured


def _found(use_case, measured, learner: str = "logistic_regression") -> Findings:
    holdout, runner, known = measured(learner)
    return find_out(use_case, holdout, runner, known=known, seed=1, on_part=lambda: None)


@pytest.mark.parametrize("learner", LEARNERS)
def test_find_out__every_learner__importances_and_figures(use_case, measured, learner: str) -> None:
    holdout, _, known = measured(learner)
    found = _found(use_case, measured, learner)
    names = [column.name for column in holdout.table.columns]
    assert list(found.importance.permuted) == names
    assert max(names, key=lambda name: found.importance.permuted[name].value or 0) == "distance"
    assert found.importance.native == known.importance
    assert (found.importance.native is None) == (learner == "neural_network")
    contributions = found.importance.contributions
    assert contributions.method == METHODS.get(learner, "tree_shap")
    assert contributions.exact == (learner != "neural_network")
    assert max(contributions.mean_absolute, key=contributions.mean_absolute.__getitem__) == "distance"
    assert contributions.rows == found.rows
    figures = drawn(use_case, holdout, found)
    assert list(figures) == list(TITLES)
    assert all(content.startswith(b"\x89PNG") for content in figures.values())


def test_find_out__same_threshold__the_metrics_of_the_training(use_case, measured) -> None:
    _, _, known = measured("logistic_regression")
    found = _found(use_case, measured)
    assert {name: asdict(one) for name, one in found.metrics.items()} == known.metrics


def test_find_out__other_threshold__labels_anew_as_a_training_would_measure_them(use_case, measured) -> None:
    holdout, _, _ = measured("logistic_regression")
    other = replace(use_case, decision=replace(use_case.decision, threshold=0.2))
    found = _found(other, measured)
    expected = evaluate(holdout.labels, holdout.probabilities, threshold=0.2, rng=np.random.default_rng(1))
    assert found.metrics == expected.metrics
    assert found.confusion == expected.confusion


def test_find_out__version_without_a_newer_metric__is_measured_too(use_case, measured) -> None:
    holdout, runner, known = measured("logistic_regression")
    fewer = {name: one for name, one in known.metrics.items() if name != "ks"} | {"forgotten": {"value": 1.0}}
    found = find_out(
        use_case,
        holdout,
        runner,
        known=Known(metrics=fewer, confusion=known.confusion, importance=None),
        seed=1,
        on_part=lambda: None,
    )
    assert asdict(found.metrics["ks"]) == known.metrics["ks"]
    assert "forgotten" not in found.metrics


def test_find_out__bands__in_their_order_with_the_empty_ones(use_case, measured) -> None:
    bands = Bands((Band("reach", 0.0), Band("target", 0.25), Band("safety", 0.75), Band("certain", 1.0)))
    banded = replace(use_case, decision=replace(use_case.decision, bands=bands, bands_on="probability"))
    found = _found(banded, measured)
    assert list(found.bands) == ["reach", "target", "safety", "certain"]
    assert found.bands["certain"].rows == 0
    assert found.bands["certain"].performance is None
    assert sum(group.rows for group in found.bands.values()) == found.rows


def test_find_out__parts__as_many_as_were_promised(use_case, measured) -> None:
    holdout, runner, known = measured("logistic_regression")
    told: list[None] = []
    find_out(use_case, holdout, runner, known=known, seed=1, on_part=lambda: told.append(None))
    assert len(told) == parts(holdout)


def test_find_out__other_seed__other_permutations_but_the_same_metrics(use_case, measured) -> None:
    holdout, runner, known = measured("logistic_regression")
    first, second = (
        find_out(use_case, holdout, runner, known=known, seed=seed, on_part=lambda: None) for seed in (1, 2)
    )
    assert first.metrics == second.metrics
    assert first.importance.permuted != second.importance.permuted


def test_find_out__what_only_a_training_can_measure__is_told_as_it_was_measured_then(use_case, measured) -> None:
    holdout, runner, known = measured("logistic_regression")
    lowest = {"value": 0.7, "low": 0.6, "high": 0.8}
    more = replace(known, metrics={**known.metrics, "lowest_group_roc_auc": lowest})
    found = find_out(use_case, holdout, runner, known=more, seed=1, on_part=lambda: None)
    assert asdict(found.metrics["lowest_group_roc_auc"]) == lowest
    assert "score_psi" not in found.metrics

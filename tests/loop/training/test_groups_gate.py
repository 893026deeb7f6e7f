"""Gates that ask for the groups of the hold-out, and for the scores of training rows."""

from dataclasses import replace

import numpy as np
import pytest

from scorewright.declare.dataset import Dataset
from scorewright.declare.gates import Gate
from scorewright.declare.use_case import UseCase
from scorewright.loop.registry.metric_names import NAMES
from scorewright.loop.training.actions import fit
from scorewright.loop.training.evaluation.report_words import left_out_groups
from scorewright.loop.training.rows.kept_holdout import group_values
from scorewright.science.metrics.beside import BESIDE
from scorewright.science.metrics.ranking import roc_auc
from tests.loop.conftest import small_rows

GATES = (Gate("roc_auc", ">=", 0.7), Gate("lowest_group_roc_auc", ">=", 0.55), Gate("score_psi", "<", 0.25))


def test_fit__gates_on_groups_and_scores__measure_the_hold_out_of_the_version(small: UseCase) -> None:
    declared = replace(small, gates=GATES, training=replace(small.training, learners=("logistic_regression",)))
    found = fit(use_case=declared, dataset=Dataset(small_rows(1300), "made in the tests"), processes=1)
    (model,) = found.finished
    sex = group_values(declared, [found.data.records[row] for row in found.split.test])["driver_sex"]
    y, p = found.data.labels[found.split.test], model.probabilities
    lowest = min(value for one in "fm" if (value := roc_auc(y[sex == one], p[sex == one])) is not None)
    results = {gate.name: gate for gate in model.gates}
    assert results["lowest_group_roc_auc"].value == lowest == model.evaluation.metrics["lowest_group_roc_auc"].value
    assert 0 <= (results["score_psi"].value or np.nan) < 0.25
    assert all(gate.passed for gate in model.gates)


def test_metrics__that_no_gate_asks_for__are_not_measured(finished) -> None:
    assert not set(finished.evaluation.metrics) & set(BESIDE)
    assert set(BESIDE) <= set(NAMES)


@pytest.mark.parametrize("asked", [True, False])
def test_left_out_groups__too_small_to_be_ranked__are_named(*, asked: bool) -> None:
    groups = [
        {"name": "north", "rows": 200, "performance": {"positives": 50}},
        {"name": "east", "rows": 200, "performance": {"positives": 49}},
        {"name": "", "rows": 12, "performance": None},
    ]
    metrics = {"lowest_group_roc_auc": {}} if asked else {}
    found = left_out_groups({"metrics": metrics, "groups": [{"field": "region", "groups": groups}]})
    expected = (
        "Lowest group ROC-AUC says nothing of groups that have fewer than 50 rows of an outcome: "
        "region east, region (missing)."
    )
    assert found == (expected if asked else "")

"""What training claims, where the best that anybody could reach is known."""

import pytest

from scorewright.loop.training.actions import train
from scorewright.usecases.admission.data import simulate
from scorewright.usecases.admission.usecase import USE_CASE


def _claimed(bayes_auc: float, learner: str) -> tuple[float, dict[str, float], dict[str, bool]]:
    """The best possible, what the version claims with its interval, and which gates it passes."""
    world = simulate(seed=2026, last_year=2026, bayes_auc=bayes_auc)
    run = train(use_case=USE_CASE, dataset=world.dataset, by="user:test", learners=[learner])
    version = run.versions[0]
    gates = {result.name: result.passed for result in version.gates.all()}
    return world.bayes_auc, version.metrics["roc_auc"], gates


@pytest.mark.parametrize("learner", ["logistic_regression", "lightgbm"])
def test_train__world_of_91__reaches_88_and_passes_the_gates(tenant, learner: str) -> None:
    best, claimed, gates = _claimed(0.91, learner)
    assert claimed["value"] >= 0.88
    assert claimed["low"] <= best
    assert all(gates.values()), gates


def test_train__world_of_75__claims_no_more_and_passes_no_gate_of_quality(tenant) -> None:
    best, claimed, gates = _claimed(0.75, "logistic_regression")
    assert claimed["low"] <= best <= claimed["high"] + 0.03
    assert claimed["value"] < 0.80
    assert gates == {"f1": False, "roc_auc": False, "rows": True}

"""The row of a decision: what it tells of why."""

import math
from dataclasses import replace

import pytest
from scipy.special import expit

from scorewright.declare.use_case import UseCase
from scorewright.loop.deployment.actions import activate
from scorewright.loop.serving.deciding import Asked, Wanted, decide
from scorewright.loop.serving.decision_row import DecisionRow
from scorewright.loop.serving.plan import Plan
from scorewright.loop.serving.plans import plan_for
from scorewright.loop.training.rows.preparation import prepare
from scorewright.science.artefacts.running import load
from scorewright.science.learners.out_of_fold import Calibration
from scorewright.science.learners.training import train
from scorewright.science.policy.scales import PointsScale

RAW = b'{"distance": 62.5, "parcels": 3, "van": "small"}'
SCALE = PointsScale(minimum=-2000, maximum=2000, anchor_score=600, anchor_odds=6, points_to_double_odds=60)


@pytest.fixture
def plan(tenant, make_version, use_case: UseCase) -> Plan:
    """That of the small use case, with a scale."""
    activate(version_id=make_version().id, by="user:test", reason="the test's")
    return plan_for(replace(use_case, decision=replace(use_case.decision, scale=SCALE)))


def by(learner: str, calibration: Calibration, plan: Plan) -> DecisionRow:
    """The decision of a model that was trained so, explained."""
    training = prepare(plan.use_case, plan.use_case.load())
    model = train(learner, training.table, training.labels, seed=1, calibration=calibration, calibration_folds=2)
    assert plan.model is not None
    served = replace(plan, model=replace(plan.model, runner=load(model.to_onnx())))
    asked = Asked(tenant_id=plan.model.id, by="test", explain=True)
    return decide(served, Wanted(asked, RAW, plan.decoder.decode(RAW)))[0]


@pytest.mark.parametrize("calibration", ["none", "platt"])
@pytest.mark.parametrize("learner", ["logistic_regression", "xgboost", "neural_network"])
def test_decide__explained_on_a_scale__points_sum_to_the_score(
    learner: str, calibration: Calibration, plan: Plan
) -> None:
    row = by(learner, calibration, plan)
    told = row.explanation
    assert told is not None
    assert told.base_points is not None
    assert told.points is not None
    assert row.score is not None
    assert SCALE.minimum < row.score < SCALE.maximum
    assert told.base_points + math.fsum(told.points.values()) == pytest.approx(row.score, abs=0.51)
    assert [reason.points for reason in row.reasons or ()] == [
        told.points[str(reason.feature)] for reason in row.reasons or ()
    ]


@pytest.mark.parametrize(
    ("learner", "calibration"),
    [("logistic_regression", "isotonic"), ("random_forest", "platt"), ("random_forest", "none")],
)
def test_decide__contributions_that_are_no_log_odds_of_the_answer__no_points_and_it_says_why(
    learner: str, calibration: Calibration, plan: Plan
) -> None:
    row = by(learner, calibration, plan)
    told = row.explanation
    assert told is not None
    assert told.exact
    assert (told.base_points, told.points) == (None, None)
    assert {reason.points for reason in row.reasons or ()} == {None}
    total = told.base + math.fsum(told.contributions.values())
    summed = float(expit(total)) if told.unit == "log_odds" else total
    assert told.before_calibration == (calibration != "none")
    assert (abs(summed - row.probability) > 1e-4) == told.before_calibration

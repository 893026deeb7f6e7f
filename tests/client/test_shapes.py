"""The client's answers, held against what the service says that it answers: the client itself may not import it."""

import pytest
from msgspec import Struct
from ninja import Schema

from scorewright.client import evaluated, sharing, trained
from scorewright.loop.deployment.schemas import ActivationOut
from scorewright.loop.deployment.traffic.schemas import PartOut, TrafficOut
from scorewright.loop.outcomes.shadows.schemas import CellOut, CellsOut, MeasuredOut, OutcomeComparisonOut, VerdictOut
from scorewright.loop.registry.schemas import GateOut
from scorewright.loop.retraining.http.classification_report import OutcomeReport
from scorewright.loop.retraining.http.comparison_shape import Compared, ModelComparisonResponse
from scorewright.loop.retraining.http.evaluation_shape import EvaluationResults
from scorewright.loop.retraining.http.job_shape import TrainingJobOut, TrainingJobs, TriggerOut
from scorewright.loop.retraining.http.model_shape import FeatureImportanceOut, MetricsOut, ModelOut, Models
from scorewright.loop.retraining.http.quality_shape import DataQualityOut
from scorewright.loop.retraining.http.schemas import TrainingFileOut
from scorewright.loop.serving.shadow.schemas import (
    LatencyOut,
    McNemarOut,
    ShadowComparisonOut,
    ShadowDecisionOut,
    SidesOut,
)

# What says again what another member says, or nothing.
AGAIN = {"findings", "confusion_matrix_plot", "roc_curve_plot", "feature_importance_plot", "calibration_plot"}
LEFT_OUT = {evaluated.Evaluation: AGAIN, trained.Model: {"scaler_path"}}
PAGES = (trained.TrainingPage, trained.ModelPage)


@pytest.mark.parametrize(
    ("client", "service"),
    [
        (trained.TrainingFile, TrainingFileOut),
        (trained.DataQuality, DataQualityOut),
        (trained.Trigger, TriggerOut),
        (trained.Training, TrainingJobOut),
        (trained.TrainingPage, TrainingJobs),
        (trained.OutcomeReport, OutcomeReport),
        (trained.Metrics, MetricsOut),
        (trained.Gate, GateOut),
        (trained.FeatureImportance, FeatureImportanceOut),
        (trained.Model, ModelOut),
        (trained.ModelPage, Models),
        (trained.Activation, ActivationOut),
        (evaluated.Evaluation, EvaluationResults),
        (evaluated.Compared, Compared),
        (evaluated.Comparison, ModelComparisonResponse),
        (sharing.Part, PartOut),
        (sharing.TrafficPlan, TrafficOut),
        (sharing.Latency, LatencyOut),
        (sharing.Sides, SidesOut),
        (sharing.McNemar, McNemarOut),
        (sharing.ShadowComparison, ShadowComparisonOut),
        (sharing.ShadowDecision, ShadowDecisionOut),
        (sharing.Cell, CellOut),
        (sharing.Cells, CellsOut),
        (sharing.Measured, MeasuredOut),
        (sharing.ShadowVerdict, VerdictOut),
        (sharing.ShadowOutcomes, OutcomeComparisonOut),
    ],
    ids=lambda kind: kind.__name__,
)
def test_answer__its_members__are_those_of_the_service(client: type[Struct], service: type[Schema]) -> None:
    left_out = LEFT_OUT.get(client, {"total"} if client in PAGES else set())
    assert set(client.__struct_fields__) == service.model_fields.keys() - left_out

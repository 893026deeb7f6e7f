"""Model versions over HTTP, as the training service tells them: looking at, comparing, activating."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from scorewright.loop.deployment import actions as deployment
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.registry.queries import version as version_with
from scorewright.loop.retraining import queries
from scorewright.loop.retraining.http.comparison_shape import ModelComparisonRequest, ModelComparisonResponse
from scorewright.loop.retraining.http.evaluation_shape import EvaluationQueued, EvaluationRequest, EvaluationResults
from scorewright.loop.retraining.http.importance import importance_of, importances_of
from scorewright.loop.retraining.http.model_shape import TOP, FeatureImportanceOut, MetricsOut, ModelOut, Models, ranked
from scorewright.loop.retraining.http.roles import READERS, TRAINERS
from scorewright.loop.retraining.http.schemas import (
    ActivatedOut,
    ModelActivationRequest,
    ModelFilter,
)
from scorewright.loop.retraining.running.evaluation_job import ask_to_evaluate
from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.permissions import require_role
from scorewright.loop.tenancy.scope import current_scope
from scorewright.loop.training import comparison
from scorewright.loop.training.evaluation.evaluations import evaluation_of
from scorewright.loop.training.evaluation.files import plot_response, report_response

router = Router(tags=["training"])
PNG, HTML = (
    {
        "responses": {
            200: {"description": "The file.", "content": {kind: {"schema": {"type": "string", "format": "binary"}}}}
        }
    }
    for kind in ("image/png", "text/html")
)


@router.get("/models", response=Models, summary="Model versions with their metrics, the newest first")
def list_models(request: HttpRequest, asked: Query[ModelFilter]) -> Models:
    require_role(*READERS)
    found = queries.models(use_case=asked.use_case, active_only=asked.active_only)
    rows, following = queries.page(found, among=queries.models(), at="created_at", limit=asked.limit, after=asked.after)
    behind, importances = queries.runs_behind(rows), importances_of(rows)
    models = [ModelOut.of(version, behind.get(version.pk), importances[version.pk]) for version in rows]
    return Models(models=models, total=found.count(), next=following)


@router.get("/models/{uuid:model_id}", response=ModelOut, summary="One model version")
def show_model(request: HttpRequest, model_id: UUID) -> ModelOut:
    require_role(*READERS)
    return _model(version_with(model_id))


@router.post("/activate/{uuid:model_id}", response=ActivatedOut, summary="Put a version into production")
def activate(request: HttpRequest, model_id: UUID, asked: ModelActivationRequest) -> ActivatedOut:
    require_role(Role.ADMIN, Role.APPROVER)
    asked.check(model_id)
    deployment.activate(version_id=model_id, by=current_scope().actor, reason=asked.reason)
    return ActivatedOut(message=f"{version_with(model_id)} is in production.", model_id=model_id)


@router.post(
    "/compare",
    response=ModelComparisonResponse,
    summary="Versions side by side on the same rows",
    description="On the rows of the newest one's hold-out that trained none of them. 422 where there are too few.",
)
def compare(request: HttpRequest, asked: ModelComparisonRequest) -> ModelComparisonResponse:
    require_role(*READERS)
    metrics = asked.metric_names()
    return ModelComparisonResponse.of(comparison.compare(asked.versions(), metrics), metrics[0])


@router.post("/evaluate/{uuid:model_id}", response={202: EvaluationQueued}, summary="Look at a version in detail")
def evaluate(
    request: HttpRequest, response: HttpResponse, model_id: UUID, asked: EvaluationRequest | None = None
) -> Status[EvaluationQueued]:
    require_role(*TRAINERS)
    version, plots = version_with(model_id), asked is None or asked.generate_plots
    job = ask_to_evaluate(version=version, plots=plots, by=current_scope().actor)
    response["Location"] = f"/api/v1/jobs/{job.pk}/"
    return Status(202, EvaluationQueued(message=f"Evaluation of {version} is queued.", task_id=job.pk))


@router.get(
    "/evaluate/{uuid:model_id}/results",
    response=EvaluationResults,
    summary="The last evaluation of a version",
    description="404 where it was not evaluated yet.",
)
def evaluation_results(request: HttpRequest, model_id: UUID) -> EvaluationResults:
    require_role(*READERS)
    return EvaluationResults.of(evaluation_of(version_with(model_id)))


@router.get(
    "/models/{uuid:model_id}/plots/{slug:name}.png", summary="A figure of the last evaluation", openapi_extra=PNG
)
def plot(request: HttpRequest, model_id: UUID, name: str) -> HttpResponse:
    require_role(*READERS)
    return plot_response(version_with(model_id), name)


@router.get("/models/{uuid:model_id}/report.html", summary="The report of a version, one file", openapi_extra=HTML)
def report(request: HttpRequest, model_id: UUID) -> HttpResponse:
    require_role(*READERS)
    return report_response(version_with(model_id))


@router.get("/metrics/{uuid:model_id}", response=MetricsOut, summary="Metrics of a version, with its confusion matrix")
def show_metrics(request: HttpRequest, model_id: UUID) -> MetricsOut:
    require_role(*READERS)
    version = version_with(model_id)
    return MetricsOut.of(version, queries.run_behind(version))


@router.get(
    "/feature-importance/{uuid:model_id}",
    response=list[FeatureImportanceOut],
    summary="The ten weightiest features",
    description="Of a learner that tells none itself, what the last evaluation found by permuting; empty before that.",
)
def feature_importance(request: HttpRequest, model_id: UUID) -> list[FeatureImportanceOut]:
    require_role(*READERS)
    return ranked(importance_of(version_with(model_id)), TOP)


def _model(version: ModelVersion) -> ModelOut:
    return ModelOut.of(version, queries.run_behind(version), importance_of(version))

"""Experiments over HTTP."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router, Status
from ninja.pagination import CursorPagination, paginate

from scorewright.loop.deployment.traffic.api import DEPLOYERS
from scorewright.loop.experiments import actions, queries
from scorewright.loop.experiments.models import Experiment, ExperimentState, Look
from scorewright.loop.experiments.schemas import (
    ExperimentIn,
    ExperimentLookOut,
    ExperimentOut,
    ExperimentPlanIn,
    ExperimentPlanOut,
    ExperimentStopIn,
)
from scorewright.loop.experiments.weeks import planned
from scorewright.loop.registry.api import READERS
from scorewright.loop.tenancy.parameters import UseCaseName
from scorewright.loop.tenancy.permissions import require_role
from scorewright.loop.tenancy.scope import current_scope

router = Router(tags=["experiments"])


@router.post(
    "/experiments/",
    response={201: ExperimentOut},
    summary="Start an experiment",
    description="`planned_units` or `gain` must be given: what it can show is stated before it starts.",
)
def start_experiment(request: HttpRequest, body: ExperimentIn) -> Status[Experiment]:
    require_role(*DEPLOYERS)
    begun = actions.start(
        use_case=body.use_case,
        title=body.title,
        reason=body.reason,
        arms=body.parts(),
        terms=body.terms(),
        by=current_scope().actor,
    )
    return Status(201, begun)


@router.post("/experiments/plan/", response=ExperimentPlanOut, summary="What each week of an experiment would show")
def plan_experiment(request: HttpRequest, body: ExperimentPlanIn) -> ExperimentPlanOut:
    require_role(*READERS)
    return ExperimentPlanOut.of(
        planned(use_case=body.use_case, shares=body.shares, terms=body.terms(), expected=body.expected())
    )


@router.get("/experiments/", response=list[ExperimentOut], summary="Experiments, the newest first")
@paginate(CursorPagination, ordering=("-started_at", "-id"), page_size=50, max_page_size=200)
def list_experiments(
    request: HttpRequest, use_case: UseCaseName | None = None, state: ExperimentState | None = None
) -> QuerySet[Experiment]:
    require_role(*READERS)
    return queries.experiments(use_case=use_case, state=state)


@router.get("/experiments/{uuid:experiment_id}/", response=ExperimentOut, summary="One experiment, as last looked at")
def show_experiment(request: HttpRequest, experiment_id: UUID) -> Experiment:
    require_role(*READERS)
    return queries.experiment(experiment_id)


@router.get(
    "/experiments/{uuid:experiment_id}/looks/", response=list[ExperimentLookOut], summary="Its looks, the newest first"
)
@paginate(CursorPagination, ordering=("-at", "-id"), page_size=50, max_page_size=200)
def list_looks(request: HttpRequest, experiment_id: UUID) -> QuerySet[Look]:
    require_role(*READERS)
    return queries.looks(experiment_id)


@router.post("/experiments/{uuid:experiment_id}/look/", response=ExperimentOut, summary="Judge it now")
def look_at_experiment(request: HttpRequest, experiment_id: UUID) -> Experiment:
    require_role(*DEPLOYERS)
    return actions.look(experiment_id=experiment_id, by=current_scope().actor)


@router.post(
    "/experiments/{uuid:experiment_id}/stop/",
    response=ExperimentOut,
    summary="End it, and promote the winner, an arm or none",
    description="A second time it changes nothing. Without a winner the champion stays, unless forced.",
)
def stop_experiment(request: HttpRequest, experiment_id: UUID, body: ExperimentStopIn) -> Experiment:
    require_role(*DEPLOYERS)
    return actions.stop(
        experiment_id=experiment_id,
        by=current_scope().actor,
        reason=body.reason,
        promote=body.promote,
        force=body.force,
    )

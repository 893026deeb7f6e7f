"""A/B tests over HTTP."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Status
from ninja.pagination import CursorPagination, paginate

from scorewright.loop.deployment.traffic.api import DEPLOYERS
from scorewright.loop.experiments import queries
from scorewright.loop.experiments.ab_tests import actions
from scorewright.loop.experiments.ab_tests.schemas import (
    ABTestFinishedOut,
    ABTestIn,
    ABTestOut,
    ABTestStopIn,
    ABTestStoppedOut,
)
from scorewright.loop.experiments.models import Experiment
from scorewright.loop.registry.api import READERS
from scorewright.loop.tenancy.either_slash import EitherSlash
from scorewright.loop.tenancy.permissions import require_role
from scorewright.loop.tenancy.scope import current_scope

router = EitherSlash(tags=["experiments"])


@router.get("/abtests", response=list[ABTestOut], summary="A/B tests, the newest first")
@paginate(CursorPagination, ordering=("-started_at", "-id"), page_size=50, max_page_size=200)
def list_ab_tests(request: HttpRequest) -> QuerySet[Experiment]:
    require_role(*READERS)
    return queries.ab_tests()


@router.get("/abtests/{uuid:ab_test_id}", response=ABTestOut, summary="One A/B test")
def show_ab_test(request: HttpRequest, ab_test_id: UUID) -> Experiment:
    require_role(*READERS)
    return queries.ab_test(ab_test_id)


@router.post(
    "/abtests",
    response={201: ABTestOut},
    summary="Start an A/B test: half of the requests for each of two versions",
    description="One of the two must be in production. It is judged once, when it is stopped.",
)
def start_ab_test(request: HttpRequest, body: ABTestIn) -> Status[Experiment]:
    require_role(*DEPLOYERS)
    begun = actions.start(
        title=body.title,
        version_ids=(body.parent_mlalgorithm_1, body.parent_mlalgorithm_2),
        by=current_scope().actor,
        created_by=body.created_by,
    )
    return Status(201, begun)


@router.post(
    "/stop_ab_test/{uuid:ab_test_id}",
    response=ABTestStoppedOut | ABTestFinishedOut,
    summary="Judge it, end it, and put the winner into production",
    description="Requests with an outcome count, at least 100 for each version. What is not shown keeps the champion.",
)
def stop_ab_test(
    request: HttpRequest, ab_test_id: UUID, body: ABTestStopIn | None = None
) -> ABTestStoppedOut | ABTestFinishedOut:
    require_role(*DEPLOYERS)
    given = body or ABTestStopIn()
    stopped = actions.stop(ab_test_id=ab_test_id, by=current_scope().actor, reason=given.reason, force=given.force)
    return ABTestFinishedOut() if stopped is None else ABTestStoppedOut.of(stopped)

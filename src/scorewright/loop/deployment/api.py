"""Activating, rolling back, and what the activation policy found, over HTTP."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router
from ninja.pagination import CursorPagination, paginate

from scorewright.loop.deployment import actions, queries
from scorewright.loop.deployment.models import Activation, Consideration
from scorewright.loop.deployment.schemas import ActivationIn, ActivationOut, ConsiderationOut
from scorewright.loop.registry.api import READERS
from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.parameters import UseCaseName
from scorewright.loop.tenancy.permissions import require_role
from scorewright.loop.tenancy.scope import current_scope

router = Router(tags=["models"])


@router.post("/models/{uuid:version_id}/activate/", response=ActivationOut, summary="Put a version into production")
def activate(request: HttpRequest, version_id: UUID, body: ActivationIn) -> Activation:
    require_role(Role.ADMIN, Role.APPROVER)
    return actions.activate(version_id=version_id, by=current_scope().actor, reason=body.reason)


@router.post(
    "/use-cases/{use_case}/rollback/",
    response=ActivationOut,
    summary="Put back what decided before the last activation",
)
def rollback(request: HttpRequest, use_case: UseCaseName, body: ActivationIn) -> Activation:
    require_role(Role.ADMIN, Role.APPROVER)
    return actions.rollback(use_case=use_case, by=current_scope().actor, reason=body.reason)


@router.get(
    "/models/{uuid:version_id}/considerations/",
    response=list[ConsiderationOut],
    summary="What the activation policy found, the newest first",
)
@paginate(CursorPagination, ordering=("-at", "-id"), page_size=50, max_page_size=200)
def list_considerations(request: HttpRequest, version_id: UUID) -> QuerySet[Consideration]:
    require_role(*READERS)
    return queries.considerations(version_id)


@router.post(
    "/models/{uuid:version_id}/consider/",
    response=ConsiderationOut,
    summary="Have the activation policy look at a version again",
)
def consider(request: HttpRequest, version_id: UUID) -> Consideration:
    require_role(Role.ADMIN, Role.APPROVER)
    return actions.consider(version_id=version_id, by=current_scope().actor, trigger="request")

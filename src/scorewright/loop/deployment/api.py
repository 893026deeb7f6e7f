"""Activating over HTTP."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from scorewright.loop.deployment import actions
from scorewright.loop.deployment.models import Activation
from scorewright.loop.deployment.schemas import ActivationIn, ActivationOut
from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.permissions import require_role
from scorewright.loop.tenancy.scope import current_scope

router = Router(tags=["models"])


@router.post("/models/{uuid:version_id}/activate/", response=ActivationOut, summary="Put a version into production")
def activate(request: HttpRequest, version_id: UUID, body: ActivationIn) -> Activation:
    require_role(Role.ADMIN, Role.APPROVER)
    return actions.activate(version_id=version_id, by=current_scope().actor, reason=body.reason)

"""What shadows would have decided, over HTTP."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router

from scorewright.loop.deployment.models import ShadowDecision
from scorewright.loop.serving.api import READERS
from scorewright.loop.serving.shadow.comparing import ShadowComparison, compare
from scorewright.loop.serving.shadow.queries import shadows_of
from scorewright.loop.serving.shadow.schemas import ShadowComparisonOut, ShadowDecisionOut
from scorewright.loop.tenancy.permissions import require_role

router = Router(tags=["traffic"])


@router.get(
    "/models/{uuid:version_id}/shadow/",
    response=ShadowComparisonOut,
    summary="A shadow beside production, on the same requests",
)
def compare_shadow(request: HttpRequest, version_id: UUID, plan: UUID | None = None) -> ShadowComparison:
    require_role(*READERS)
    return compare(version_id, plan)


@router.get(
    "/decisions/{uuid:decision_id}/shadows/",
    response=list[ShadowDecisionOut],
    summary="What shadows would have decided on one request",
)
def list_shadows(request: HttpRequest, decision_id: UUID) -> QuerySet[ShadowDecision]:
    require_role(*READERS)
    return shadows_of(decision_id)

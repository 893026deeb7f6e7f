"""A shadow beside production by outcomes, over HTTP."""

from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from scorewright.loop.outcomes.shadows.comparing import compare
from scorewright.loop.outcomes.shadows.schemas import OutcomeComparisonOut
from scorewright.loop.serving.api import READERS
from scorewright.loop.tenancy.parameters import PastMoment
from scorewright.loop.tenancy.permissions import require_role

router = Router(tags=["outcomes"])


@router.get(
    "/models/{uuid:version_id}/shadow/outcomes/",
    response=OutcomeComparisonOut,
    summary="A shadow beside production by what really happened, on the same requests",
)
def compare_shadow_by_outcomes(
    request: HttpRequest, version_id: UUID, plan: UUID | None = None, as_of: PastMoment | None = None
) -> OutcomeComparisonOut:
    require_role(*READERS)
    return OutcomeComparisonOut.of(compare(version_id, plan, as_of=as_of or timezone.now()))

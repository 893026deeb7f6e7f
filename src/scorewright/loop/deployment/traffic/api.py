"""Traffic plans over HTTP."""

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router
from ninja.pagination import CursorPagination, paginate

from scorewright.declare.catalogue import use_case_named
from scorewright.loop.deployment.models import TrafficPlan
from scorewright.loop.deployment.traffic import actions, queries
from scorewright.loop.deployment.traffic.actions import Part
from scorewright.loop.deployment.traffic.schemas import EndIn, TrafficIn, TrafficOut
from scorewright.loop.registry.api import READERS
from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.parameters import UseCaseName
from scorewright.loop.tenancy.permissions import require_role
from scorewright.loop.tenancy.scope import current_scope

router = Router(tags=["traffic"])
DEPLOYERS = (Role.ADMIN, Role.APPROVER)


@router.get("/use-cases/{use_case}/traffic/", response=list[TrafficOut], summary="Traffic plans, the newest first")
@paginate(CursorPagination, ordering=("-at", "-id"), page_size=50, max_page_size=200)
def list_traffic(request: HttpRequest, use_case: UseCaseName) -> QuerySet[TrafficPlan]:
    require_role(*READERS)
    use_case_named(use_case)
    return queries.plans(use_case)


@router.post(
    "/use-cases/{use_case}/traffic/", response=TrafficOut, summary="Open a traffic plan: arms, shadows or both"
)
def start_traffic(request: HttpRequest, use_case: UseCaseName, body: TrafficIn) -> TrafficPlan:
    require_role(*DEPLOYERS)
    return actions.start(
        use_case=use_case,
        by=current_scope().actor,
        reason=body.reason,
        arms=[Part(version_id=arm.version_id, share=arm.share, name=arm.name) for arm in body.arms],
        shadows=[Part(version_id=shadow.version_id, share=shadow.share) for shadow in body.shadows],
    )


@router.post("/use-cases/{use_case}/traffic/end/", response=TrafficOut, summary="Give all traffic back to production")
def end_traffic(request: HttpRequest, use_case: UseCaseName, body: EndIn) -> TrafficPlan:
    require_role(*DEPLOYERS)
    return actions.end(use_case=use_case, by=current_scope().actor, reason=body.reason)

"""Guards over HTTP."""

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router
from ninja.pagination import CursorPagination, paginate

from scorewright.loop.deployment.traffic.api import DEPLOYERS
from scorewright.loop.guarding import actions, queries
from scorewright.loop.guarding.models import GuardLook
from scorewright.loop.guarding.schemas import LookOut, WatchOut
from scorewright.loop.registry.api import READERS
from scorewright.loop.tenancy.parameters import UseCaseName
from scorewright.loop.tenancy.permissions import require_role
from scorewright.loop.tenancy.scope import current_scope

router = Router(tags=["guards"])


@router.get("/use-cases/{use_case}/guard/", response=WatchOut, summary="The watch over what is in production now")
def show_guard(request: HttpRequest, use_case: UseCaseName) -> WatchOut:
    require_role(*READERS)
    return WatchOut.of(queries.standing_watch(use_case))


@router.post(
    "/use-cases/{use_case}/guard/look/", response=WatchOut, summary="Judge it now, and act as the guard declares"
)
def look(request: HttpRequest, use_case: UseCaseName) -> WatchOut:
    require_role(*DEPLOYERS)
    return WatchOut.of(actions.look(use_case=use_case, by=current_scope().actor))


@router.get(
    "/use-cases/{use_case}/guard/looks/", response=list[LookOut], summary="What looks have found, the newest first"
)
@paginate(CursorPagination, ordering=("-at", "-id"), page_size=50, max_page_size=200)
def list_looks(request: HttpRequest, use_case: UseCaseName) -> QuerySet[GuardLook]:
    require_role(*READERS)
    return queries.looks(use_case)

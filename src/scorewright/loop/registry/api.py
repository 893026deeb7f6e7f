"""Reading model versions over HTTP."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router
from ninja.pagination import CursorPagination, paginate

from scorewright.loop.registry import queries
from scorewright.loop.registry.models import ModelVersion, Status
from scorewright.loop.registry.schemas import VersionDetail, VersionOut
from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.parameters import UseCaseName
from scorewright.loop.tenancy.permissions import require_role

router = Router(tags=["models"])
READERS = (Role.ADMIN, Role.ANALYST, Role.APPROVER, Role.AUDITOR, Role.SERVICE)


@router.get("/models/", response=list[VersionOut], summary="Model versions, the newest first")
@paginate(CursorPagination, ordering=("-created_at", "-number"), page_size=50, max_page_size=200)
def list_versions(
    request: HttpRequest,
    use_case: UseCaseName | None = None,
    status: Status | None = None,
) -> QuerySet[ModelVersion]:
    require_role(*READERS)
    return queries.versions(use_case=use_case, status=status)


@router.get("/models/{uuid:version_id}/", response=VersionDetail, summary="One model version")
def show_version(request: HttpRequest, version_id: UUID) -> ModelVersion:
    require_role(*READERS)
    return queries.version(version_id)

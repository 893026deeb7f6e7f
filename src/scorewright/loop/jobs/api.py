"""Jobs over HTTP."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router
from ninja.pagination import CursorPagination, paginate

from scorewright.loop.jobs import actions, queries
from scorewright.loop.jobs.models import Job, State
from scorewright.loop.jobs.schemas import JobDetail, JobOut, KindName
from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.parameters import Moment
from scorewright.loop.tenancy.permissions import require_role
from scorewright.loop.tenancy.scope import current_scope

router = Router(tags=["jobs"])
ASKERS = (Role.ADMIN, Role.ANALYST, Role.SERVICE)
READERS = (*ASKERS, Role.APPROVER, Role.AUDITOR)


@router.get("/jobs/", response=list[JobOut], summary="Jobs, the newest first")
@paginate(CursorPagination, ordering=("-created_at", "-id"), page_size=50, max_page_size=200)
def list_jobs(
    request: HttpRequest, kind: KindName | None = None, state: State | None = None, since: Moment | None = None
) -> QuerySet[Job]:
    require_role(*READERS)
    return queries.jobs(kind=kind, state=state, since=since)


@router.get("/jobs/{uuid:job_id}/", response=JobDetail, summary="One job: how far it is, and what came of it")
def show_job(request: HttpRequest, job_id: UUID) -> Job:
    require_role(*READERS)
    return queries.job(job_id)


@router.post(
    "/jobs/{uuid:job_id}/cancel/",
    response=JobDetail,
    summary="Stop a job",
    description="One that waits ends at once, one that runs after the step it is at. 409 where it has ended already.",
)
def cancel_job(request: HttpRequest, job_id: UUID) -> Job:
    require_role(*ASKERS)
    return actions.cancel(job=queries.job(job_id), by=current_scope().actor)


@router.post(
    "/jobs/{uuid:job_id}/retry/",
    response=JobDetail,
    summary="Try a failed job once more",
    description="It goes on from its last checkpoint. 409 where it has not failed.",
)
def retry_job(request: HttpRequest, job_id: UUID) -> Job:
    require_role(*ASKERS)
    return actions.retry(job=queries.job(job_id), by=current_scope().actor)

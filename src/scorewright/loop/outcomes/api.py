"""Outcomes over HTTP."""

from collections import Counter
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from ninja import Body, Router, Status
from ninja.pagination import CursorPagination, paginate
from pydantic import Field

from scorewright.loop.outcomes import actions, queries
from scorewright.loop.outcomes.documentation import FILE, ONE, ROWS, VERDICTS
from scorewright.loop.outcomes.files.asking import take_upload
from scorewright.loop.outcomes.files.downloads import verdicts_of
from scorewright.loop.outcomes.models import OutcomeFile
from scorewright.loop.outcomes.rows import take_rows
from scorewright.loop.outcomes.schemas import (
    ManyOut,
    OutcomeFileOut,
    OutcomeIn,
    OutcomeOut,
    RowVerdictOut,
    StoryOut,
    Summary,
)
from scorewright.loop.outcomes.weighing import Verdict
from scorewright.loop.serving.api import READERS
from scorewright.loop.serving.batch.preference import prefers_job
from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.parameters import Moment, PastMoment, UseCaseName
from scorewright.loop.tenancy.permissions import require_role
from scorewright.loop.tenancy.scope import current_scope

router = Router(tags=["outcomes"])
REPORTERS = (Role.ADMIN, Role.ANALYST, Role.SERVICE)
MOST_ROWS = 1_000
Rows = Annotated[list[dict[str, Any]], Field(min_length=1, max_length=MOST_ROWS)]


@router.post(
    "/decisions/{uuid:decision_id}/outcome/",
    response={200: OutcomeOut, 201: OutcomeOut},
    summary="Say what really happened",
    description="201 where something was kept, 200 where it was known already, 409 where that stands against it.",
    openapi_extra=ONE,
)
def report_outcome(request: HttpRequest, decision_id: UUID, body: OutcomeIn) -> Status[OutcomeOut]:
    require_role(*REPORTERS)
    outcome, verdict = actions.report(
        decision_id=decision_id,
        value=body.value,
        occurred_at=body.occurred_at,
        source=body.source,
        inclusion_probability=body.inclusion_probability,
        reason=body.reason or "",
        by=current_scope().actor,
    )
    return Status(200 if verdict == Verdict.UNCHANGED else 201, OutcomeOut.of(outcome, verdict))


@router.get(
    "/decisions/{uuid:decision_id}/outcome/", response=StoryOut, summary="What was known of it, today or at a moment"
)
def show_outcome(request: HttpRequest, decision_id: UUID, as_of: PastMoment | None = None) -> StoryOut:
    require_role(*READERS)
    return StoryOut.told(queries.story(decision_id, as_of=as_of or timezone.now()))


@router.get("/decisions/summary/", response=Summary, summary="How many decisions and outcomes are kept")
def summarise(request: HttpRequest, use_case: UseCaseName | None = None, since: Moment | None = None) -> dict[str, int]:
    require_role(*READERS)
    return queries.summary(use_case=use_case, since=since)


@router.post("/outcomes/", response=ManyOut, summary="Say what really happened, many at once", description=ROWS)
def report_outcomes(request: HttpRequest, rows: Annotated[Rows, Body()]) -> ManyOut:
    require_role(*REPORTERS)
    found = take_rows(list(enumerate(rows, 1)), by=current_scope().actor)
    counts = Counter(str(verdict.verdict) for verdict in found)
    return ManyOut(counts=counts, outcomes=[RowVerdictOut.from_orm(verdict) for verdict in found])


@router.post(
    "/outcomes/files/",
    response={200: OutcomeFileOut, 202: OutcomeFileOut},
    summary="Say it by a file",
    description=f"CSV, JSON Lines (both also gzipped) or Parquet, of any size. {ROWS}",
    openapi_extra=FILE,
)
def send_file(request: HttpRequest, response: HttpResponse) -> Status[OutcomeFileOut]:
    require_role(*REPORTERS)
    file = take_upload(request=request, scope=current_scope(), by_job=prefers_job(request.headers.get("Prefer", "")))
    if file.job_id is not None:
        response["Location"] = f"/api/v1/outcomes/files/{file.pk}/"
    return Status(200 if file.job_id is None else 202, OutcomeFileOut.of(file))


@router.get("/outcomes/files/", response=list[OutcomeFileOut], summary="Files of outcomes, the newest first")
@paginate(CursorPagination, ordering=("-created_at", "-id"), page_size=50, max_page_size=200)
def list_files(request: HttpRequest) -> QuerySet[OutcomeFile]:
    require_role(*READERS)
    return queries.files()


@router.get("/outcomes/files/{uuid:file_id}/", response=OutcomeFileOut, summary="One: how far it is")
def show_file(request: HttpRequest, file_id: UUID) -> OutcomeFileOut:
    require_role(*READERS)
    return OutcomeFileOut.of(queries.file(file_id))


@router.get("/outcomes/files/{uuid:file_id}/verdicts", summary="What became of each row", openapi_extra=VERDICTS)
def file_verdicts(request: HttpRequest, file_id: UUID) -> HttpResponseBase:
    require_role(*READERS)
    return verdicts_of(queries.file(file_id))

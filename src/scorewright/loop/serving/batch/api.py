"""Deciding on files over HTTP, the runs over them, and their results."""

from typing import Annotated, Literal
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from ninja import Query, Router, Schema
from ninja.pagination import CursorPagination, paginate
from pydantic import StringConstraints

from scorewright.declare.catalogue import UnknownUseCaseError, use_case_named, use_cases
from scorewright.loop.jobs.queries import job as job_with
from scorewright.loop.jobs.schemas import JobDetail
from scorewright.loop.registry import queries as registry
from scorewright.loop.registry.models import Status
from scorewright.loop.serving.api import DECIDERS, READERS
from scorewright.loop.serving.batch.deciding import Wanted, decide_upload
from scorewright.loop.serving.batch.documentation import DOCUMENTED, WORDS
from scorewright.loop.serving.batch.preference import RESPOND_ASYNC, prefers_job
from scorewright.loop.serving.batch.schemas import ScoringRunOut
from scorewright.loop.serving.bulk import downloads, queries
from scorewright.loop.serving.bulk.formats import Format
from scorewright.loop.serving.models import ScoringRun
from scorewright.loop.serving.request_names import visible
from scorewright.loop.serving.selection import Selection
from scorewright.loop.tenancy.parameters import UseCaseName
from scorewright.loop.tenancy.permissions import require_role
from scorewright.loop.tenancy.scope import current_scope

router = Router(tags=["files"])
KEY = "Idempotency-Key"
Names = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00]*$")]


class Options(Schema):
    """``ignore``: columns, parted by commas, that are no fields and are passed on. ``filename`` of a whole body."""

    record: Literal["rows", "run"] = "rows"
    ignore: Names = ""
    version: str | None = None
    status: str | None = None
    result: Format | None = None
    filename: Names = ""


@router.post(
    "/{slug:use_case}/batch",
    response={202: JobDetail},
    summary="Decide on the rows of a file",
    description=WORDS,
    openapi_extra=DOCUMENTED,
)
def decide_batch(request: HttpRequest, use_case: str, options: Query[Options]) -> HttpResponseBase:
    return _decide(request, use_case, options)


@router.post(
    "/batch-predict",
    response={202: JobDetail},
    summary="Decide on the rows of a file, the use case given as endpoint",
    description=WORDS,
    openapi_extra=DOCUMENTED,
)
def batch_predict(request: HttpRequest, options: Query[Options], endpoint: str | None = None) -> HttpResponseBase:
    return _decide(request, endpoint, options)


@router.get("/scoring-runs/", response=list[ScoringRunOut], summary="Runs over files, the newest first")
@paginate(CursorPagination, ordering=("-created_at", "-id"), page_size=50, max_page_size=200)
def list_runs(request: HttpRequest, use_case: UseCaseName | None = None) -> QuerySet[ScoringRun]:
    require_role(*READERS)
    return queries.runs(use_case=use_case)


@router.get("/scoring-runs/{uuid:run_id}/", response=ScoringRunOut, summary="One run over a file")
def show_run(request: HttpRequest, run_id: UUID) -> ScoringRun:
    require_role(*READERS)
    return queries.run(run_id)


@router.get("/scoring-runs/{uuid:run_id}/result", summary="The rows with their decisions")
def run_result(request: HttpRequest, run_id: UUID) -> HttpResponseBase:
    require_role(*READERS)
    return downloads.result_of(queries.run(run_id))


@router.get("/scoring-runs/{uuid:run_id}/rejected", summary="The rejected rows, each with the reason")
def run_rejected(request: HttpRequest, run_id: UUID) -> HttpResponseBase:
    require_role(*READERS)
    return downloads.rejected_of(queries.run(run_id))


@router.get("/jobs/{uuid:job_id}/result", summary="The rows with their decisions")
def job_result(request: HttpRequest, job_id: UUID) -> HttpResponseBase:
    require_role(*READERS)
    return downloads.result_of(queries.run_of(job_with(job_id)))


@router.get("/jobs/{uuid:job_id}/rejected", summary="The rejected rows, each with the reason")
def job_rejected(request: HttpRequest, job_id: UUID) -> HttpResponseBase:
    require_role(*READERS)
    return downloads.rejected_of(queries.run_of(job_with(job_id)))


def _decide(request: HttpRequest, name: str | None, options: Options) -> HttpResponseBase:
    require_role(*DECIDERS)
    use_case = use_case_named(name or _only_use_case())
    by_job = prefers_job(request.headers.get("Prefer", ""))
    wanted = Wanted(
        record=options.record,
        ignored=frozenset(column for column in options.ignore.split(",") if column),
        selection=Selection.parse(options.status, options.version, settings.PREDICT_DEFAULT_STATUS),
        result=options.result,
        query=options.model_dump_json(),
        idempotency_key=_idempotency_key(request),
        by_job=by_job,
    )
    decided = decide_upload(request, use_case, wanted, current_scope())
    response = _result(decided.run) if decided.run.job is None else _promise(decided.run, preferred=by_job)
    response["X-Scoring-Run"] = str(decided.run.pk)
    if decided.replayed:
        response["Idempotent-Replayed"] = "true"
    return response


def _idempotency_key(request: HttpRequest) -> str | None:
    given = request.headers.get(KEY)
    return None if given is None else visible(given.encode(), KEY)


def _result(run: ScoringRun) -> HttpResponseBase:
    response = downloads.result_of(run)
    response["X-Rejected-Rows"] = str(run.rejected)
    if run.rejected:
        response["Link"] = f'</api/v1/scoring-runs/{run.pk}/rejected>; rel="rejected"'
    return response


def _promise(run: ScoringRun, *, preferred: bool) -> HttpResponseBase:
    response = HttpResponse(JobDetail.from_orm(run.job).model_dump_json(), status=202, content_type="application/json")
    response["Location"] = f"/api/v1/jobs/{run.job_id}/"
    if preferred:
        response["Preference-Applied"] = RESPOND_ASYNC
    return response


def _only_use_case() -> str:
    """Where no endpoint is named: the one that there is, or the one in which something is in production."""
    known = list(use_cases())
    live = list(registry.versions(status=Status.PRODUCTION).values_list("use_case", flat=True))
    for only in (known, live):
        if len(only) == 1:
            return only[0]
    raise UnknownUseCaseError(f"endpoint must name the use case; there are {', '.join(known)}")

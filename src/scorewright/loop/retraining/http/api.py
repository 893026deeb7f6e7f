"""The training service over HTTP."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from scorewright.loop.jobs import actions as jobs
from scorewright.loop.retraining import asking, queries
from scorewright.loop.retraining.address import ADDRESS
from scorewright.loop.retraining.config import TrainingConfig
from scorewright.loop.retraining.http.documentation import LOOK, SEND_DATA, TRAIN
from scorewright.loop.retraining.http.idempotency import ask_once
from scorewright.loop.retraining.http.job_shape import Queued, TrainingJobOut, TrainingJobs
from scorewright.loop.retraining.http.quality_shape import DataQualityOut
from scorewright.loop.retraining.http.roles import READERS, TRAINERS
from scorewright.loop.retraining.http.schemas import (
    JobFilter,
    StatusOut,
    TrainingFileOut,
)
from scorewright.loop.retraining.rows import uploads
from scorewright.loop.serving.request_names import visible
from scorewright.loop.tenancy.permissions import require_role
from scorewright.loop.tenancy.scope import current_scope

router = Router(tags=["training"])
KEY = "Idempotency-Key"


@router.post("/train", response={202: Queued}, summary="Train a use case", openapi_extra=TRAIN)
def train(request: HttpRequest, response: HttpResponse, config: TrainingConfig) -> Status[Queued]:
    require_role(*TRAINERS)
    key = request.headers.get(KEY)
    asked = ask_once(
        config=config,
        by=current_scope().actor,
        reason="asked for over HTTP",
        idempotency_key=None if key is None else visible(key.encode(), KEY),
    )
    run = asked.run
    response["Location"] = f"{ADDRESS}/jobs/{run.job_id}"
    if asked.replayed:
        response["Idempotent-Replayed"] = "true"
    return Status(202, Queued.of(run, minutes=queries.usual_minutes(run.use_case)))


@router.get("/jobs", response=TrainingJobs, summary="Training jobs, the newest first")
def list_jobs(request: HttpRequest, asked: Query[JobFilter]) -> TrainingJobs:
    require_role(*READERS)
    found = queries.runs(use_case=asked.use_case, status=asked.status)
    rows, following = queries.page(
        found, among=queries.runs(), at="at", key="job_id", limit=asked.limit, after=asked.after
    )
    return TrainingJobs(jobs=[TrainingJobOut.of(run) for run in rows], total=found.count(), next=following)


@router.get("/jobs/{uuid:job_id}", response=TrainingJobOut, summary="One training job: how far it is")
def show_job(request: HttpRequest, job_id: UUID) -> TrainingJobOut:
    require_role(*READERS)
    return TrainingJobOut.of(queries.run_of(job_id))


@router.delete(
    "/jobs/{uuid:job_id}",
    response=TrainingJobOut,
    summary="Cancel a training job",
    description="One that waits ends at once, one that runs within a step. Nothing is activated. 409: it has ended.",
)
def cancel_job(request: HttpRequest, job_id: UUID) -> TrainingJobOut:
    require_role(*TRAINERS)
    jobs.cancel(job=queries.run_of(job_id).job, by=current_scope().actor)
    return TrainingJobOut.of(queries.run_of(job_id))


@router.post("/data/", response={201: TrainingFileOut}, summary="Send a file to train from", openapi_extra=SEND_DATA)
def send_data(request: HttpRequest) -> Status[TrainingFileOut]:
    require_role(*TRAINERS)
    return Status(201, TrainingFileOut.of(uploads.keep(request=request, by=current_scope().actor)))


@router.post(
    "/data-quality",
    response=DataQualityOut,
    summary="What is to be said about the rows, before training",
    openapi_extra=LOOK,
)
def data_quality(request: HttpRequest, config: TrainingConfig) -> DataQualityOut:
    require_role(*TRAINERS)
    return DataQualityOut.of(asking.inspected_now(config))


@router.get("/status", response=StatusOut, summary="How many models and trainings there are")
def status(request: HttpRequest) -> StatusOut:
    require_role(*READERS)
    return StatusOut.now()

"""Assessments over HTTP, with the shapes that clients of a scoring pipeline know."""

import json
from typing import Annotated, Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import ConfigDict, Field, WithJsonSchema

from scorewright.declare.fields import json_type
from scorewright.loop.intake import queries
from scorewright.loop.intake.assessing import actions
from scorewright.loop.intake.assessing.batches import results, summary
from scorewright.loop.intake.refusals import BatchRejectedError
from scorewright.loop.intake.schemas import (
    AssessmentAskedOut,
    AssessmentStatusOut,
    AssessmentWantedIn,
    BatchOut,
    BatchResultOut,
    insight_in_short,
)
from scorewright.loop.intake.statistics import statistics
from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.parameters import UseCaseName
from scorewright.loop.tenancy.permissions import require_role
from scorewright.loop.tenancy.scope import current_scope

ASKERS = (Role.ADMIN, Role.ANALYST)
READERS = (*ASKERS, Role.SERVICE, Role.APPROVER, Role.AUDITOR, Role.APPLICANT)
MOST = 50


# Whatever it is, so that what is none is named as that, with a 400.
ApplicationId = Annotated[Any, WithJsonSchema({"type": "string", "format": "uuid"})]


class BatchIn(AssessmentWantedIn):
    model_config = ConfigDict(extra="forbid")

    application_ids: list[ApplicationId] = Field(description=f"At most {MOST}.")


class Page(Schema):
    after: Annotated[int, Field(ge=0, le=2**31 - 1, description="So many results come before.")] = 0
    limit: Annotated[int, Field(ge=1, le=200, description="At most so many results.")] = 50


def trigger(
    request: HttpRequest, response: HttpResponse, application_id: UUID, body: AssessmentWantedIn | None = None
) -> Status[AssessmentAskedOut]:
    require_role(*ASKERS)
    force = body is not None and body.force
    application = queries.application(application_id)
    assessment = actions.trigger_assessment(application_id=application_id, force=force, by=current_scope().actor)
    response["Location"] = f"/api/v1/applications/{application_id}/ml-assessment/status/"
    told = AssessmentAskedOut(
        success=True,
        message="ML assessment triggered",
        task_id=assessment.pk,
        application_id=application_id,
        reference_number=application.reference_number,
        force_reprocess=force,
    )
    return Status(202, told)


def status(request: HttpRequest, application_id: UUID) -> HttpResponse:
    require_role(*READERS)
    application = queries.application(application_id)
    besides = insight_in_short(application.use_case, application.assessment)
    told = AssessmentStatusOut.of(application).model_dump(mode="json") | besides
    # As text: the library that makes answers would leave out what only this use case tells.
    return HttpResponse(json.dumps(told), content_type="application/json")


def batch_trigger(request: HttpRequest, response: HttpResponse, body: BatchIn) -> Status[BatchOut]:
    require_role(*ASKERS)
    ids = _ids(body.application_ids)
    handle = actions.trigger_batch_assessment(ids, force=body.force, by=current_scope().actor)
    response["Location"] = f"/api/v1/applications/ml-assessments/batches/{handle.id}/"
    told = BatchOut(
        success=True,
        message=f"Batch ML assessment triggered for {len(ids)} applications",
        task_id=handle.id,
        application_count=len(ids),
        force_reprocess=body.force,
    )
    return Status(202, told)


def show_batch(request: HttpRequest, batch_id: UUID, page: Query[Page]) -> HttpResponse:
    require_role(*ASKERS, Role.AUDITOR)
    batch = queries.batch(batch_id)
    end = page.after + page.limit
    items = batch.items.filter(place__gte=page.after, place__lt=end).order_by("place")
    more = f"{request.path}?after={end}&limit={page.limit}" if end < batch.total else None
    told = {**summary(batch), "results": list(results(items)), "next": more}
    # As text: see ``status``.
    return HttpResponse(json.dumps(told, cls=DjangoJSONEncoder), content_type="application/json")


def show_statistics(request: HttpRequest, use_case: UseCaseName | None = None) -> dict[str, Any]:
    require_role(Role.ADMIN)
    return statistics(use_case)


def _ids(given: list[Any]) -> list[UUID]:
    if len(given) > MOST:
        raise BatchRejectedError("most", f"application_ids must be at most {MOST}, there are {len(given)}")
    found, invalid = dict[UUID, None](), list[str]()
    for one in given:
        try:
            found[UUID(one if isinstance(one, str) else "")] = None
        except ValueError:
            invalid.append(one[:50] if isinstance(one, str) else json_type(one))
    if invalid:
        raise BatchRejectedError("uuid", f"{len(invalid)} of the application_ids are no UUIDs", invalid)
    return list(found)


def assessments_router(*, documented: bool = True) -> Router:
    """The addresses; they are documented once, however often they are offered."""
    router = Router(tags=["assessments"])
    one = "/applications/{uuid:application_id}/ml-assessment/"
    router.post(
        f"{one}trigger/",
        response={202: AssessmentAskedOut},
        summary="Have an application assessed",
        description="409 where it is assessed already, unless `force`.",
        include_in_schema=documented,
    )(trigger)
    summary = "The assessment of an application, and how far it is"
    router.get(f"{one}status/", response=AssessmentStatusOut, summary=summary, include_in_schema=documented)(status)
    router.get(one, response=AssessmentStatusOut, summary=summary, include_in_schema=False)(status)
    every = "/applications/ml-assessments/"
    router.post(
        f"{every}batch-trigger/",
        response={202: BatchOut},
        summary="Have several applications assessed",
        description=f"At most {MOST}. 400 where an id is none, or unknown; then nothing is asked for.",
        include_in_schema=documented,
    )(batch_trigger)
    router.get(
        f"{every}batches/{{uuid:batch_id}}/",
        response=BatchResultOut,
        summary="How far a batch is, and what came of it",
        include_in_schema=documented,
    )(show_batch)
    summary = "How many are assessed, how quickly, and how they lie"
    router.get(f"{every}statistics/", summary=summary, include_in_schema=documented)(show_statistics)
    return router

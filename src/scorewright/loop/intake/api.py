"""Applications over HTTP."""

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status
from ninja.pagination import CursorPagination, paginate

from scorewright.loop.intake import actions, queries
from scorewright.loop.intake.accepting import intake_named
from scorewright.loop.intake.actions import Given
from scorewright.loop.intake.models import Application, Assessment
from scorewright.loop.intake.people import analyst_named, applicant_named
from scorewright.loop.intake.refusals import rejected
from scorewright.loop.intake.repeating import Key, once
from scorewright.loop.intake.schemas import (
    MOST,
    ApplicationChange,
    ApplicationIn,
    ApplicationLine,
    ApplicationOut,
    ApplicationsIn,
    ApplicationsOut,
    AssessmentOut,
    AssignIn,
    Filters,
    NewApplicationOut,
    OneOfSeveral,
    StatusIn,
    SubmitIn,
)
from scorewright.loop.serving.door.documented_parameters import parameter
from scorewright.loop.serving.door.problem_responses import TOKEN, headers, refusal
from scorewright.loop.serving.request_names import visible
from scorewright.loop.tenancy.models import Role, User
from scorewright.loop.tenancy.permissions import ForbiddenError, require_role
from scorewright.loop.tenancy.scope import current_scope

router = Router(tags=["applications"])
LOOKERS = (Role.ADMIN, Role.ANALYST)
WRITERS = (*LOOKERS, Role.SERVICE, Role.APPLICANT)
READERS = (*WRITERS, Role.APPROVER, Role.AUDITOR)
KEY = "Idempotency-Key"
REPEATABLE: dict[str, Any] = {
    "parameters": [parameter("header", KEY, "Sent again with the same key, it is made once.", TOKEN)],
    "responses": {
        201: {"headers": headers("Idempotent-Replayed")},
        400: refusal("The header is not as it must be."),
        409: refusal("A request with this Idempotency-Key is being answered now.", "Retry-After"),
        422: refusal("The application or the request breaks a rule; `errors` names field and rule."),
    },
}


@router.post(
    "/applications/",
    response={201: ApplicationOut},
    summary="Take an application in",
    description="As a draft, which may have gaps, or with `submit` handed in at once. An applicant's is their own.",
    openapi_extra=REPEATABLE,
)
def create_application(request: HttpRequest, response: HttpResponse, body: ApplicationIn) -> Status[Application]:
    require_role(*WRITERS)
    _check_priority(wanted=body.is_priority)
    (made,) = _once(request, response, body.use_case, partial(_make, body.use_case, [body]))
    return Status(201, made)


@router.post(
    "/applications/batch/",
    response={201: ApplicationsOut},
    summary="Take several applications in",
    description=f"At most {MOST} of one use case: all of them or, where one breaks a rule, none.",
    openapi_extra=REPEATABLE,
)
def create_applications(request: HttpRequest, response: HttpResponse, body: ApplicationsIn) -> Status[ApplicationsOut]:
    require_role(*LOOKERS, Role.SERVICE)
    made = _once(request, response, body.use_case, partial(_make, body.use_case, body.applications))
    return Status(201, ApplicationsOut(applications=[NewApplicationOut.from_orm(one) for one in made]))


@router.get("/applications/", response=list[ApplicationLine], summary="Applications, the newest first")
@paginate(CursorPagination, ordering=("-id",), page_size=50, max_page_size=200)
def list_applications(request: HttpRequest, filters: Query[Filters]) -> QuerySet[Application]:
    require_role(*READERS)
    return queries.applications(**filters.dict())


@router.get("/applications/{uuid:application_id}/", response=ApplicationOut, summary="One application")
def show_application(request: HttpRequest, application_id: UUID) -> Application:
    require_role(*READERS)
    return queries.application(application_id)


@router.patch(
    "/applications/{uuid:application_id}/",
    response=ApplicationOut,
    summary="Change what an application holds",
    description="What is named is replaced, null takes it away. A relevant change asks for an assessment by itself.",
)
def change_application(request: HttpRequest, application_id: UUID, body: ApplicationChange) -> Application:
    return _changed(application_id, body, whole=False)


@router.put(
    "/applications/{uuid:application_id}/",
    response=ApplicationOut,
    summary="Replace what an application holds",
    description="What is not named is taken away; of what is monitored, which no answer holds, only what is named.",
)
def replace_application(request: HttpRequest, application_id: UUID, body: ApplicationChange) -> Application:
    return _changed(application_id, body, whole=True)


@router.delete(
    "/applications/{uuid:application_id}/",
    response={204: None},
    summary="Take an application out of sight",
    description="Its row, its assessments and their decisions are kept.",
)
def delete_application(request: HttpRequest, application_id: UUID) -> Status[None]:
    require_role(*LOOKERS)
    actions.delete(application_id=application_id, by=current_scope().actor)
    return Status(204, None)


@router.post(
    "/applications/{uuid:application_id}/submit/",
    response=ApplicationOut,
    summary="Hand an application in",
    description="A draft, or one for which information was missing. It must be complete, and is assessed by itself.",
)
def submit_application(request: HttpRequest, application_id: UUID, body: SubmitIn | None = None) -> Application:
    require_role(*WRITERS)
    version = None if body is None else body.version
    actions.submit(application_id=application_id, version=version, by=current_scope().actor)
    return queries.application(application_id)


@router.post(
    "/applications/{uuid:application_id}/status/",
    response=ApplicationOut,
    summary="Give an application its next status",
    description="409 where that may not follow.",
)
def move_application(request: HttpRequest, application_id: UUID, body: StatusIn) -> Application:
    require_role(*LOOKERS)
    actions.move(
        application_id=application_id,
        status=body.status,
        reason=body.reason,
        version=body.version,
        by=current_scope().actor,
    )
    return queries.application(application_id)


@router.post(
    "/applications/{uuid:application_id}/assign/", response=ApplicationOut, summary="Say which analyst looks at it"
)
def assign_application(request: HttpRequest, application_id: UUID, body: AssignIn) -> Application:
    require_role(*LOOKERS)
    actions.assign(
        application_id=application_id,
        analyst=_analyst(body.analyst),
        version=body.version,
        by=current_scope().actor,
    )
    return queries.application(application_id)


@router.get(
    "/applications/{uuid:application_id}/assessments/",
    response=list[AssessmentOut],
    summary="All assessments of an application, the newest first",
)
@paginate(CursorPagination, ordering=("-id",), page_size=50, max_page_size=200)
def list_assessments(request: HttpRequest, application_id: UUID) -> QuerySet[Assessment]:
    require_role(*READERS)
    return queries.history(application_id)


def _once(
    request: HttpRequest, response: HttpResponse, use_case: str, make: Callable[[], Sequence[Application]]
) -> Sequence[Application]:
    """What is made, or was made by an earlier request with the same Idempotency-Key."""
    given = request.headers.get(KEY)
    if given is None:
        return make()
    found, replayed = once(Key.of(use_case, visible(given.encode(), KEY), request.path, request.body), make)
    if replayed:
        response["Idempotent-Replayed"] = "true"
    return found


def _make(use_case_name: str, wanted: Sequence[OneOfSeveral]) -> list[Application]:
    use_case, _ = intake_named(use_case_name)
    applicant, analyst = cache(_applicant), cache(_analyst)
    given = [
        Given(
            parts=one.parts(),
            submit=one.submit,
            is_priority=one.is_priority,
            applicant=applicant(one.applicant),
            assigned_analyst=analyst(one.assigned_analyst),
        )
        for one in wanted
    ]
    return actions.create_many(use_case=use_case, given=given, by=current_scope().actor)


def _changed(application_id: UUID, body: ApplicationChange, *, whole: bool) -> Application:
    require_role(*WRITERS)
    _check_priority(wanted=body.is_priority is not None)
    actions.update(
        application_id=application_id,
        changes=body.parts(),
        is_priority=body.is_priority,
        version=body.version,
        whole=whole,
        keep_monitored="monitored" not in body.model_fields_set,  # no answer holds it: who puts back what they read
        by=current_scope().actor,
    )
    return queries.application(application_id)


def _applicant(username: str | None) -> User | None:
    """Whom the application is of: applicants apply for themselves."""
    scope = current_scope()
    if scope.role != Role.APPLICANT:
        return None if username is None else applicant_named(username)
    if username is not None:
        raise rejected("applicant", "own", "must be left out: an application of yours is your own")
    own = None if scope.user_id is None else User.objects.filter(pk=scope.user_id).first()
    if own is None:
        raise ForbiddenError("this key speaks for nobody: an applicant's key must name its person")
    return own


def _check_priority(*, wanted: bool) -> None:
    if wanted and current_scope().role == Role.APPLICANT:
        raise ForbiddenError("applicants do not say how urgent their application is")


def _analyst(username: str | None) -> User | None:
    if username is not None and current_scope().role == Role.APPLICANT:
        raise ForbiddenError("applicants do not choose who looks at their application")
    return None if username is None else analyst_named(username)

"""The registry over HTTP, as clients of a model server know one."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Query
from ninja import Status as Answer
from ninja.pagination import CursorPagination, paginate

from scorewright.loop.algorithms import queries
from scorewright.loop.algorithms.actions import set_status
from scorewright.loop.algorithms.documentation import FEEDBACK, STATUS
from scorewright.loop.algorithms.schemas import (
    AlgorithmFilters,
    AlgorithmOut,
    AlgorithmStatusFilters,
    AlgorithmStatusIn,
    AlgorithmStatusOut,
    EndpointOut,
    Endpoints,
    FeedbackIn,
    MLRequestFilters,
    MLRequestOut,
)
from scorewright.loop.deployment.traffic.api import DEPLOYERS
from scorewright.loop.outcomes.actions import report
from scorewright.loop.outcomes.api import REPORTERS
from scorewright.loop.outcomes.weighing import Verdict
from scorewright.loop.registry import queries as registry
from scorewright.loop.registry.models import ModelVersion, VersionStatus
from scorewright.loop.serving.api import DECIDERS, READERS
from scorewright.loop.serving.models import Decision
from scorewright.loop.tenancy.either_slash import EitherSlash
from scorewright.loop.tenancy.parameters import UseCaseName
from scorewright.loop.tenancy.permissions import require_role
from scorewright.loop.tenancy.problems import problem
from scorewright.loop.tenancy.scope import current_scope

router = EitherSlash(tags=["registry"])


@router.get("/endpoints", response=Endpoints, summary="Endpoints: the use cases")
def list_endpoints(request: HttpRequest) -> dict[str, list[queries.Endpoint]]:
    require_role(*READERS)
    return {"results": queries.endpoints()}


@router.get("/endpoints/{endpoint_name}", response=EndpointOut, summary="One endpoint")
def show_endpoint(request: HttpRequest, endpoint_name: UseCaseName) -> queries.Endpoint:
    require_role(*READERS)
    return queries.endpoint(endpoint_name)


@router.get("/mlalgorithms", response=list[AlgorithmOut], summary="ML algorithms: model versions, the newest first")
@paginate(CursorPagination, ordering=("-created_at", "-number"), page_size=50, max_page_size=200)
def list_mlalgorithms(request: HttpRequest, filters: Query[AlgorithmFilters]) -> QuerySet[ModelVersion]:
    require_role(*READERS)
    given = filters.dict()
    version = given.pop("version")
    return queries.algorithms(number=version and int(version.lstrip("v")), **given)


@router.get("/mlalgorithms/{uuid:mlalgorithm_id}", response=AlgorithmOut, summary="One ML algorithm")
def show_mlalgorithm(request: HttpRequest, mlalgorithm_id: UUID) -> ModelVersion:
    require_role(*READERS)
    return queries.algorithm(mlalgorithm_id)


@router.get(
    "/mlalgorithmstatuses",
    response=list[AlgorithmStatusOut],
    summary="What ML algorithms were and are, the newest first",
)
@paginate(CursorPagination, ordering=("-at", "-number", "-id"), page_size=50, max_page_size=200)
def list_mlalgorithmstatuses(request: HttpRequest, filters: Query[AlgorithmStatusFilters]) -> QuerySet[VersionStatus]:
    require_role(*READERS)
    return queries.statuses(**filters.dict())


@router.get(
    "/mlalgorithmstatuses/{uuid:status_id}", response=AlgorithmStatusOut, summary="One status of an ML algorithm"
)
def show_mlalgorithmstatus(request: HttpRequest, status_id: UUID) -> VersionStatus:
    require_role(*READERS)
    return registry.status_entry(status_id)


@router.post(
    "/mlalgorithmstatuses",
    response={200: AlgorithmStatusOut, 201: AlgorithmStatusOut},
    summary="Give an ML algorithm another status",
    description="201 where it is new, 200 where it was active already, 409 where it cannot be, and what to do instead.",
    openapi_extra=STATUS,
)
def set_mlalgorithmstatus(request: HttpRequest, body: AlgorithmStatusIn) -> Answer[VersionStatus]:
    require_role(*DEPLOYERS)
    entry, is_new = set_status(
        version_id=body.parent_mlalgorithm,
        status=body.status,
        by=current_scope().actor,
        reason=body.reason or f"set to {body.status} in the registry",
    )
    return Answer(201 if is_new else 200, entry)


@router.get("/mlrequests", response=list[MLRequestOut], summary="ML requests: decisions, the newest first")
@paginate(CursorPagination, ordering=("-id",), page_size=50, max_page_size=200)
def list_mlrequests(request: HttpRequest, filters: Query[MLRequestFilters]) -> QuerySet[Decision]:
    require_role(*READERS)
    return queries.requests(**filters.dict())


@router.get("/mlrequests/{uuid:mlrequest_id}", response=MLRequestOut, summary="One ML request")
def show_mlrequest(request: HttpRequest, mlrequest_id: UUID) -> Decision:
    require_role(*READERS)
    return queries.request(mlrequest_id)


@router.put(
    "/mlrequests/{uuid:mlrequest_id}", response=MLRequestOut, summary="Say what happened", openapi_extra=FEEDBACK
)
def put_mlrequest(request: HttpRequest, mlrequest_id: UUID, body: FeedbackIn) -> Decision:
    return _take(mlrequest_id, body)[0]


@router.patch(
    "/mlrequests/{uuid:mlrequest_id}", response=MLRequestOut, summary="Say what happened", openapi_extra=FEEDBACK
)
def patch_mlrequest(request: HttpRequest, mlrequest_id: UUID, body: FeedbackIn) -> Decision:
    return _take(mlrequest_id, body)[0]


@router.post(
    "/requests/{uuid:mlrequest_id}/feedback",
    response={200: MLRequestOut, 201: MLRequestOut},
    summary="Say what happened after a request",
    description="201 where something was kept, 200 where it was known already.",
    openapi_extra=FEEDBACK,
)
def post_feedback(request: HttpRequest, mlrequest_id: UUID, body: FeedbackIn) -> Answer[Decision]:
    decision, verdict = _take(mlrequest_id, body)
    return Answer(200 if verdict == Verdict.UNCHANGED else 201, decision)


@router.put(
    "/requests/{uuid:mlrequest_id}/feedback",
    response=MLRequestOut,
    summary="Say what happened after a request",
    openapi_extra=FEEDBACK,
)
def put_feedback(request: HttpRequest, mlrequest_id: UUID, body: FeedbackIn) -> Decision:
    return _take(mlrequest_id, body)[0]


@router.patch(
    "/requests/{uuid:mlrequest_id}/feedback",
    response=MLRequestOut,
    summary="Say what happened after a request",
    openapi_extra=FEEDBACK,
)
def patch_feedback(request: HttpRequest, mlrequest_id: UUID, body: FeedbackIn) -> Decision:
    return _take(mlrequest_id, body)[0]


def _take(mlrequest_id: UUID, body: FeedbackIn) -> tuple[Decision, Verdict]:
    require_role(*REPORTERS)
    _, verdict = report(
        decision_id=mlrequest_id,
        value=body.feedback,
        occurred_at=body.occurred_at,
        source=body.source,
        inclusion_probability=body.inclusion_probability,
        reason=body.reason or "",
        by=current_scope().actor,
    )
    return queries.request(mlrequest_id), verdict


@router.post("/{slug:endpoint_name}/predict", include_in_schema=False)
def predict_unknown(request: HttpRequest, endpoint_name: str) -> HttpResponse:
    """What is known is answered by the door."""
    require_role(*DECIDERS)
    words = f"there is no endpoint {endpoint_name!r}"
    return problem(404, "Unknown endpoint", words, message=words)

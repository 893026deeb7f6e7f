"""Reading the house's registry under the names that clients of a model server know."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from scorewright.declare.catalogue import use_case_named, use_cases
from scorewright.declare.use_case import UseCase
from scorewright.loop.registry import queries as registry
from scorewright.loop.registry.models import AB_TESTING, ModelVersion, Status, VersionStatus
from scorewright.loop.serving.models import Decision
from scorewright.loop.serving.queries import DecisionNotFoundError

DECIDING = (Status.PRODUCTION, AB_TESTING)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A use case; ``created_at`` is when the tenant first had a version or a decision of it, None before."""

    name: str
    title: str
    owner: str
    created_at: datetime | None


def endpoints() -> list[Endpoint]:
    """All that there are, in the order of their names."""
    return [_endpoint(use_case) for _, use_case in sorted(use_cases().items())]


def endpoint(name: str) -> Endpoint:
    """Raises UnknownUseCaseError."""
    return _endpoint(use_case_named(name))


def _endpoint(use_case: UseCase) -> Endpoint:
    made = (
        ModelVersion.objects.filter(use_case=use_case.name).order_by("created_at").values_list("created_at", flat=True)
    )
    decided = Decision.objects.filter(use_case=use_case.name).order_by("at", "id").values_list("at", flat=True)
    firsts = (made.first(), decided.first())
    created_at = min((moment for moment in firsts if moment is not None), default=None)
    return Endpoint(use_case.name, use_case.title, use_case.owner, created_at)


def algorithms(
    *,
    parent_endpoint: str | None = None,
    status: str | None = None,
    number: int | None = None,
    name: str | None = None,
    active: bool | None = None,
) -> QuerySet[ModelVersion]:
    """Model versions with their ``active_status``, the newest first; those that are ``active`` decide on requests.

    Of a ``status`` are the same ones that a request can ask for by it.
    """
    found = registry.with_active_status() if status is None else registry.with_status(status)
    given = {"use_case": parent_endpoint, "number": number, "algorithm": name}
    found = found.filter(**_given(given)).order_by("-created_at", "-number")
    deciding = Q(active_status__in=DECIDING)
    return found if active is None else found.filter(deciding if active else ~deciding)


def algorithm(algorithm_id: UUID) -> ModelVersion:
    """Raises VersionNotFoundError."""
    try:
        return algorithms().get(pk=algorithm_id)
    except ModelVersion.DoesNotExist:
        raise registry.VersionNotFoundError(f"no ML algorithm has the id {algorithm_id}") from None


def statuses(
    *,
    parent_mlalgorithm: UUID | None = None,
    parent_endpoint: str | None = None,
    status: str | None = None,
    active: bool | None = None,
) -> QuerySet[VersionStatus]:
    """What algorithms were and are, the newest first."""
    given = {
        "version": parent_mlalgorithm,
        "version__use_case": parent_endpoint,
        "status": status,
        "active": active,
    }
    return registry.statuses().filter(**_given(given))


def requests(
    *,
    parent_mlalgorithm: UUID | None = None,
    endpoint: str | None = None,
    has_feedback: bool | None = None,
    since: datetime | None = None,
) -> QuerySet[Decision]:
    """Decisions with what is known of their outcomes, the newest first. Raises VersionNotFoundError."""
    found = Decision.objects.select_related("outcome")
    if parent_mlalgorithm is not None:
        version = registry.version(parent_mlalgorithm)
        found = found.filter(model_version=version)
        if since is None:
            _look_up_versions()
        else:  # then what is newer than that moment is found at once
            found = found.filter(use_case=version.use_case)
    if has_feedback is not None:
        found = found.filter(outcome__isnull=not has_feedback)
    return found.filter(**_given({"use_case": endpoint, "at__gte": since}))


def _look_up_versions() -> None:
    """Until the transaction ends. PostgreSQL takes the decisions of a version to be spread evenly over all, and would
    go through all that are newer to find the first of one that decides no more.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL random_page_cost = 0")


def request(request_id: UUID) -> Decision:
    """Raises DecisionNotFoundError."""
    try:
        return requests().get(pk=request_id)
    except Decision.DoesNotExist:
        raise DecisionNotFoundError(f"no ML request has the id {request_id}") from None


def _given(filters: Mapping[str, object]) -> dict[str, Any]:
    return {name: value for name, value in filters.items() if value is not None}

"""The use cases, and the decisions that were kept; deciding itself is before Django, at the door."""

from typing import NoReturn
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from ninja import Router
from ninja.pagination import CursorPagination, paginate

from scorewright.declare.catalogue import use_case_named, use_cases
from scorewright.loop.serving import queries
from scorewright.loop.serving.models import Decision
from scorewright.loop.serving.schemas import DecisionDetail, DecisionOut, UseCaseOut
from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.parameters import Moment, UseCaseName
from scorewright.loop.tenancy.permissions import require_role

router = Router(tags=["decisions"])
DECIDERS = (Role.ADMIN, Role.ANALYST, Role.SERVICE)
READERS = (*DECIDERS, Role.APPROVER, Role.AUDITOR)


@router.post("/predict/{slug:use_case}/", response=DecisionOut, include_in_schema=False)
def predict_unknown(request: HttpRequest, use_case: str) -> NoReturn:
    require_role(*DECIDERS)
    use_case_named(use_case)
    raise Http404(f"{use_case} is answered by the door before Django: serve scorewright.project.asgi")


@router.get("/use-cases/", response=list[UseCaseOut], summary="The use cases and their records")
def list_use_cases(request: HttpRequest) -> list[UseCaseOut]:
    require_role(*READERS)
    return [
        UseCaseOut(
            name=use_case.name,
            title=use_case.title,
            summary=use_case.summary,
            owner=use_case.owner,
            record_schema=use_case.record_schema(),
            examples=[dict(example) for example in use_case.examples],
            outcome={
                "name": use_case.outcome.name,
                "positive": use_case.outcome.positive,
                "negative": use_case.outcome.negative,
                "window_days": use_case.outcome.window.total_seconds() / 86_400,
            },
        )
        for use_case in use_cases().values()
    ]


@router.get("/decisions/", response=list[DecisionOut], summary="Decisions, the newest first")
@paginate(CursorPagination, ordering=("-id",), page_size=50, max_page_size=200)
def list_decisions(
    request: HttpRequest,
    use_case: UseCaseName | None = None,
    since: Moment | None = None,
) -> QuerySet[Decision]:
    require_role(*READERS)
    return queries.decisions(use_case=use_case, since=since)


@router.get("/decisions/{uuid:decision_id}/", response=DecisionDetail, summary="One decision, with its record")
def show_decision(request: HttpRequest, decision_id: UUID) -> Decision:
    require_role(*READERS)
    return queries.decision(decision_id)

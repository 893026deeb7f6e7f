"""Deciding over HTTP: one documented route for each use case, and the decisions that were kept."""

import json
from collections.abc import Callable
from typing import Any, NoReturn
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router
from ninja.pagination import CursorPagination, paginate

from scorewright.declare.catalogue import use_case_named, use_cases
from scorewright.declare.errors import Problem, RecordRejected
from scorewright.declare.records import record_schema
from scorewright.declare.use_case import UseCase
from scorewright.loop.serving import actions, queries
from scorewright.loop.serving.models import Decision
from scorewright.loop.serving.schemas import DecisionDetail, DecisionOut, UseCaseOut
from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.parameters import Moment, UseCaseName
from scorewright.loop.tenancy.permissions import require_role

router = Router(tags=["decisions"])
DECIDERS = (Role.ADMIN, Role.ANALYST, Role.SERVICE)
READERS = (*DECIDERS, Role.APPROVER, Role.AUDITOR)


def _predict(use_case: UseCase) -> Callable[[HttpRequest], Decision]:
    def predict(request: HttpRequest) -> Decision:
        require_role(*DECIDERS)
        request_id = request.headers.get("X-Request-ID", "")[:200]
        return actions.decide(use_case=use_case, raw=_body(request), request_id=request_id)

    return predict


def _body(request: HttpRequest) -> object:
    try:
        return json.loads(request.body, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise RecordRejected([Problem("record", "json", f"is not valid JSON: {error}", "text")]) from error


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON value")


def _document(use_case: UseCase) -> dict[str, Any]:
    content = {"schema": record_schema(use_case.fields), "example": use_case.examples[0]}
    return {"requestBody": {"required": True, "content": {"application/json": content}}}


for _use_case in use_cases().values():
    router.post(
        f"/predict/{_use_case.name}/",
        response=DecisionOut,
        operation_id=f"predict_{_use_case.name}",
        summary=f"Decide: {_use_case.title}",
        description=_use_case.summary,
        openapi_extra=_document(_use_case),
    )(_predict(_use_case))


@router.post("/predict/{slug:use_case}/", response=DecisionOut, include_in_schema=False)
def predict_unknown(request: HttpRequest, use_case: str) -> NoReturn:
    require_role(*DECIDERS)
    use_case_named(use_case)
    raise AssertionError("a known use case has a route of its own")


@router.get("/use-cases/", response=list[UseCaseOut], summary="The use cases and their records")
def list_use_cases(request: HttpRequest) -> list[UseCaseOut]:
    require_role(*READERS)
    return [
        UseCaseOut(
            name=use_case.name,
            title=use_case.title,
            summary=use_case.summary,
            owner=use_case.owner,
            record_schema=record_schema(use_case.fields),
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
@paginate(CursorPagination, ordering=("-at", "-id"), page_size=50, max_page_size=200)
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

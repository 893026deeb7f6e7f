"""Outcomes over HTTP."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from scorewright.loop.outcomes import actions, queries
from scorewright.loop.outcomes.models import Outcome
from scorewright.loop.outcomes.schemas import OutcomeIn, OutcomeOut, Summary
from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.parameters import Moment, UseCaseName
from scorewright.loop.tenancy.permissions import require_role
from scorewright.loop.tenancy.scope import current_scope

router = Router(tags=["outcomes"])


@router.post(
    "/decisions/{uuid:decision_id}/outcome/",
    response={200: OutcomeOut, 201: OutcomeOut},
    summary="Say what really happened",
    description="201 where the outcome is new, 200 where the same one was already known, 409 where another one was.",
)
def report_outcome(request: HttpRequest, decision_id: UUID, body: OutcomeIn) -> Status[Outcome]:
    require_role(Role.ADMIN, Role.ANALYST, Role.SERVICE)
    outcome, new = actions.report(
        decision_id=decision_id,
        value=body.value,
        occurred_at=body.occurred_at,
        source=body.source,
        by=current_scope().actor,
    )
    return Status(201 if new else 200, outcome)


@router.get("/decisions/summary/", response=Summary, summary="How many decisions and outcomes are kept")
def summarise(request: HttpRequest, use_case: UseCaseName | None = None, since: Moment | None = None) -> dict[str, int]:
    require_role(Role.ADMIN, Role.ANALYST, Role.APPROVER, Role.AUDITOR, Role.SERVICE)
    return queries.summary(use_case=use_case, since=since)

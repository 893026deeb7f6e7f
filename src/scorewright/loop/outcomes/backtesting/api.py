"""Backtests over HTTP."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from scorewright.loop.outcomes.backtesting.job import ask_to_backtest
from scorewright.loop.outcomes.backtesting.schemas import BacktestQueued, BacktestRequest
from scorewright.loop.serving.door.problem_responses import refusal
from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.permissions import require_role
from scorewright.loop.tenancy.scope import current_scope

router = Router(tags=["outcomes"])
_ADDRESS = {"type": "string", "format": "uri-reference"}
ASKED: dict[str, Any] = {
    "responses": {
        202: {
            "headers": {"Location": {"description": "The job.", "schema": _ADDRESS}},
        },
        422: refusal("The question cannot be answered; `errors` names field and rule."),
    }
}


@router.post(
    "/backtests/",
    response={202: BacktestQueued},
    summary="Put kept decisions through another version, threshold or bands",
    description="As a job, whose result says what would have changed. Nothing is decided and no decision is changed.",
    openapi_extra=ASKED,
)
def ask_for_backtest(request: HttpRequest, response: HttpResponse, asked: BacktestRequest) -> Status[BacktestQueued]:
    require_role(Role.ADMIN, Role.ANALYST)
    job = ask_to_backtest(question=asked.question(), by=current_scope().actor)
    response["Location"] = f"/api/v1/jobs/{job.pk}/"
    return Status(202, BacktestQueued(message=f"The backtest of {asked.use_case} is queued.", job_id=job.pk))

"""Performance of what was served, over HTTP."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from scorewright.loop.outcomes.performance.queries import performance
from scorewright.loop.outcomes.performance.schemas import PerformanceOut, PerformanceQuery
from scorewright.loop.serving.api import READERS
from scorewright.loop.serving.door.problem_responses import refusal
from scorewright.loop.tenancy.parameters import UseCaseName
from scorewright.loop.tenancy.permissions import require_role

router = Router(tags=["outcomes"])
ASKED: dict[str, Any] = {"responses": {422: refusal("The question cannot be answered; `errors` names field and rule.")}}
WORDS = (
    "By model version, arm, week of decision or group (`group:` and a field): measured where windows are over, with "
    "intervals, and estimated where not. `since` is by default 26 weeks before `until`, and but for weeks also the "
    "outcome window before that, so that half a year of decisions can have matured. The answer tells it."
)


@router.get(
    "/use-cases/{use_case}/performance/",
    response=PerformanceOut,
    summary="How good what was served is",
    description=WORDS,
    openapi_extra=ASKED,
)
def show_performance(request: HttpRequest, use_case: UseCaseName, asked: Query[PerformanceQuery]) -> PerformanceOut:
    require_role(*READERS)
    return PerformanceOut.of(performance(asked.question(use_case)))

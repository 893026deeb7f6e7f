"""Opening and ending traffic plans, and looking at what came of shadows."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from scorewright.client.conversation import Conversation, answered
from scorewright.client.encoding import encode
from scorewright.client.looking import cursor_after, moment_of
from scorewright.client.messages import JSON, Request, in_path
from scorewright.client.reading import read
from scorewright.client.repeats import Repeats
from scorewright.client.sharing import (
    Part,
    ShadowComparison,
    ShadowDecision,
    ShadowOutcomes,
    TrafficPlan,
    TrafficPlanPage,
)

PAGE = 100


def start(
    use_case: str, reason: str, arms: Sequence[Part], shadows: Sequence[Part], repeats: Repeats
) -> Conversation[TrafficPlan]:
    """Open a plan. Repeated, it would be refused where the first try was heard: so it is sent once."""
    body = {
        "reason": reason,
        "arms": [_asked(arm) | {"name": arm.name} for arm in arms],
        "shadows": [_asked(shadow) for shadow in shadows],
    }
    return _change(f"{_plans_of(use_case)}", body, repeats)


def end(use_case: str, reason: str, repeats: Repeats) -> Conversation[TrafficPlan]:
    """Give all traffic back to production; sent once, as ``start`` is."""
    return _change(f"{_plans_of(use_case)}end/", {"reason": reason}, repeats)


def plans_page(use_case: str, query: dict[str, str], repeats: Repeats) -> Conversation[TrafficPlanPage]:
    """Some plans, the newest first."""
    request = Request("GET", _plans_of(use_case), query=query)
    return read(TrafficPlanPage, (yield from answered(request, repeats)).body)


def first_page() -> dict[str, str]:
    """The query for the newest plans."""
    return {"page_size": str(PAGE)}


def next_page(query: dict[str, str], page: TrafficPlanPage) -> dict[str, str] | None:
    """The query for the page after ``page``, None where there is none."""
    return cursor_after(query, page.next)


def compare(version_id: UUID | str, plan: UUID | str | None, repeats: Repeats) -> Conversation[ShadowComparison]:
    """A shadow beside production, by labels."""
    request = Request("GET", _shadow_of(version_id), query=_in_plan(plan))
    return read(ShadowComparison, (yield from answered(request, repeats)).body)


def outcomes(
    version_id: UUID | str, plan: UUID | str | None, as_of: datetime | None, repeats: Repeats
) -> Conversation[ShadowOutcomes]:
    """A shadow beside production, by what really happened. Raises UnsendableError where ``as_of`` has no zone."""
    query = _in_plan(plan) | ({} if as_of is None else {"as_of": moment_of(as_of, "as_of")})
    request = Request("GET", f"{_shadow_of(version_id)}outcomes/", query=query)
    return read(ShadowOutcomes, (yield from answered(request, repeats)).body)


def decisions(decision_id: UUID | str, repeats: Repeats) -> Conversation[list[ShadowDecision]]:
    """What shadows would have decided on one request."""
    request = Request("GET", f"/api/v1/decisions/{in_path(decision_id)}/shadows/")
    return read(list[ShadowDecision], (yield from answered(request, repeats)).body)


def _plans_of(use_case: str) -> str:
    return f"/api/v1/use-cases/{in_path(use_case)}/traffic/"


def _shadow_of(version_id: UUID | str) -> str:
    return f"/api/v1/models/{in_path(version_id)}/shadow/"


def _in_plan(plan: UUID | str | None) -> dict[str, str]:
    return {} if plan is None else {"plan": str(plan)}


def _asked(part: Part) -> dict[str, object]:
    return {"version_id": part.version_id, "share": part.share}


def _change(path: str, body: Mapping[str, object], repeats: Repeats) -> Conversation[TrafficPlan]:
    request = Request("POST", path, headers={"Content-Type": JSON}, body=encode(body, "traffic"))
    return read(TrafficPlan, (yield from answered(request, replace(repeats, most=0))).body)

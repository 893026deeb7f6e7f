"""Deciding outside of the hot path: one record, by the same plan, kept in the caller's own transaction."""

import json

from django.db import transaction

from scorewright.declare.records import Record
from scorewright.declare.use_case import UseCase
from scorewright.loop.serving.deciding import Asked, Wanted
from scorewright.loop.serving.deciding import decide as decide_by
from scorewright.loop.serving.kept_rows import decision_of
from scorewright.loop.serving.models import Decision
from scorewright.loop.serving.plans import plan_for
from scorewright.loop.serving.selection import PRODUCTION, Selection
from scorewright.loop.serving.stored_json import stored
from scorewright.loop.serving.telling import tell_of_model, tell_of_record
from scorewright.loop.tenancy.scope import current_scope


@transaction.atomic
def decide(
    *,
    use_case: UseCase,
    raw: object,
    request_id: str = "",
    selection: Selection = PRODUCTION,
    explain: bool = False,
) -> Decision:
    """Decide on a record as it came in JSON. Raises RecordRejected, and keeps nothing, where it breaks a rule."""
    record: Record = use_case.accept(raw)
    scope = current_scope()
    plan = plan_for(use_case, selection)
    asked = Asked(tenant_id=scope.tenant_id, by=scope.actor, request_id=request_id, explain=explain)
    row, answer = decide_by(plan, Wanted(asked, json.dumps(stored(raw)).encode(), record))
    decision = decision_of(row)
    decision.save(force_insert=True)
    if selection == PRODUCTION:
        tell_of_model(plan)
    if answer.model is None and plan.model is not None:
        tell_of_record(plan, answer.fallback_reason)
    return decision

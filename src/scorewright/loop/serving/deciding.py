"""From an accepted record to the row that is kept."""

from datetime import UTC, datetime
from time import perf_counter
from uuid import UUID

from msgspec import Raw, Struct

from scorewright.declare.records import Record
from scorewright.loop.serving.decision_ids import new_decision_id
from scorewright.loop.serving.decision_row import DecisionRow
from scorewright.loop.serving.plan import Answer, Plan
from scorewright.loop.serving.reasons import explanation_out

LONGEST_REASON = 300


class Asked(Struct, frozen=True, kw_only=True):
    """Who asked, and how the request names itself; see ``models.Decision``."""

    tenant_id: UUID
    by: str
    request_id: str = ""
    route: str = ""
    idempotency_key: str | None = None
    request_sha256: str = ""
    explain: bool = False


def decide(plan: Plan, asked: Asked, *, raw: bytes, record: Record, position: int = 0) -> tuple[DecisionRow, Answer]:
    """Decide on ``record``, which was accepted from the JSON text ``raw``. Nothing is kept yet."""
    begun = perf_counter()
    answer = plan.answer(record, explain=asked.explain)
    model, verdict, decision = answer.model, answer.verdict, plan.policy.decision
    decision_id = new_decision_id()
    row = DecisionRow(
        id=decision_id,
        tenant_id=asked.tenant_id,
        use_case=plan.use_case.name,
        request_id=asked.request_id or decision_id.hex,
        asked_by=asked.by,
        record=Raw(raw),
        features=dict(answer.features),
        model_version_id=None if model is None else model.id,
        version=plan.use_case.fallback.version if model is None else model.label,
        status="" if model is None else model.status,
        policy=plan.policy.fingerprint,
        threshold=decision.threshold,
        probability=verdict.probability,
        label=verdict.label,
        label_value=plan.use_case.outcome.value(verdict.label),
        score=verdict.score,
        band=verdict.band,
        risk=verdict.risk,
        confidence=verdict.confidence,
        width=answer.width,
        needs_review=verdict.needs_review,
        reasons=answer.reasons,
        explanation=None if answer.explanation is None or not asked.explain else explanation_out(answer.explanation),
        fallback=model is None,
        fallback_reason=answer.fallback_reason[:LONGEST_REASON],
        route=asked.route,
        idempotency_key=asked.idempotency_key,
        position=position,
        request_sha256=asked.request_sha256,
        at=datetime.now(UTC),
        duration_ms=(perf_counter() - begun) * 1000,
    )
    return row, answer

"""From claimed assessments to decisions: all of them together, kept in one transaction with what they came to."""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import structlog
from django.conf import settings
from django.db import connection
from django.utils import timezone

from scorewright.declare.errors import RecordRejected
from scorewright.declare.records import Record
from scorewright.declare.redaction import words_of
from scorewright.declare.use_case import UseCase
from scorewright.loop.intake.accepting import intake_of
from scorewright.loop.intake.assessing.claiming import Claim, hold
from scorewright.loop.intake.telling import tell_analysts
from scorewright.loop.serving.bulk.keeping import KEEP
from scorewright.loop.serving.deciding import Asked, Wanted, decide_together
from scorewright.loop.serving.decision_row import DecisionRow
from scorewright.loop.serving.plan import Plan
from scorewright.loop.serving.plans import plan_for
from scorewright.loop.serving.telling import tell_of_model, tell_of_record
from scorewright.loop.tenancy.scope import current_scope
from scorewright.science.calibration.conformal import interval_of
from scorewright.science.policy.scales import PointsScale

ROUTE = "intake"
_CLAIMED = """
    SELECT one.id, application_id, one.record::text, started_at, personal::text
    FROM intake_assessment AS one JOIN intake_application AS whose ON whose.id = application_id
    WHERE claimed_by = %s AND processing_status = 'PROCESSING' AND one.id = ANY(%s) ORDER BY one.id
"""
_COMPLETE = """
    UPDATE intake_assessment AS one SET processing_status = 'COMPLETED', processing_error = '', finished_at = %(now)s,
        updated_at = %(now)s, processing_time_ms = GREATEST(0, extract(epoch FROM %(now)s - one.started_at) * 1000),
        claimed_at = NULL, claimed_by = NULL, decision_id = made.decision_id, score = made.score,
        category = made.category, risk_level = made.risk_level, confidence = made.confidence,
        width = made.width, score_low = made.score_low, score_high = made.score_high,
        needs_manual_review = made.needs_manual_review, reasons = made.reasons, insight = made.insight,
        model_version = made.model_version
    FROM jsonb_to_recordset(%(made)s::jsonb) AS made (
        id uuid, decision_id uuid, score integer, category text, risk_level text, confidence float8,
        width float8, score_low integer, score_high integer,
        needs_manual_review boolean, reasons jsonb, insight jsonb, model_version text
    ) WHERE one.id = made.id
"""
_encoder = msgspec.json.Encoder()
_log = structlog.get_logger(__name__)


class LostError(Exception):
    """What was claimed is somebody else's by now, or was decided on already."""


class RecordUnusableError(Exception):
    """The record breaks the declaration of today: no attempt will change that."""


@dataclass(frozen=True)
class Claimed:
    """One assessment that is worked on; ``raw`` is its record as JSON text, ``personal`` what must stand in no log."""

    id: UUID
    application_id: UUID
    raw: bytes
    started_at: datetime
    personal: str


def claimed_rows(claim: Claim, only: Sequence[UUID] | None = None) -> list[Claimed]:
    """What is still the claim's, or ``only`` these of it, locked until the end of the transaction."""
    hold(claim)
    ids = list(claim.ids if only is None else only)
    with connection.cursor() as cursor:
        found = cursor.execute(_CLAIMED, [claim.holder, ids]).fetchall()
    return [
        Claimed(one, application, raw.encode(), began, personal) for one, application, raw, began, personal in found
    ]


def personal_in(rows: Sequence[Claimed]) -> Iterator[str]:
    """What is personal in the applications of ``rows``, and each word of it."""
    for row in rows:
        yield from words_of(json.loads(row.personal), personal=True)


def decide_claimed(use_case: UseCase, rows: Sequence[Claimed]) -> None:
    """Decide on ``rows``, keep the decisions, and complete the assessments. All of it or, where it raises, nothing.

    Raises RecordUnusableError where one of the records is none any more.
    """
    plan = plan_for(use_case)
    scope = current_scope()
    wanted = [
        Wanted(
            Asked(
                tenant_id=scope.tenant_id,
                by=scope.actor,
                request_id=row.id.hex,
                route=ROUTE,
                idempotency_key=str(row.id),
                explain=True,
            ),
            row.raw,
            _record(plan, row),
        )
        for row in rows
    ]
    decided = decide_together(plan, wanted, explain=True)
    decisions = [row for row, _ in decided]
    with connection.cursor() as cursor:
        kept = cursor.execute(KEEP, [_encoder.encode(decisions).decode()]).fetchone()[0]
        if kept != len(rows):
            raise LostError(f"{len(rows) - kept} of {len(rows)} assessments have a decision already")
        scale = plan.policy.decision.scale
        made = [
            _made(use_case, row, one.record, decision) | _interval(decision, scale)
            for row, one, decision in zip(rows, wanted, decisions, strict=True)
        ]
        given: dict[str, datetime | str] = {"now": timezone.now(), "made": _encoder.encode(made).decode()}
        if cursor.execute(_COMPLETE, given).rowcount != len(rows):
            raise LostError("some assessments vanished")
    tell_analysts(use_case, [row.id for row in rows])
    tell_of_model(plan)
    if plan.model is not None:
        for why in {answer.fallback_reason for _, answer in decided if answer.model is None}:
            tell_of_record(plan, why)


def _record(plan: Plan, row: Claimed) -> Record:
    try:
        return plan.decoder.decode(row.raw)
    except RecordRejected as rejected:
        raise RecordUnusableError(f"the record breaks its declaration: {rejected}") from rejected


def _made(use_case: UseCase, row: Claimed, record: Record, decision: DecisionRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "decision_id": decision.id,
        "score": decision.score,
        "category": decision.band,
        "risk_level": decision.risk,
        "confidence": decision.confidence,
        "needs_manual_review": decision.confidence < threshold(use_case),
        "reasons": decision.reasons,
        "insight": insight_into(use_case, record),
        "model_version": decision.version,
    }


def _interval(decision: DecisionRow, scale: PointsScale | None) -> dict[str, float | None]:
    """The conformal interval: its width and, where there is a scale, its ends in scores; the riskier one is lower."""
    if decision.width is None or scale is None:
        return {"width": decision.width, "score_low": None, "score_high": None}
    least, most = interval_of(decision.probability, decision.width)
    return {"width": decision.width, "score_low": scale.score(most), "score_high": scale.score(least)}


def threshold(use_case: UseCase) -> float:
    """Below which confidence people look."""
    given: float | None = settings.ML_CONFIDENCE_THRESHOLD
    return intake_of(use_case).confidence_threshold if given is None else given


def insight_into(use_case: UseCase, record: Record) -> dict[str, Any] | None:
    """What is told besides; None where nothing is declared, it is switched off, or it fails."""
    insight = intake_of(use_case).insight
    if insight is None or insight.name in settings.ML_INSIGHTS_OFF:
        return None
    try:
        return {name: _sayable(value) for name, value in insight.tell(use_case.visible(record)).items()}
    except Exception as error:  # whatever a use case's own function raises, the decision is right without it
        _log.error("insight_failed", insight=insight.name, error=type(error).__name__)
        return None


def _sayable(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value

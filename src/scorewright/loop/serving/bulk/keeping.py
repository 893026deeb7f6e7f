"""Keeping the decisions of a chunk: a row each, written in the chunk's own transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
import numpy as np
from django.db import connection
from msgspec import UNSET, Raw

from scorewright.loop.serving.bulk.scoring import Scored
from scorewright.loop.serving.deciding import LONGEST_REASON
from scorewright.loop.serving.decision_row import DecisionRow, Reason
from scorewright.loop.serving.plan import Plan
from scorewright.loop.serving.reasons import adverse_reasons, fallback_reasons
from scorewright.science.table import Table

AT_ONCE = 1000
KEEP = "SELECT serving_keep(%s)"
_encoder = msgspec.json.Encoder()


class KeptRow(NamedTuple):
    """``number`` in the file; ``record`` is JSON text, as it came."""

    id: UUID
    number: int
    record: bytes


@dataclass(frozen=True)
class Keeper:
    """Writes the decisions of one run. What is there already, from before an interruption, is left alone."""

    tenant_id: UUID
    by: str
    file: str
    plan: Plan

    def keep(self, scored: Scored, rows: Sequence[KeptRow], at: datetime, seconds: float) -> None:
        """What of the m ``rows`` only the file knows stands beside ``scored``; ``seconds`` is what all of them took."""
        if not rows:
            return
        reasons = self._reasons(scored)
        milliseconds = seconds * 1000 / max(1, len(scored))
        with connection.cursor() as cursor:
            for start in range(0, len(rows), AT_ONCE):
                places = range(start, min(start + AT_ONCE, len(rows)))
                written = [
                    self._row(scored, place, rows[place], reasons=reasons[place], at=at, milliseconds=milliseconds)
                    for place in places
                ]
                cursor.execute(KEEP, [_encoder.encode(written).decode()])

    def _row(
        self,
        scored: Scored,
        place: int,
        row: KeptRow,
        *,
        reasons: tuple[Reason, ...] | None,
        at: datetime,
        milliseconds: float,
    ) -> DecisionRow:
        plan, verdict = self.plan, scored.verdicts.row(place)
        why = scored.by_fallback.get(place)
        model = plan.model if why is None else None
        return DecisionRow(
            id=row.id,
            tenant_id=self.tenant_id,
            use_case=plan.use_case.name,
            request_id=f"{self.file}:{row.number}"[-200:],
            asked_by=self.by,
            record=Raw(row.record),
            features=dict(scored.accepted.features_of(place)),
            model_version_id=None if model is None else model.id,
            version=plan.use_case.fallback.version if model is None else model.label,
            status="" if model is None else model.status,
            policy=plan.policy.fingerprint,
            threshold=plan.policy.decision.threshold,
            probability=verdict.probability,
            label=verdict.label,
            label_value=plan.use_case.outcome.value(verdict.label),
            score=verdict.score,
            band=verdict.band,
            risk=verdict.risk,
            confidence=verdict.confidence,
            width=None if scored.width is None or model is None else float(scored.width[place]),
            needs_review=verdict.needs_review,
            reasons=reasons,
            explanation=None,
            fallback=model is None,
            fallback_reason="" if why is None else why[:LONGEST_REASON],
            route="",
            idempotency_key=None,
            position=0,
            request_sha256="",
            at=at,
            duration_ms=milliseconds,
            advice=UNSET if plan.use_case.advisor is None else plan.advice(scored.accepted.record_of(place)),
        )

    def _reasons(self, scored: Scored) -> list[tuple[Reason, ...] | None]:
        """Of each row: the fallback's own, or the model's where the use case always wants them."""
        reasons: list[tuple[Reason, ...] | None] = [
            self._of_fallback(scored, place) if place in scored.by_fallback else None for place in range(len(scored))
        ]
        model = self.plan.model
        answered = [place for place in range(len(scored)) if place not in scored.by_fallback]
        if model is None or not answered or self.plan.policy.decision.explain != "always":
            return reasons
        _, explanations = model.runner.explain_table(self._table(scored, answered))
        for place, explanation in zip(answered, explanations, strict=True):
            reasons[place] = adverse_reasons(explanation, self.plan.policy, scored.accepted.features_of(place))
        return reasons

    def _of_fallback(self, scored: Scored, place: int) -> tuple[Reason, ...]:
        use_case, accepted = self.plan.use_case, scored.accepted
        visible = use_case.visible(accepted.record_of(place))
        return fallback_reasons(use_case, self.plan.policy, visible, accepted.features_of(place))

    def _table(self, scored: Scored, places: Sequence[int]) -> Table:
        columns = tuple(feature.column for feature in self.plan.use_case.features)
        cells = {"number": scored.accepted.numbers[places], "category": scored.accepted.categories[places]}
        counts = {"number": 0, "category": 0}
        values = {}
        for column in columns:
            values[column.name] = np.ascontiguousarray(cells[column.kind][:, counts[column.kind]])
            counts[column.kind] += 1
        return Table(columns, values)

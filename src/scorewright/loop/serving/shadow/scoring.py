"""What a shadow would have decided."""

from datetime import datetime
from time import perf_counter
from uuid import UUID

from django.utils import timezone
from msgspec import Struct

from scorewright.loop.serving.deciding import LONGEST_REASON
from scorewright.loop.serving.decision_row import DecisionRow
from scorewright.loop.serving.plan import Answer, Plan
from scorewright.loop.serving.traffic import Shadow


class ShadowRow(Struct, frozen=True, kw_only=True):
    """The columns of ``deployment.models.ShadowDecision``."""

    tenant_id: UUID
    plan_id: UUID
    decision_id: UUID
    use_case: str
    model_version_id: UUID
    version: str
    policy: str
    threshold: float
    probability: float | None
    label: int | None
    score: int | None
    band: str | None
    error: str
    at: datetime
    duration_ms: float


class Watched(Struct, frozen=True):
    """A decision that was given, and the shadow that is asked about the same record."""

    shadow: Shadow[Plan]
    row: DecisionRow


def shadow_row(watched: Watched) -> ShadowRow:
    """Never raises: whatever goes wrong is what the row says. The time is that of features, model and policy."""
    plan = watched.shadow.plan
    begun = perf_counter()
    try:
        answer = plan.answer(plan.decoder.decode(bytes(watched.row.record)))
    except Exception as error:  # a challenger may fail in any way, and that it did is what its row is for
        return failed_row(watched, f"it fails with {type(error).__name__}", perf_counter() - begun)
    seconds = answer.seconds
    took = seconds.features + seconds.model + seconds.policy
    if answer.model is None:
        return failed_row(watched, answer.fallback_reason, took)
    return _row(watched, answer, "", took)


def failed_row(watched: Watched, error: str, seconds: float) -> ShadowRow:
    """In place of a decision: why there is none."""
    return _row(watched, None, error, seconds)


def _row(watched: Watched, answer: Answer | None, error: str, seconds: float) -> ShadowRow:
    shadow, row = watched.shadow, watched.row
    verdict = None if answer is None else answer.verdict
    policy = shadow.plan.policy
    return ShadowRow(
        tenant_id=row.tenant_id,
        plan_id=shadow.traffic_plan,
        decision_id=row.id,
        use_case=row.use_case,
        model_version_id=shadow.version_id,
        version=shadow.label,
        policy=policy.fingerprint,
        threshold=policy.decision.threshold,
        probability=None if verdict is None else verdict.probability,
        label=None if verdict is None else verdict.label,
        score=None if verdict is None else verdict.score,
        band=None if verdict is None else verdict.band,
        error=error[:LONGEST_REASON],
        at=timezone.now(),
        duration_ms=seconds * 1000,
    )

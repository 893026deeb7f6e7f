"""One decision as it is kept and answered from: the columns of the table, by name."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from msgspec import UNSET, Raw, Struct, UnsetType

from scorewright.declare.advice import Advice


class Reason(Struct, frozen=True):
    """Why the probability is as high as it is: a feature, its words, and how far it moved the model's answer.

    ``points`` are what that is on the use case's scale: see ``ExplanationOut``.
    """

    feature: str | None
    words: str
    contribution: float | None
    points: float | None = None


class ExplanationOut(Struct, frozen=True):
    """Contributions of all features; with ``base`` they sum to what the model answers in ``unit``.

    With ``before_calibration`` they sum to what goes into a calibration that still follows. ``base_points`` and
    ``points`` sum to the score before it is clipped and rounded; None where there is no scale, or the contributions do
    not sum to the log odds of the answer.
    """

    unit: str
    method: str
    exact: bool
    base: float
    contributions: dict[str, float]
    before_calibration: bool = False
    base_points: float | None = None
    points: dict[str, float] | None = None


class DecisionRow(Struct, frozen=True, kw_only=True):
    """``record`` is JSON text as it came; see ``models.Decision`` for the rest.

    ``advice`` is unset, and takes no room in what is sent to the database, where there is none; so are ``arm`` and
    ``propensity`` where production decides on all requests.
    """

    id: UUID
    tenant_id: UUID
    use_case: str
    request_id: str
    asked_by: str
    record: Raw
    features: Mapping[str, float | str | None]
    model_version_id: UUID | None
    version: str
    status: str
    policy: str
    threshold: float
    probability: float
    label: int
    label_value: str | int | bool
    score: int | None
    band: str | None
    risk: str | None
    confidence: float
    width: float | None
    needs_review: bool
    reasons: tuple[Reason, ...] | None
    explanation: ExplanationOut | None
    fallback: bool
    fallback_reason: str
    route: str
    idempotency_key: str | None
    position: int
    request_sha256: str
    at: datetime
    duration_ms: float
    advice: tuple[Advice, ...] | UnsetType = UNSET
    arm: str | UnsetType = UNSET
    propensity: float | UnsetType = UNSET

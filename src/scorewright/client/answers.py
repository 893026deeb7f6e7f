"""What the service answers, typed. Members that a newer service adds are left out."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

OutcomeValue = bool | int | str


class Reason(Struct, frozen=True):
    """Why the probability is as high as it is: a feature, its words, and how far it moved the model's answer.

    ``points`` are what that is on the use case's scale: see ``Explanation``.
    """

    feature: str | None
    words: str
    contribution: float | None = None
    points: float | None = None


class Explanation(Struct, frozen=True):
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


class Advice(Struct, frozen=True):
    """One thing to know: what speaks for or against a record, what would help, or how far it is from what is usual.

    ``severity`` says how grave a gap is, ``value`` how large, in the unit of its subject.
    """

    kind: str
    subject: str
    words: str
    severity: str | None = None
    value: float | None = None


class Decision(Struct, frozen=True, kw_only=True):
    """One decision, as docs/api.md describes it.

    ``replayed`` says that this answer was given before, to a request with the same idempotency key.
    """

    decision_id: UUID
    use_case: str
    probability: float
    label: OutcomeValue
    score: int | None
    band: str | None
    risk: str | None
    confidence: float
    needs_review: bool
    model_version: str
    fallback: bool
    at: datetime
    width: float | None = None
    reasons: tuple[Reason, ...] | None = None
    explanation: Explanation | None = None
    status: str = ""
    request_id: str = ""
    replayed: bool = False
    advice: tuple[Advice, ...] | None = None
    arm: str | None = None


class KeptDecision(Decision, frozen=True, kw_only=True):
    """A decision with all that was kept of it; ``features`` are what the model saw, None where one was missing."""

    record: dict[str, Any]
    features: dict[str, Any]
    threshold: float
    fallback_reason: str = ""
    propensity: float | None = None
    duration_ms: float | None = None


class Outcome(Struct, frozen=True, kw_only=True):
    """What really happened, as the service keeps it; ``new`` is False where it knew the same already.

    ``state`` is provisional, final or revised; ``verdict`` what became of the report.
    """

    id: UUID
    decision_id: UUID
    value: str
    label: int
    source: str
    occurred_at: datetime
    learnt_at: datetime
    state: str = ""
    matures_at: datetime | None = None
    inclusion_probability: float | None = None
    verdict: str = ""
    new: bool = True


class OutcomeVerdict(Struct, frozen=True, kw_only=True):
    """What became of one of many outcomes: ``row`` counts from 1; ``message`` says why one was refused."""

    row: int
    verdict: str
    decision_id: str = ""
    field: str = ""
    rule: str = ""
    message: str = ""

    @property
    def refused(self) -> bool:
        """Whether nothing of it was kept."""
        return self.verdict == "refused"


class OutcomeVerdicts(Struct, frozen=True):
    """Of one request, in the order of its rows."""

    outcomes: tuple[OutcomeVerdict, ...]


class UseCase(Struct, frozen=True, kw_only=True):
    """What can be decided: ``record_schema`` is the JSON schema of its records."""

    name: str
    title: str
    summary: str
    owner: str
    record_schema: dict[str, Any]
    examples: tuple[dict[str, Any], ...]
    outcome: dict[str, Any]


class JobState(Struct, frozen=True, kw_only=True):
    """How far a job is: ``done`` of ``total`` rows, None where the total is not known yet.

    ``remaining_seconds`` is from its last step, None where nobody can know it.
    """

    id: UUID | None
    state: str
    done: int = 0
    total: int | None = None
    percent: float | None = None
    remaining_seconds: float | None = None
    step: str = ""
    error: str | None = ""
    result: dict[str, Any] | None = None

    @property
    def finished(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in ("succeeded", "failed", "cancelled")


class DecisionPage(Struct, frozen=True):
    """Decisions, the newest first; ``next`` is the address of those after them."""

    results: tuple[Decision, ...]
    next: str | None = None

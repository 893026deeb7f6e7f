"""What the service answers about traffic plans and shadows, typed. Members that a newer service adds are left out."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct


class Part(Struct, frozen=True, kw_only=True):
    """A version's part of a plan: an arm decides on its ``share`` of the requests, a shadow looks on at it."""

    version_id: UUID
    share: float
    name: str = ""
    version: str = ""


class TrafficPlan(Struct, frozen=True, kw_only=True):
    """What some requests get beside the version in production; open while ``ended_at`` is None."""

    id: UUID
    use_case: str
    production_id: UUID
    production: str
    arms: tuple[Part, ...]
    holdout_share: float
    shadows: tuple[Part, ...]
    experiment: str
    unit_field: str
    reason: str
    by: str
    at: datetime
    ended_at: datetime | None = None
    ended_by: str = ""
    end_reason: str = ""


class TrafficPlanPage(Struct, frozen=True):
    """Plans, the newest first; ``next`` is the address of those after them."""

    results: tuple[TrafficPlan, ...]
    next: str | None = None


class Latency(Struct, frozen=True):
    """Milliseconds within which half, 95 % and 99 % of decisions were made."""

    p50: float
    p95: float
    p99: float


class Sides(Struct, frozen=True, kw_only=True):
    """Requests by the labels that both gave: ``newly_positive`` would only the shadow have labelled positive."""

    both_negative: int
    newly_positive: int
    newly_negative: int
    both_positive: int


class McNemar(Struct, frozen=True, kw_only=True):
    """``gain`` is the shadow's share of positive labels less that of production, with its 95 % interval."""

    p_value: float
    gain: float | None = None
    low: float | None = None
    high: float | None = None


class ShadowComparison(Struct, frozen=True, kw_only=True):
    """A shadow beside production by labels; what is told of ``pairs`` is None where there are none."""

    version_id: UUID
    version: str
    production_id: UUID
    production: str
    plan_id: UUID
    since: datetime
    requests: int
    looked_at: int
    errors: int
    first_errors: tuple[str, ...]
    pairs: int
    swap_set: Sides
    until: datetime | None = None
    agreement: float | None = None
    mean_difference: float | None = None
    mcnemar: McNemar | None = None
    latency_production: Latency | None = None
    latency_shadow: Latency | None = None


class Cell(Struct, frozen=True, kw_only=True):
    """``positive_share`` is of the ``known`` outcomes, with its 95 % interval."""

    decisions: int
    matured: int
    known: int
    positives: int
    positive_share: float | None = None
    low: float | None = None
    high: float | None = None


class Cells(Struct, frozen=True, kw_only=True):
    """Requests by the labels that both gave, and how they turned out."""

    newly_positive: Cell
    newly_negative: Cell
    both_positive: Cell
    both_negative: Cell


class Measured(Struct, frozen=True, kw_only=True):
    """``gain`` is how much better the shadow is in ``metric``, with its 95 % interval; ``words`` are for people."""

    metric: str
    method: str
    words: str
    production: float | None = None
    shadow: float | None = None
    gain: float | None = None
    low: float | None = None
    high: float | None = None
    p_value: float | None = None


class ShadowVerdict(Struct, frozen=True):
    """Whose labels are right more often: ``outcome`` for programs, ``words`` for people."""

    outcome: str
    words: str


class ShadowOutcomes(Struct, frozen=True, kw_only=True):
    """A shadow beside production by what really happened; ``metrics`` is empty where too little is known."""

    version_id: UUID
    version: str
    production_id: UUID
    production: str
    plan_id: UUID
    since: datetime
    as_of: datetime
    pairs: int
    matured: int
    known: int
    positives: int
    by_chance: int
    swap_set: Cells
    metrics: tuple[Measured, ...]
    verdict: ShadowVerdict
    caveats: tuple[str, ...]
    until: datetime | None = None


class ShadowDecision(Struct, frozen=True, kw_only=True):
    """What a shadow would have decided; all of it is None where ``error`` says why it could not."""

    decision_id: UUID
    version_id: UUID
    version: str
    plan_id: UUID
    policy: str
    threshold: float
    at: datetime
    duration_ms: float
    probability: float | None = None
    label: int | None = None
    score: int | None = None
    band: str | None = None
    error: str = ""

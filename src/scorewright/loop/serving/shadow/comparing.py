"""A shadow beside the version in production, on the same requests."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from scorewright.loop.deployment.models import ShadowDecision, TrafficPlan
from scorewright.loop.deployment.traffic.queries import plan_of_shadow
from scorewright.loop.registry import queries as registry
from scorewright.loop.registry.models import ModelVersion
from scorewright.science.metrics.paired.mcnemar import McNemar, mcnemar_of_counts

SHARES = (0.5, 0.95, 0.99)
# Requests that both of them answered by a model; what an arm or the fallback decided is no decision of production.
_PAIRS = """
SELECT
    count(*),
    count(*) FILTER (WHERE d.label = 0 AND s.label = 0),
    count(*) FILTER (WHERE d.label = 0 AND s.label = 1),
    count(*) FILTER (WHERE d.label = 1 AND s.label = 0),
    count(*) FILTER (WHERE d.label = 1 AND s.label = 1),
    avg(abs(d.probability - s.probability)),
    percentile_cont(%(shares)s::float8[]) WITHIN GROUP (ORDER BY d.duration_ms),
    percentile_cont(%(shares)s::float8[]) WITHIN GROUP (ORDER BY s.duration_ms)
FROM deployment_shadowdecision s JOIN serving_decision d ON d.id = s.decision_id
WHERE s.plan_id = %(plan)s AND s.model_version_id = %(shadow)s AND s.error = ''
  AND d.model_version_id = %(production)s
"""
# Rows of files have no route: shadows do not look at them.
_REQUESTS = """
SELECT count(*) FROM serving_decision
WHERE use_case = %(use_case)s AND at >= %(since)s AND at < %(until)s AND route <> ''
"""


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds within which half, 95 % and 99 % of decisions were made."""

    p50: float
    p95: float
    p99: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowComparison:
    """``pairs`` are requests on which both decided; all that is told of them is None where there are none.

    ``requests`` were answered between the first and the last that the shadow was asked about, which were ``looked_at``;
    on ``errors`` of these it gave no decision. ``newly_positive`` counts what it alone would have labelled positive,
    ``newly_negative`` what production alone did. ``mcnemar`` asks whether it labels positive more often.
    """

    version: ModelVersion
    plan: TrafficPlan
    requests: int
    looked_at: int
    errors: int
    first_errors: tuple[str, ...]
    pairs: int
    both_negative: int
    newly_positive: int
    newly_negative: int
    both_positive: int
    agreement: float | None
    mean_difference: float | None
    mcnemar: McNemar | None
    latency_production: Latency | None
    latency_shadow: Latency | None


def compare(version_id: UUID, plan_id: UUID | None = None) -> ShadowComparison:
    """In the newest traffic plan, or the one that is asked for, in which the version was a shadow.

    Raises VersionNotFoundError and PlanNotFoundError.
    """
    version = registry.version(version_id)
    plan = plan_of_shadow(version_id, plan_id)
    seen = ShadowDecision.objects.filter(plan=plan, model_version=version)
    looked_at, failed = seen.count(), seen.exclude(error="")
    moments = seen.order_by("at").values_list("at", flat=True)
    pairs, *cells, difference, of_production, of_shadow = _row(
        _PAIRS, shares=list(SHARES), plan=plan.pk, shadow=version.pk, production=plan.production_id
    )
    return ShadowComparison(
        version=version,
        plan=plan,
        requests=_requests(plan, moments.last()) if looked_at else 0,
        looked_at=looked_at,
        errors=failed.count(),
        first_errors=tuple(failed.order_by("id").values_list("error", flat=True)[:5]),
        pairs=pairs,
        both_negative=cells[0],
        newly_positive=cells[1],
        newly_negative=cells[2],
        both_positive=cells[3],
        agreement=(cells[0] + cells[3]) / pairs if pairs else None,
        mean_difference=difference,
        mcnemar=mcnemar_of_counts(pairs, cells[2], cells[1]) if pairs else None,
        latency_production=None if of_production is None else Latency(*of_production),
        latency_shadow=None if of_shadow is None else Latency(*of_shadow),
    )


def _requests(plan: TrafficPlan, until: datetime | None) -> int:
    (count,) = _row(_REQUESTS, use_case=plan.use_case, since=plan.at, until=until)
    return int(count)


def _row(sql: str, **parameters: UUID | datetime | str | list[float] | None) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        found: tuple[Any, ...] = cursor.fetchone()
    return found

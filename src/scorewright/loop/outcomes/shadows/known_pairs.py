"""Requests on which a shadow and production both decided, with what was known of them at a moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from scorewright.declare.use_case import UseCase
from scorewright.loop.deployment.models import TrafficPlan
from scorewright.loop.outcomes.cut_off import wait_for_writers
from scorewright.loop.outcomes.labelled import weight_of, without_nested_loops
from scorewright.loop.registry.models import ModelVersion

# What an arm or the fallback decided is no decision of production. A decision of which nothing was said matures when
# its use case says today.
_PAIRS = """
FROM deployment_shadowdecision s
JOIN serving_decision d ON d.id = s.decision_id
LEFT JOIN LATERAL (
    SELECT label, inclusion_probability, matures_at FROM outcomes_statement
    WHERE decision_id = s.decision_id AND learnt_at <= %(as_of)s ORDER BY number DESC LIMIT 1
) o ON true
WHERE s.plan_id = %(plan)s AND s.model_version_id = %(shadow)s AND s.error = ''
  AND d.model_version_id = %(production)s AND d.at <= %(as_of)s
"""
_MATURED = "coalesce(o.matures_at, d.at + make_interval(secs => %(window)s)) <= %(as_of)s"
_CELLS = f"SELECT d.label, s.label, count(*), count(*) FILTER (WHERE {_MATURED}) {_PAIRS} GROUP BY 1, 2"
_KNOWN = f"""
SELECT o.label, d.label, s.label, d.probability, s.probability, o.inclusion_probability
{_PAIRS} AND o.matures_at <= %(as_of)s ORDER BY s.id
"""


@dataclass(frozen=True, slots=True, eq=False)
class KnownPairs:
    """n pairs whose window was over and whose outcome was known then, each array (n,).

    ``a`` are the labels that production gave, ``b`` the shadow's, ``p_a`` and ``p_b`` their probabilities. ``weights``
    are how many decisions one stands for that was looked into by chance. ``pairs`` and ``matured`` count all by the
    label of production, then of the shadow, (2, 2), whether their outcome is known or not.
    """

    outcomes: NDArray[np.int64]
    a: NDArray[np.int64]
    b: NDArray[np.int64]
    p_a: NDArray[np.float64]
    p_b: NDArray[np.float64]
    weights: NDArray[np.float64]
    pairs: NDArray[np.int64]
    matured: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.outcomes)

    @property
    def by_chance(self) -> int:
        """How many of the outcomes were looked into by chance."""
        return int(np.count_nonzero(self.weights > 1))

    @classmethod
    def of(cls, cells: Sequence[tuple[int, ...]], known: Sequence[tuple[Any, ...]]) -> Self:
        """From rows of ``_CELLS`` and of ``_KNOWN``."""
        pairs, matured = np.zeros((2, 2), dtype=np.int64), np.zeros((2, 2), dtype=np.int64)
        for a, b, count, over in cells:
            pairs[a, b], matured[a, b] = count, over
        *columns, included = zip(*known, strict=True) if known else ((),) * 6
        outcomes, a_labels, b_labels = (np.array(labels, dtype=np.int64) for labels in columns[:3])
        p_a, p_b = (np.array(probabilities, dtype=np.float64) for probabilities in columns[3:])
        weights = np.array([weight_of(chance) for chance in included], dtype=np.float64)
        return cls(outcomes, a_labels, b_labels, p_a, p_b, weights, pairs, matured)


def known_pairs(plan: TrafficPlan, shadow: ModelVersion, use_case: UseCase, as_of: datetime) -> KnownPairs:
    """By the last statement about each decision that was made by ``as_of``, whatever was said since."""
    wait_for_writers()
    asked: dict[str, UUID | datetime | float] = {
        "plan": plan.pk,
        "shadow": shadow.pk,
        "production": plan.production_id,
        "as_of": as_of,
    }
    with without_nested_loops(), connection.cursor() as cursor:
        cursor.execute(_CELLS, asked | {"window": use_case.outcome.window.total_seconds()})
        cells = cursor.fetchall()
        cursor.execute(_KNOWN, asked)
        return KnownPairs.of(cells, cursor.fetchall())

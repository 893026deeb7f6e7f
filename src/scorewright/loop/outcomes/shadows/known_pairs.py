"""Requests on which a shadow and production both decided, with what was known of them at a moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from scorewright.declare.use_case import UseCase
from scorewright.loop.deployment.models import TrafficPlan
from scorewright.loop.outcomes.cut_off import wait_for_writers
from scorewright.loop.outcomes.labelled import LAST_SAID, weight_of, without_nested_loops
from scorewright.loop.outcomes.lots import LOT, highest_lot
from scorewright.loop.outcomes.shadows.tally import Tally
from scorewright.loop.registry.models import ModelVersion

MOST_OF_A_CLASS = 25_000
# What an arm or the fallback decided is no decision of production. A decision of which nothing was said matures when
# its use case says today.
_PAIRS = f"""
SELECT s.id, s.decision_id, d.label AS a, s.label AS b, d.probability AS p_a, s.probability AS p_b,
    CASE WHEN o.matures_at <= %(as_of)s THEN o.label END AS outcome, o.inclusion_probability AS chance,
    coalesce(o.matures_at, d.at + make_interval(secs => %(window)s)) <= %(as_of)s AS matured
FROM deployment_shadowdecision s
JOIN serving_decision d ON d.id = s.decision_id
LEFT JOIN ({LAST_SAID}) o ON o.decision_id = s.decision_id
WHERE s.plan_id = %(plan)s AND s.model_version_id = %(shadow)s AND s.error = ''
    AND d.model_version_id = %(production)s AND d.at <= %(as_of)s
"""  # noqa: S608 - the parts are ours
# Weights are summed as decimal numbers: the order in which rows are found must not show.
_TALLY = f"""
SELECT outcome, a, b, count(*), count(*) FILTER (WHERE matured), count(*) FILTER (WHERE chance < 1),
    sum((1 / coalesce(chance, 1))::numeric)::float8, sum((1 / coalesce(chance, 1) ^ 2)::numeric)::float8
FROM ({_PAIRS}) AS pairs GROUP BY 1, 2, 3
"""  # noqa: S608 - the parts are those above
_KNOWN = f"""
SELECT outcome, a, b, p_a, p_b, chance FROM ({_PAIRS}) AS pairs
WHERE {LOT.format(id="decision_id")} <= CASE outcome WHEN 0 THEN %(negatives)s WHEN 1 THEN %(positives)s END ORDER BY id
"""  # noqa: S608 - the parts are those above


@dataclass(frozen=True, slots=True, eq=False)
class KnownPairs:
    """n pairs whose window was over and whose outcome was known then, each array (n,).

    ``a`` are the labels that production gave, ``b`` the shadow's, ``p_a`` and ``p_b`` their probabilities. ``weights``
    are how many decisions one stands for: where it was looked into by chance, or drawn from more than are held.
    """

    outcomes: NDArray[np.int64]
    a: NDArray[np.int64]
    b: NDArray[np.int64]
    p_a: NDArray[np.float64]
    p_b: NDArray[np.float64]
    weights: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.outcomes)

    @classmethod
    def of(cls, rows: Sequence[tuple[Any, ...]], tally: Tally) -> Self:
        """From rows of ``_KNOWN``, which are drawn from those that ``tally`` counts."""
        *columns, chances = zip(*rows, strict=True) if rows else ((),) * 6
        outcomes, a_labels, b_labels = (np.array(labels, dtype=np.int64) for labels in columns[:3])
        p_a, p_b = (np.array(probabilities, dtype=np.float64) for probabilities in columns[3:])
        weights = np.array([weight_of(chance) for chance in chances], dtype=np.float64)
        for outcome in (0, 1):
            drawn = outcomes == outcome
            if drawn.any():
                weights[drawn] *= int(tally.known[outcome].sum()) / np.count_nonzero(drawn)
        return cls(outcomes, a_labels, b_labels, p_a, p_b, weights)


def known_pairs(
    plan: TrafficPlan, shadow: ModelVersion, use_case: UseCase, as_of: datetime
) -> tuple[Tally, KnownPairs]:
    """By the last statement about each decision that was made by ``as_of``, whatever was said since.

    The count is of all. The pairs are all too, or of an outcome that is more common about ``MOST_OF_A_CLASS``, drawn by
    chance and the same ones each time.
    """
    wait_for_writers()
    asked: dict[str, Any] = {
        "use_case": use_case.name,
        "plan": plan.pk,
        "shadow": shadow.pk,
        "production": plan.production_id,
        "as_of": as_of,
        "window": use_case.outcome.window.total_seconds(),
    }
    with without_nested_loops(), connection.cursor() as cursor:
        cursor.execute(_TALLY, asked)
        tally = Tally.of(cursor.fetchall())
        for outcome, name in enumerate(("negatives", "positives")):
            asked[name] = highest_lot(MOST_OF_A_CLASS, int(tally.known[outcome].sum()))
        cursor.execute(_KNOWN, asked)
        return tally, KnownPairs.of(cursor.fetchall(), tally)

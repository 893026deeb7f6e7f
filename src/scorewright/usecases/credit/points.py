"""What a credit officer would say without a model: points on the same scale, so that the fallback is read alike."""

import math
from collections.abc import Sequence

from scorewright.declare.records import Record, number
from scorewright.science.policy.scales import PointsScale
from scorewright.usecases.credit.features import instalment_to_income
from scorewright.usecases.credit.work import work_of

SCALE = PointsScale(minimum=300, maximum=850, anchor_score=600, anchor_odds=6, points_to_double_odds=60)
START = 575
Steps = Sequence[tuple[float, int]]  # up to and with the number, these points

DEBTS: Steps = ((20, 40), (35, 15), (50, 0), (math.inf, -60))
DELINQUENCIES: Steps = ((0, 30), (1, -30), (math.inf, -90))
UTILISATION: Steps = ((30, 30), (60, 10), (90, -20), (math.inf, -50))
INQUIRIES: Steps = ((1, 10), (3, 0), (math.inf, -30))
INSTALMENT: Steps = ((0.25, 20), (0.4, 0), (math.inf, -40))
HISTORY: Steps = ((7, 30), (3, 15), (1, 0), (-math.inf, -25))  # from the number on
EMPLOYMENT: Steps = ((75, 35), (60, 20), (45, 0), (-math.inf, -25))
COLLECTED, NOT_COLLECTED = -60, 10


def at_most(value: float, steps: Steps) -> int:
    """The points of the first step that is not below ``value``; none where it is missing.

    >>> at_most(35, DEBTS), at_most(35.1, DEBTS), at_most(math.nan, DEBTS)
    (15, 0, 0)
    """
    return next((points for most, points in steps if value <= most), 0)


def at_least(value: float, steps: Steps) -> int:
    """The points of the first step that is not above ``value``; none where it is missing."""
    return next((points for least, points in steps if value >= least), 0)


def expert_points(record: Record) -> float:
    """The sum of all points, before it is clipped to the scale; what is missing counts nothing."""
    part = instalment_to_income(record)
    collected = [number(record, name) for name in ("collections_12mo", "public_records")]
    told = [count for count in collected if not math.isnan(count)]
    return (
        START
        + at_most(number(record, "debt_to_income_ratio"), DEBTS)
        + at_most(number(record, "delinquencies_2yr"), DELINQUENCIES)
        + at_most(number(record, "revolving_utilization"), UTILISATION)
        + at_most(number(record, "inquiries_6mo"), INQUIRIES)
        + at_most(math.nan if part is None else part, INSTALMENT)
        + at_least(number(record, "credit_history_length"), HISTORY)
        + at_least(work_of(record).employment_score, EMPLOYMENT)
        + ((COLLECTED if any(told) else NOT_COLLECTED) if told else 0)
    )


def probability_by_points(record: Record) -> float:
    """The probability of default that stands at these points, within the scale."""
    return SCALE.probability_at(min(max(expert_points(record), SCALE.minimum), SCALE.maximum))

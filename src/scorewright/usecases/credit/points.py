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


def points_of(record: Record) -> dict[str, int]:
    """What each thing counts, by the feature that tells of it; what is missing counts nothing."""
    part = instalment_to_income(record)
    return {
        "dti": at_most(number(record, "debt_to_income_ratio"), DEBTS),
        "delinq_2yrs": at_most(number(record, "delinquencies_2yr"), DELINQUENCIES),
        "revol_util": at_most(number(record, "revolving_utilization"), UTILISATION),
        "inq_last_6mths": at_most(number(record, "inquiries_6mo"), INQUIRIES),
        "instalment_to_income": at_most(math.nan if part is None else part, INSTALMENT),
        "credit_history_length": at_least(number(record, "credit_history_length"), HISTORY),
        "employment_score": at_least(work_of(record).employment_score, EMPLOYMENT),
        **_collected(record),
    }


def _collected(record: Record) -> dict[str, int]:
    """Collections and public records count once, whichever there are."""
    counts = {"collections_12_mths_ex_med": number(record, "collections_12mo")}
    counts["pub_rec"] = number(record, "public_records")
    told = {name: count for name, count in counts.items() if not math.isnan(count)}
    there = next((name for name, count in told.items() if count), None)
    return {there: COLLECTED} if there is not None else dict.fromkeys([*told][:1], NOT_COLLECTED)


def expert_points(record: Record) -> int:
    """The sum of all points, before it is clipped to the scale."""
    return START + sum(points_of(record).values())


def probability_by_points(record: Record) -> float:
    """The probability of default that stands at these points, within the scale."""
    return SCALE.probability_at(min(max(expert_points(record), SCALE.minimum), SCALE.maximum))


def contributions(record: Record) -> dict[str, float]:
    """By feature, how far its points move the log odds of default from those of the start."""
    return {name: -points / SCALE.points_per_log_odds for name, points in points_of(record).items()}

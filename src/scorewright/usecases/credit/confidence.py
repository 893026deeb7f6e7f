"""How sure a score is: what the model says of its decision, and how much of the applicant it was told."""

import math

from scorewright.declare.confidence import Confidence, Part
from scorewright.declare.decision import Verdict
from scorewright.declare.records import Record
from scorewright.usecases.credit.features import thin_file
from scorewright.usecases.credit.points import SCALE
from scorewright.usecases.credit.record import FIELDS
from scorewright.usecases.credit.work import work_of

THRESHOLD = 0.25  # of the probability of default: a bad loan costs three times what a good one earns
NO_FEATURE = {"region", "submitted_at"}
OPTIONAL = [field.name for field in FIELDS if not (field.required or field.protected or field.name in NO_FEATURE)]


def right(_: Record, verdict: Verdict) -> float:
    """The probability that the label is right."""
    return verdict.confidence


def clear(_: Record, verdict: Verdict) -> float:
    """How far the score lies from where the label changes; all of it from 60 points on, where the odds are double."""
    p = verdict.probability
    if p in (0.0, 1.0):
        return 1.0
    log_odds = math.log(p / (1 - p)) - math.log(THRESHOLD / (1 - THRESHOLD))
    return min(1.0, abs(SCALE.points_moved(log_odds)) / SCALE.points_to_double_odds)


def known(record: Record, _: Verdict) -> float:
    """1 where a credit bureau knows the applicant."""
    return 1.0 - (thin_file(record) or 0.0)


def told(record: Record, _: Verdict) -> float:
    """The share of what need not be told, and was."""
    return sum(record[name] is not None for name in OPTIONAL) / len(OPTIONAL)


def understood(record: Record, _: Verdict) -> float:
    """How sure it is what the applicant's work is."""
    return work_of(record).match_confidence


# The weights of an earlier system (0.35, 0.25, 0.20, 0.15, 0.15), which summed to 1.10, over their sum.
CONFIDENCE = Confidence(
    parts=(
        Part(name="right", weight=0.32, of=right),
        Part(name="clear", weight=0.23, of=clear),
        Part(name="known", weight=0.18, of=known),
        Part(name="told", weight=0.14, of=told),
        Part(name="understood", weight=0.13, of=understood),
    )
)

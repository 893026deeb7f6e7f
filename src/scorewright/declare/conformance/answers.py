"""Whether features and fallback answer every record with something that can be used."""

import math
from collections.abc import Iterator, Sequence

import msgspec

from scorewright.declare.advice import Advice
from scorewright.declare.features import Feature
from scorewright.declare.records import Record
from scorewright.declare.use_case import UseCase

PROBABILITIES = (0.0, 0.25, 1.0)


def feature_faults(use_case: UseCase, records: Sequence[Record]) -> Iterator[str]:
    """One fault for each feature that fails on a record or gives what its kind does not allow."""
    for feature in use_case.features:
        for record in records:
            if fault := _fault_of(feature, record):
                yield f"feature {feature.name!r}: {fault}"
                break


def _fault_of(feature: Feature, record: Record) -> str | None:
    try:
        value = feature.compute(record)
    except Exception as error:  # whatever somebody's own function raises is the finding
        return f"fails with {error!r}"
    allowed: type | tuple[type, ...] = (int, float) if feature.kind == "number" else str
    if value is not None and not isinstance(value, allowed):
        return f"gives {type(value).__name__}, which is no {feature.kind}"
    if isinstance(value, float) and math.isinf(value):
        return "gives infinity"
    return None


def probability_faults(use_case: UseCase, records: Sequence[Record]) -> Iterator[str]:
    """One fault where the fallback fails on a record or gives no probability."""
    for record in records:
        try:
            probability = use_case.fallback.probability(record)
            use_case.decision.decide(probability)
        except Exception as error:  # whatever somebody's own function raises is the finding
            yield f"fallback: fails with {error!r}"
            return


def confidence_faults(use_case: UseCase, records: Sequence[Record]) -> Iterator[str]:
    """One fault where the confidence fails on a record or is not within 0 and 1, whatever the probability."""
    for record in records if use_case.confidence is not None else ():
        try:
            for probability in PROBABILITIES:
                use_case.sure(record, use_case.decision.decide(probability))
        except Exception as error:  # whatever somebody's own function raises is the finding
            yield f"confidence: fails with {error!r}"
            return


def advice_faults(use_case: UseCase, records: Sequence[Record]) -> Iterator[str]:
    """One fault where the advisor fails on a record or gives what cannot be kept and read again the same."""
    for record in records if use_case.advisor is not None else ():
        try:
            given = use_case.advise(record)
            same = msgspec.json.decode(msgspec.json.encode(given), type=tuple[Advice, ...]) == given
        except Exception as error:  # whatever somebody's own function raises is the finding
            yield f"advisor: fails with {error!r}"
            return
        if not same or not all(one.words.strip() for one in given or ()):
            yield "advisor: gives advice without words, or with a value that cannot be kept"
            return

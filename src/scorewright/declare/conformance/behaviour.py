"""Faults that show on the use case's own data."""

from scorewright.declare.conformance.answers import advice_faults, confidence_faults, feature_faults, probability_faults
from scorewright.declare.conformance.data import DataFault, draw, read_rows
from scorewright.declare.conformance.gaps import records_with_gaps
from scorewright.declare.conformance.journey import journey_faults
from scorewright.declare.conformance.look_ahead import look_ahead_faults
from scorewright.declare.conformance.purity import purity_faults
from scorewright.declare.use_case import UseCase


def behavioural_faults(use_case: UseCase, rows: int = 300) -> list[str]:
    """What is wrong with how ``use_case`` behaves, one sentence a fault.

    All its data must be acceptable and answered by its features and fallback; about ``rows`` rows are examined for
    purity and look-ahead, and carried through training, conversion, certificate and decision, which takes a second or
    two. Later steps are left out where earlier ones find something.
    """
    return [f"use case {use_case.name!r}: {fault}" for fault in _faults(use_case, rows)]


def _faults(use_case: UseCase, rows: int) -> list[str]:
    try:
        everything = read_rows(use_case)
    except DataFault as fault:
        return [str(fault)]
    gaps = [*records_with_gaps(use_case, everything.records[0])]
    records = [*everything.records, *gaps]
    checks = (feature_faults, probability_faults, confidence_faults, advice_faults)
    faults = [fault for check in checks for fault in check(use_case, records)]
    sample = draw(everything, rows)
    faults += purity_faults(use_case, sample.records)
    return faults or [*look_ahead_faults(use_case, sample), *journey_faults(use_case, sample)]

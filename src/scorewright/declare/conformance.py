"""The conformance suite of use cases (being written)."""

from scorewright.declare.use_case import UseCase


def structural_faults(use_case: UseCase) -> list[str]:
    """What is wrong with the shape of ``use_case``."""
    return []

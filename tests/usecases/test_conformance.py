"""Every use case that can be found conforms, wherever it lives."""

import pytest

from scorewright.declare.catalogue import use_case_named, use_cases
from scorewright.declare.conformance import behavioural_faults, structural_faults


@pytest.mark.parametrize("name", use_cases())
def test_use_case__structure__has_no_faults(name: str) -> None:
    assert structural_faults(use_case_named(name)) == []


@pytest.mark.parametrize("name", use_cases())
def test_use_case__behaviour__has_no_faults(name: str) -> None:
    assert behavioural_faults(use_case_named(name)) == []

"""What every use case must keep to, as tests that anybody can run over their own.

In a package that declares a use case, a test of its own is enough:

    from scorewright.declare.conformance import behavioural_faults, structural_faults
    from my_package.usecase import USE_CASE

    def test_use_case__conforms():
        assert structural_faults(USE_CASE) + behavioural_faults(USE_CASE) == []
"""

from scorewright.declare.conformance.behaviour import behavioural_faults
from scorewright.declare.conformance.structure import structural_faults

__all__ = ["behavioural_faults", "structural_faults"]

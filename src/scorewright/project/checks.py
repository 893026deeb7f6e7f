"""Django system checks: a bad declaration is named at start-up."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from scorewright.declare.catalogue import use_cases
from scorewright.declare.conformance import structural_faults
from scorewright.declare.errors import DeclarationError


@register
def declarations(**_: Any) -> list[CheckMessage]:
    """The structural half of the conformance suite, over every use case found."""
    try:
        found = use_cases()
    except DeclarationError as error:
        return [Error(str(error), id="scorewright.E001")]
    return [Error(fault, id="scorewright.E002") for use_case in found.values() for fault in structural_faults(use_case)]

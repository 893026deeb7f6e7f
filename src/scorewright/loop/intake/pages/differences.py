"""What is not the same in two records."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scorewright.declare.errors import RecordRejected
from scorewright.declare.use_case import UseCase
from scorewright.loop.intake.accepting import intake_of


@dataclass(frozen=True)
class Difference:
    """One field, before and after; ``counts`` where the step asks for a new assessment."""

    field: str
    before: Any
    after: Any
    counts: bool


def differences(use_case: UseCase, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    """In the order of the declaration; what names no field of it comes last."""
    try:
        counting = intake_of(use_case).changed(use_case.accept(old), use_case.accept(new))
    except RecordRejected:  # of an older declaration, or a draft
        counting = ()
    declared = [field.name for field in use_case.fields]
    names = dict.fromkeys((*declared, *sorted({*old, *new} - {*declared})))
    return [
        Difference(name, old.get(name), new.get(name), name in counting)
        for name in names
        if old.get(name) != new.get(name)
    ]

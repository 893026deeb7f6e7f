"""A record that breaks its declaration in three ways."""

from collections.abc import Mapping
from typing import Any

from scorewright.declare.fields import Number
from scorewright.declare.use_case import UseCase


def broken_record(use_case: UseCase) -> Mapping[str, Any]:
    """An example with text for a number, a field too many and, where one is required, a field too few."""
    record = dict(use_case.examples[0])
    numbers = [field.name for field in use_case.fields if isinstance(field, Number)]
    required = [field.name for field in use_case.fields if field.required and field.name not in numbers[:1]]
    for name in numbers[:1]:
        record[name] = "a lot"
    for name in required[:1]:
        record.pop(name, None)
    return record | {"favourite_colour": "green"}

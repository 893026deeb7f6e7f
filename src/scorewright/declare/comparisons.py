"""Comparing two numbers, by the sign that says how."""

import operator
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Literal

Operator = Literal[">=", ">", "<=", "<"]

# Of arrays too, cell by cell.
COMPARE: Mapping[Operator, Callable[[Any, Any], Any]] = MappingProxyType(
    {">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt}
)

"""One thing a person should know about a record set."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """``name`` is that of the check, ``field`` None where it is about all rows; an "error" speaks against training."""

    name: str
    field: str | None
    severity: Literal["error", "warning"]
    message: str

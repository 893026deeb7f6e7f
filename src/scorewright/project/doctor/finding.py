"""What the doctor finds."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["ok", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Finding:
    """How one thing stands, and what to do about it where something is wrong."""

    topic: str
    severity: Severity
    message: str
    remedy: str = ""

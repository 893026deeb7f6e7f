"""How far a training or an evaluation is."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """How far one of its stages is."""

    stage: str
    done: int
    total: int


OnStep = Callable[[Step], None]

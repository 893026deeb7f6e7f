"""What answers when no model can: a rule that people wrote, marked as such."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from scorewright.declare.errors import DeclarationError
from scorewright.declare.records import Record


@dataclass(frozen=True, kw_only=True)
class Fallback:
    """``probability`` maps a record (protected fields left out) to the probability of the positive outcome.

    ``version`` is what an answer names instead of a model's version; ``confidence`` is what it claims for itself, and
    ``reason`` is given for every such answer. ``contributions`` maps a record to how far each feature, by its name,
    moves the log odds of that probability; what moves them most towards the positive outcome is told before ``reason``.
    ``version`` must change whenever one of these functions does.
    """

    probability: Callable[[Record], float]
    confidence: float = 0.5
    version: str = "heuristic_v1"
    reason: str = "Decided by a written rule, because no model could answer."
    contributions: Callable[[Record], Mapping[str, float]] | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.confidence <= 1:
            raise DeclarationError(f"fallback: confidence: {self.confidence} must lie between 0 and 1")
        if not self.reason.strip():
            raise DeclarationError("fallback: reason: must say something")

"""How sure a model's answer is, put together from parts: what the model says of itself, and how much it was told."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from scorewright.declare.decision import Verdict
from scorewright.declare.errors import DeclarationError
from scorewright.declare.records import Record
from scorewright.science.policy.probabilities import settle

_ROUNDING = 1e-9


@dataclass(frozen=True, kw_only=True)
class Part:
    """``of`` maps a record (protected fields left out) and the verdict on it to a number of 0, unsure, to 1, sure.

    The ``confidence`` of that verdict is the probability that its label is right. A pure function.
    """

    name: str
    weight: float
    of: Callable[[Record, Verdict], float]


@dataclass(frozen=True, kw_only=True)
class Confidence:
    """The weighted mean of ``parts``, whose weights are above 0 and sum to 1, so that it lies in [0, 1] as they do.

    It stands in the place of the probability that the label is right. ``version`` names the functions: it must change
    whenever one of them does, since kept decisions are made again where both names are the same. Raises
    DeclarationError naming the rule that is broken.

    >>> Confidence(parts=(Part(name="a", weight=0.6, of=max), Part(name="b", weight=0.5, of=max)))
    Traceback (most recent call last):
    ...
    scorewright.declare.errors.DeclarationError: confidence: weights must sum to 1, and sum to 1.1
    """

    parts: tuple[Part, ...]
    version: str = "confidence_v1"

    def __post_init__(self) -> None:
        names = [part.name for part in self.parts]
        if not names or not all(names) or len(set(names)) < len(names):
            raise DeclarationError("confidence: parts must be there, each with a name of its own")
        if not all(math.isfinite(part.weight) and part.weight > 0 for part in self.parts):
            raise DeclarationError("confidence: weights must be above 0")
        total = math.fsum(part.weight for part in self.parts)
        if abs(total - 1) > _ROUNDING:
            raise DeclarationError(f"confidence: weights must sum to 1, and sum to {total:g}")
        if not self.version.strip():
            raise DeclarationError("confidence: version: must say something")

    def sure(self, record: Record, verdict: Verdict) -> float:
        """How sure ``verdict`` is, in [0, 1] and settled. Raises ValueError where a part gives another number."""
        return settle(
            math.fsum(
                part.weight * value for part, value in zip(self.parts, self._values(record, verdict), strict=True)
            )
        )

    def _values(self, record: Record, verdict: Verdict) -> list[float]:
        values = [float(part.of(record, verdict)) for part in self.parts]
        for part, value in zip(self.parts, values, strict=True):
            if not 0 <= value <= 1:
                raise ValueError(f"confidence: part {part.name!r} gives {value}, which is not within 0 and 1")
        return values

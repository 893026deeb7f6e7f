"""What a backtest has found out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from scorewright.declare.use_case import UseCase
from scorewright.loop.outcomes.backtesting.measuring import Measured
from scorewright.loop.outcomes.backtesting.question import Question
from scorewright.loop.outcomes.backtesting.sides import Side
from scorewright.loop.outcomes.backtesting.tally import Tally


@dataclass(frozen=True, eq=False)
class Findings:
    """``a`` is the version that was asked for, ``b`` what it is held against.

    ``refused`` counts records that are not accepted today, by the first rule that each of them breaks.
    """

    use_case: UseCase
    question: Question
    a: Side
    b: Side
    tally: Tally
    refused: Mapping[str, int]
    measured: Measured

    @property
    def moves(self) -> list[dict[str, Any]] | None:
        """How many decisions go from each band of a to each of b; None where one of them has no bands."""
        first, second = self.a.decision.bands, self.b.decision.bands
        if first is None or second is None:
            return None
        counts = self.tally.bands
        return [
            {"from": first.bands[one].name, "to": second.bands[other].name, "decisions": int(counts[one, other])}
            for one, other in np.argwhere(counts).tolist()
        ]

    @property
    def changed_bands(self) -> int:
        """How many decisions get a band of another name."""
        return sum(move["decisions"] for move in self.moves or () if move["from"] != move["to"])

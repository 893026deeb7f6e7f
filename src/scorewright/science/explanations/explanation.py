"""What each column contributed to one answer of a model."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import fsum
from typing import Literal

from scorewright.science.table import Direction

Unit = Literal["log_odds", "probability"]
Method = Literal["linear", "tree_shap", "occlusion"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """``base`` and all ``contributions``, by column, add up to the model's raw output, in ``unit``.

    The raw output is the log odds for linear models, boosted trees and networks, after Platt's line where there is one;
    for decision trees and forests it is the mean of the trees' probabilities. ``before_calibration`` holds where a
    calibrator that is not linear in the raw output still follows: the contributions then explain what goes into it.
    ``directions`` are the model's: +1 where more of a column can only raise its answers, -1 where only lower them.
    """

    base: float
    contributions: Mapping[str, float]
    unit: Unit
    method: Method
    before_calibration: bool = False
    directions: Mapping[str, Direction] = field(default_factory=dict, compare=False)

    @property
    def exact(self) -> bool:
        """Whether the contributions are Shapley values of the served model; occlusion only looks at them one by one."""
        return self.method != "occlusion"

    @property
    def of_log_odds(self) -> bool:
        """Whether it adds up to the log odds of the answer itself."""
        return self.unit == "log_odds" and not self.before_calibration

    @property
    def raw(self) -> float:
        """The raw output: ``base`` and the contributions added up.

        >>> Explanation(-1.0, {"age": 0.5, "plan": 0.25}, "log_odds", "linear").raw
        -0.25
        """
        return self.base + fsum(self.contributions.values())

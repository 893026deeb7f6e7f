"""What a learner wants its features to look like."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Recipe:
    """How numbers and categories become features, in this order: impute, standardise, round.

    ``indicate_missing`` adds a 0/1 column for each number that was missing in training. ``round_to_single`` gives every
    feature the precision of a float32. Without ``impute`` a missing number reaches the learner as NaN.
    """

    categories: Literal["one-hot", "ordinal", "target"]
    impute: bool = False
    indicate_missing: bool = False
    standardise: bool = False
    round_to_single: bool = False

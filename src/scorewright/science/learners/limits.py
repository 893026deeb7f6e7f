"""What each parameter of a learner may be: a wrong value is refused before anything is trained.

A learner makes room for all that it is asked for before anybody looks at a clock, so every number has a largest.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from scorewright.science.learners.search_space import Value

LARGEST = 10_000


@dataclass(frozen=True, slots=True)
class Limit:
    """One of ``words``, of which None is one, or a number: ``whole``, ``real``, either, or none; ends are included.

    ``above`` leaves out the lower end of ``real``, ``below`` the upper one.
    """

    words: tuple[str | None, ...] = ()
    whole: tuple[int, int] | None = None
    real: tuple[float, float] | None = None
    above: bool = False
    below: bool = False

    def holds(self, value: Value) -> bool:
        """Whether a parameter may be ``value``. True and False are no numbers."""
        if value is None or isinstance(value, str):
            return value in self.words
        if isinstance(value, bool):
            return False
        if isinstance(value, int) and self.whole is not None and self.whole[0] <= value <= self.whole[1]:
            return True
        if self.real is None or (isinstance(value, int) and self.whole is not None):
            return False
        low, high = self.real
        return (low < value if self.above else low <= value) and (value < high if self.below else value <= high)

    @property
    def rule(self) -> str:
        """For people.

        >>> Limit(words=("sqrt", None), whole=(1, 10_000), real=(0, 1), above=True).rule
        'must be a whole number from 1 to 10,000, a number above 0 up to 1, sqrt or null'
        """
        parts = [f"a whole number from {self.whole[0]:,} to {self.whole[1]:,}"] if self.whole else []
        if self.real:
            low, high = (f"{end:,g}" for end in self.real)
            parts.append(
                f"a number {'above' if self.above else 'from'} {low} {'to below' if self.below else 'up to'} {high}"
            )
        parts += ["null" if word is None else word for word in self.words]
        return f"must be {', '.join(parts[:-1])}{' or ' if parts[1:] else ''}{parts[-1]}"


Limits = Mapping[str, Limit]


def whole(low: int, high: int = LARGEST, *words: str | None) -> Limit:
    """A whole number, or one of ``words``."""
    return Limit(words, whole=(low, high))


def real(low: float, high: float = LARGEST, *, above: bool = False) -> Limit:
    """Any number within."""
    return Limit(real=(low, high), above=above)


def one_of(*words: str | None) -> Limit:
    """Nothing else."""
    return Limit(words)


SHARE = real(0, 1, above=True)
OF_TREES: Limits = {
    "criterion": one_of("gini", "entropy", "log_loss"),
    "max_depth": whole(1, LARGEST, None),
    "max_leaf_nodes": whole(2, LARGEST, None),
    "min_samples_leaf": Limit(whole=(1, LARGEST), real=(0, 1), above=True, below=True),
    "max_features": Limit(("sqrt", "log2", None), whole=(1, LARGEST), real=(0, 1), above=True),
}
OF_FORESTS: Limits = {
    **OF_TREES,
    "n_estimators": whole(1),
    "min_samples_split": Limit(whole=(2, LARGEST), real=(0, 1), above=True),
    "class_weight": one_of("balanced", "balanced_subsample", None),
}
OF_BOOSTING: Limits = {
    "learning_rate": real(0, above=True),
    "n_estimators": whole(1),
    "subsample": SHARE,
    "colsample_bytree": SHARE,
    "reg_lambda": real(0),
    "reg_alpha": real(0),
}

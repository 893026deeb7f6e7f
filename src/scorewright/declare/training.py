"""How a use case's models are trained and told apart."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from scorewright.declare.errors import DeclarationError
from scorewright.science.learners.catalogue import LEARNERS
from scorewright.science.learners.learner import Parameters
from scorewright.science.learners.out_of_fold import Calibration
from scorewright.science.learners.training import Imbalance
from scorewright.science.metrics.catalogue import METRICS
from scorewright.science.quality.limits import QualityLimits

SplitBy = Literal["stratified", "time", "group"]
_CHOICES = {"split": get_args(SplitBy), "imbalance": get_args(Imbalance), "calibration": get_args(Calibration)}


@dataclass(frozen=True, kw_only=True)
class Training:
    """Which learners compete, on which rows, and by which metric the best is chosen.

    The hold-out (``holdout_share`` of the rows) is set apart first and touched once; ``folds`` of the other rows choose
    the learner. ``split_by`` names the field of the moment (split "time") or of the group (split "group").
    """

    learners: tuple[str, ...] = tuple(LEARNERS)
    target_metric: str = "roc_auc"
    holdout_share: float = 0.25
    folds: int = 5
    split: SplitBy = "stratified"
    split_by: str | None = None
    seed: int = 2026
    imbalance: Imbalance = "none"
    calibration: Calibration = "none"
    parameters: Mapping[str, Parameters] = field(default_factory=dict)
    quality: QualityLimits = field(default_factory=QualityLimits)

    def __post_init__(self) -> None:
        self._check_learners()
        for name, choices in _CHOICES.items():
            if getattr(self, name) not in choices:
                raise DeclarationError(f"training: {name}: {getattr(self, name)!r} is not one of {', '.join(choices)}")
        if METRICS.get(self.target_metric) is None or METRICS[self.target_metric].greater_is_better is None:
            raise DeclarationError(f"training: target_metric: {self.target_metric!r} cannot rank models")
        if not 0 < self.holdout_share < 1:
            raise DeclarationError("training: holdout_share: must lie between 0 and 1")
        if self.folds < 2:
            raise DeclarationError("training: folds: must be at least 2")
        if (self.split_by is None) != (self.split == "stratified"):
            raise DeclarationError("training: split_by: is needed by the splits 'time' and 'group', and by no other")

    def _check_learners(self) -> None:
        for name in (*self.learners, *self.parameters):
            if name not in LEARNERS:
                raise DeclarationError(f"training: learners: {name!r} is not one of {', '.join(LEARNERS)}")
        for name, changes in self.parameters.items():
            try:
                LEARNERS[name].with_changes(changes)
            except ValueError as error:
                raise DeclarationError(f"training: parameters: {error}") from error
        if not self.learners or len(set(self.learners)) < len(self.learners):
            raise DeclarationError("training: learners: must name at least one, and none twice")

"""How a use case's models are trained and told apart."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from scorewright.declare.errors import DeclarationError
from scorewright.science.feature_selection.selection import Method as SelectionMethod
from scorewright.science.feature_selection.selection import Selection
from scorewright.science.learners.catalogue import LEARNERS
from scorewright.science.learners.learner import WATCHED_SHARE, Parameters
from scorewright.science.learners.lessons import Imbalance
from scorewright.science.learners.out_of_fold import Calibration
from scorewright.science.metrics.catalogue import METRICS
from scorewright.science.quality.limits import QualityLimits
from scorewright.science.tuning.search import Method as TuningMethod

SplitBy = Literal["stratified", "time", "group"]
_CHOICES = {"split": get_args(SplitBy), "imbalance": get_args(Imbalance), "calibration": get_args(Calibration)}

FEWEST_ITERATIONS, MOST_ITERATIONS = 10, 200


@dataclass(frozen=True, kw_only=True)
class Tuning:
    """How parameters are searched for: ``iterations`` trials a learner, its usual parameters being the first.

    No trial is begun once all learners' searches together have taken ``seconds``; None sets no such limit.
    """

    method: TuningMethod = "none"
    iterations: int = 50
    seconds: float | None = None

    def __post_init__(self) -> None:
        if self.method not in get_args(TuningMethod):
            raise DeclarationError(f"tuning: method: {self.method!r} is not one of {', '.join(get_args(TuningMethod))}")
        if not FEWEST_ITERATIONS <= self.iterations <= MOST_ITERATIONS:
            raise DeclarationError(f"tuning: iterations: must lie from {FEWEST_ITERATIONS} to {MOST_ITERATIONS}")
        if self.seconds is not None and not self.seconds > 0:
            raise DeclarationError("tuning: seconds: must be above 0")


@dataclass(frozen=True, kw_only=True)
class FeatureSelection:
    """Which features a model looks at, chosen from the rows that train it; it is still given all of them.

    The methods are those of ``science.feature_selection.selection``; ``names`` belong to "manual".
    """

    method: SelectionMethod = "none"
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.method not in get_args(SelectionMethod):
            choices = ", ".join(get_args(SelectionMethod))
            raise DeclarationError(f"selection: method: {self.method!r} is not one of {choices}")
        if bool(self.names) != (self.method == "manual"):
            raise DeclarationError("selection: names: are needed by the method 'manual', and by no other")


@dataclass(frozen=True, kw_only=True)
class Training:
    """Which learners compete, on which rows, and by which metric the best is chosen.

    The hold-out (``holdout_share`` of the rows) is set apart first and touched once; ``folds`` of the other rows choose
    the learner. ``split_by`` names the field of the moment (split "time") or of the group (split "group").
    ``early_stopping_rounds`` without a gain stop any learner that grows in rounds; 0 lets it run through all of them,
    and None leaves it what ``parameters`` or its own say; ``watched_share`` of the rows show the gain. Without
    ``scale_features`` linear models and networks see numbers on their own scales. ``champion`` names the learner that
    is preferred, whatever the folds say, where it passes its gates: for what it promises, such as monotone answers.
    The others are registered beside it, as its challengers. None: the best of the folds.
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
    tuning: Tuning = field(default_factory=Tuning)
    selection: FeatureSelection = field(default_factory=FeatureSelection)
    early_stopping_rounds: int | None = None
    watched_share: float = WATCHED_SHARE
    scale_features: bool = True
    champion: str | None = None

    @property
    def selected(self) -> Selection:
        """``selection`` as science takes it."""
        return Selection(self.selection.method, self.selection.names)

    def parameters_of(self, learner: str) -> Parameters:
        """What this plan changes in ``learner``: ``early_stopping_rounds``, and ``parameters``, which go before it."""
        rounds, patience = self.early_stopping_rounds, LEARNERS[learner].patience
        stopping = {} if patience is None or rounds is None else {patience: rounds}
        return {**stopping, **self.parameters.get(learner, {})}

    def __post_init__(self) -> None:
        self._check_learners()
        for name, choices in _CHOICES.items():
            if getattr(self, name) not in choices:
                raise DeclarationError(f"training: {name}: {getattr(self, name)!r} is not one of {', '.join(choices)}")
        if METRICS.get(self.target_metric) is None or METRICS[self.target_metric].greater_is_better is None:
            raise DeclarationError(f"training: target_metric: {self.target_metric!r} cannot rank models")
        if not 0 < self.holdout_share < 1:
            raise DeclarationError("training: holdout_share: must lie between 0 and 1")
        if not 0 < self.watched_share < 1:
            raise DeclarationError("training: watched_share: must lie between 0 and 1")
        if self.folds < 2:
            raise DeclarationError("training: folds: must be at least 2")
        if (self.split_by is None) != (self.split == "stratified"):
            raise DeclarationError("training: split_by: is needed by the splits 'time' and 'group', and by no other")

        if self.early_stopping_rounds is not None and self.early_stopping_rounds < 0:
            raise DeclarationError("training: early_stopping_rounds: must be 0 or more")

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
        if self.champion is not None and self.champion not in self.learners:
            raise DeclarationError(f"training: champion: {self.champion!r} must be one of the learners")

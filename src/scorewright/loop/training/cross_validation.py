"""How well each learner does on rows that it was not fitted on, several fits at a time."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from statistics import fmean, stdev

import numpy as np
from numpy.typing import NDArray

from scorewright.declare.decision import Decision
from scorewright.declare.training import Training
from scorewright.loop.training.processes.waiting import as_they_end
from scorewright.science.calibration.labelled_probabilities import Weights
from scorewright.science.learners.trained_model import TrainedModel
from scorewright.science.learners.training import train
from scorewright.science.metrics.catalogue import METRICS
from scorewright.science.metrics.weighted.catalogue import measured
from scorewright.science.policy.probabilities import settle
from scorewright.science.splits.split import Split
from scorewright.science.table import Table


@dataclass(frozen=True, eq=False)
class FoldAnswers:
    """What a learner answered for the ``rows`` of a fold that it was not fitted on, calibrated or not yet."""

    rows: NDArray[np.intp]
    probabilities: NDArray[np.float64]
    calibrated: bool


@dataclass(frozen=True)
class CrossValidation:
    """A metric on each left-out fold, its mean, its standard deviation over the folds, and the answers behind it."""

    metric: str
    folds: tuple[float, ...]
    answers: tuple[FoldAnswers, ...] = field(default=(), repr=False, compare=False)

    @property
    def mean(self) -> float:
        return fmean(self.folds)

    @property
    def sd(self) -> float:
        return stdev(self.folds)


def fit(
    learner: str,
    plan: Training,
    table: Table,
    y: NDArray[np.int64],
    *,
    weights: Weights | None = None,
    calibrated: bool = True,
) -> TrainedModel:
    """Train ``learner`` as the use case plans it; one thread, since fits run side by side."""
    return train(
        learner,
        table,
        y,
        seed=plan.seed,
        threads=1,
        parameters=plan.parameters_of(learner),
        selection=plan.selected,
        imbalance=plan.imbalance,
        scale=plan.scale_features,
        watched_share=plan.watched_share,
        calibration=plan.calibration if calibrated else "none",
        weights=weights,
    )


def cross_validate(
    pool: Executor,
    table: Table,
    y: NDArray[np.int64],
    folds: Sequence[Split],
    *,
    learners: Sequence[str],
    plan: Training,
    decision: Decision,
    on_fit: Callable[[], None],
    on_wait: Callable[[], None] = lambda: None,
    weights: Weights | None = None,
) -> dict[str, CrossValidation]:
    """The target metric of every learner on every fold. Raises ValueError where a fold gives the metric no meaning.

    Where there are ``weights`` (n,), fits and metric weigh each row by them. ``on_wait`` is called at least once a
    second; what it or ``on_fit`` raises ends the wait.
    """
    waiting: dict[Future[tuple[float | None, FoldAnswers]], tuple[str, int]] = {
        pool.submit(_score, learner, split, table, y, weights, plan=plan, threshold=decision.threshold): (
            learner,
            number,
        )
        for learner in learners
        for number, split in enumerate(folds)
    }
    scores: dict[tuple[str, int], float] = {}
    answers: dict[tuple[str, int], FoldAnswers] = {}
    for future in as_they_end(waiting, on_wait):
        learner, number = waiting[future]
        score, answers[learner, number] = future.result()
        if score is None:
            raise ValueError(f"{plan.target_metric} has no meaning on fold {number + 1}: too few rows of a class")
        scores[learner, number] = score
        on_fit()
    return {
        learner: CrossValidation(
            plan.target_metric,
            tuple(scores[learner, n] for n in range(len(folds))),
            tuple(answers[learner, n] for n in range(len(folds))),
        )
        for learner in learners
    }


def _score(
    learner: str,
    split: Split,
    table: Table,
    y: NDArray[np.int64],
    weights: Weights | None,
    *,
    plan: Training,
    threshold: float,
) -> tuple[float | None, FoldAnswers]:
    teach, judge = (None if weights is None else weights[rows] for rows in (split.train, split.test))
    # Calibrating takes five more fits and does not change the order of the rows.
    calibrated = METRICS[plan.target_metric].needs != "order"
    model = fit(learner, plan, table.rows(split.train), y[split.train], weights=teach, calibrated=calibrated)
    probabilities = settle(model.probability(table.rows(split.test)))
    answers = FoldAnswers(split.test, probabilities, calibrated or plan.calibration == "none")
    score = measured(plan.target_metric, y[split.test], probabilities, threshold=threshold, weights=judge)
    return score, answers

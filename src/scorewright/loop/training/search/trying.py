"""One trial, in a process of the pool: fold after fold, as cross-validation would score them."""

import time
from dataclasses import dataclass, replace
from importlib import import_module

from threadpoolctl import threadpool_limits

from scorewright.loop.training.cross_validation import fit
from scorewright.loop.training.processes.ground import Ground, held
from scorewright.science.learners.catalogue import LEARNERS
from scorewright.science.learners.learner import Parameters
from scorewright.science.metrics.catalogue import METRICS
from scorewright.science.metrics.weighted.catalogue import measured
from scorewright.science.policy.probabilities import settle
from scorewright.science.tuning.racing import race
from scorewright.science.tuning.search import Proposal
from scorewright.science.tuning.trial import Trial


@dataclass(frozen=True, slots=True)
class Tried:
    """A trial that has ended, and how long it took."""

    trial: Trial
    seconds: float


def attempt(learner: str, proposal: Proposal) -> Tried:
    """Try ``proposal`` on the ground of this process. A learner that refuses it is a trial that failed."""
    started = time.perf_counter()
    ground = held()
    import_module(LEARNERS[learner].library)  # now: the limit on threads binds only what is loaded
    try:
        with threadpool_limits(1):
            ending, folds = race(
                lambda fold: _score(ground, learner, proposal.parameters, fold), len(ground.folds), proposal.bar
            )
        trial = Trial(proposal.number, proposal.parameters, ending, folds)
    except ValueError as error:
        trial = Trial(proposal.number, proposal.parameters, "failed", (), str(error))
    return Tried(trial, time.perf_counter() - started)


def _score(ground: Ground, learner: str, parameters: Parameters, number: int) -> float:
    plan, fold = ground.plan, ground.folds[number]
    metric = METRICS[plan.target_metric]
    changes = {**plan.parameters_of(learner), **parameters}
    if plan.calibration != "none" and metric.needs != "order":
        tried = replace(plan, parameters={learner: changes})
        teach = ground.weights_of(fold.train)
        model = fit(learner, tried, ground.table.rows(fold.train), ground.labels[fold.train], weights=teach)
        probabilities = model.probability(ground.table.rows(fold.test))
    else:
        one = LEARNERS[learner]
        encoded = ground.encoded(one.recipe, number)
        probabilities = one.fit(encoded.lesson, one.with_changes(changes)).probability(encoded.features)
    score = measured(
        plan.target_metric,
        ground.labels[fold.test],
        settle(probabilities),
        threshold=ground.threshold,
        weights=ground.weights_of(fold.test),
    )
    if score is None:
        raise ValueError(f"{plan.target_metric} has no meaning on fold {number + 1}: too few rows of a class")
    return score

"""Parameters drawn from a search space by Optuna: at random, or where earlier trials did well."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scorewright.science.learners.learner import Parameters
from scorewright.science.learners.search_space import Choices, Integers, Range, SearchSpace
from scorewright.science.tuning.trial import Trial

if TYPE_CHECKING:
    from optuna import Study
    from optuna.distributions import BaseDistribution
    from optuna.samplers import RandomSampler, TPESampler
    from optuna.trial import FrozenTrial

STARTUP = 10  # trials before a search learns from them
DRAWS = 20  # before parameters that were tried already are tried again

Distributions = dict[str, "BaseDistribution"]


def sampled(
    space: SearchSpace, before: Sequence[Trial], count: int, *, seed: int, greater_is_better: bool, learning: bool
) -> list[Parameters]:
    """``count`` points of ``space``, no two the same nor the same as one ``before`` unless the space is that small.

    ``learning`` lets the trials ``before`` say where to look; without it they only say what was tried. The same
    arguments give the same points.
    """
    from optuna.samplers import RandomSampler, TPESampler  # noqa: PLC0415 - loaded when something is tuned

    distributions = {name: _distribution(part) for name, part in space.items()}
    learner = TPESampler(seed=seed, multivariate=True, constant_liar=True, n_startup_trials=STARTUP)
    study = _study(learner if learning else RandomSampler(seed), greater_is_better=greater_is_better)
    if learning:
        study.add_trials([_frozen(trial, distributions) for trial in before if _within(trial.parameters, space)])
    again = _study(RandomSampler(seed), greater_is_better=greater_is_better)
    tried = [trial.parameters for trial in before]
    points: list[Parameters] = []
    for _ in range(count):
        point = study.ask(distributions).params
        draws = 0
        while point in tried and draws < DRAWS:
            point = again.ask(distributions).params
            draws += 1
        tried.append(point)
        points.append(point)
    return points


def _study(sampler: "TPESampler | RandomSampler", *, greater_is_better: bool) -> "Study":
    from optuna import create_study, logging  # noqa: PLC0415 - loaded when something is tuned

    logging.set_verbosity(logging.WARNING)  # else each study is announced
    return create_study(direction="maximize" if greater_is_better else "minimize", sampler=sampler)


def _within(parameters: Parameters, space: SearchSpace) -> bool:
    return all(name in parameters and part.holds(parameters[name]) for name, part in space.items())


def _distribution(part: Range) -> "BaseDistribution":
    from optuna.distributions import (  # noqa: PLC0415 - loaded when something is tuned
        CategoricalDistribution,
        FloatDistribution,
        IntDistribution,
    )

    if isinstance(part, Choices):
        return CategoricalDistribution(part.values)
    if isinstance(part, Integers):
        return IntDistribution(part.low, part.high, log=part.log)
    return FloatDistribution(part.low, part.high, log=part.log)


def _frozen(trial: Trial, distributions: Distributions) -> "FrozenTrial":
    from optuna.trial import TrialState, create_trial  # noqa: PLC0415 - loaded when something is tuned

    state = {"complete": TrialState.COMPLETE, "pruned": TrialState.PRUNED, "failed": TrialState.FAIL}[trial.ending]
    means = {place: sum(trial.folds[: place + 1]) / (place + 1) for place in range(len(trial.folds))}
    return create_trial(
        state=state,
        value=None if trial.ending == "failed" else trial.score,
        params=dict(trial.parameters),
        distributions=distributions,
        intermediate_values=means,
    )

"""A search: which parameters are tried, in generations, so that the same seed tries the same whoever does the work.

Within a generation trials do not know of each other, so they may run side by side, in any number of processes or
machines; what a generation tries, and how long the bar lets it go on, depends on the generations before it alone.
A search that was interrupted goes on from the trials that were kept as if nothing had happened.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from scorewright.science.learners.learner import Parameters
from scorewright.science.learners.search_space import SearchSpace
from scorewright.science.tuning.grid import grid_points
from scorewright.science.tuning.racing import Bar, bar_of
from scorewright.science.tuning.sampling import sampled
from scorewright.science.tuning.trial import Trial

Method = Literal["none", "grid", "random", "bayesian"]
GENERATION = 4


@dataclass(frozen=True, slots=True)
class Proposal:
    """The parameters to try under ``number``, and the bar, None where the trial runs through all folds.

    ``known`` is the ending of an earlier trial of the same parameters, where the space holds too few others.
    """

    number: int
    parameters: Parameters
    bar: Bar | None
    known: Trial | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """``iterations`` trials at most, over ``space``. Trial 0 is ``usual``: what the learner does without a search.

    "grid" tries the grid's points in an order drawn from ``seed``, "random" draws from the ranges, "bayesian" draws ten
    times and then goes where trials did well (tree-structured Parzen estimators: Bergstra, Bardenet, Bengio and Kégl,
    NIPS 24, 2011; by Optuna, over all parameters together). "none" tries nothing but trial 0.
    """

    method: Method
    space: SearchSpace
    usual: Parameters
    iterations: int
    seed: int
    greater_is_better: bool

    def proposals(self, ended: Mapping[int, Trial]) -> tuple[Proposal, ...]:
        """What is left to try of the first generation that has not ended; empty where the search is over.

        ``ended`` holds all trials so far, by number; those of later generations are not looked at.
        """
        trials = 1 if self.method == "none" or not self.space else self.iterations
        for first in range(0, trials, GENERATION):
            numbers = range(first, min(first + GENERATION, trials))
            if all(number in ended for number in numbers):
                continue
            before = [ended[number] for number in range(first)]
            tried = self._tried(numbers, before)
            bar = bar_of(before, greater_is_better=self.greater_is_better)
            return tuple(
                Proposal(number, parameters, bar, _same(parameters, before))
                for number, parameters in zip(numbers, tried, strict=False)
                if number not in ended
            )
        return ()

    def _tried(self, numbers: range, before: Sequence[Trial]) -> Sequence[Parameters]:
        start: list[Parameters] = [self.usual] if numbers.start == 0 else []
        count = len(numbers) - len(start)
        if self.method == "grid":
            return [*start, *grid_points(self.space, self.usual, self.seed, numbers.start - 1 + len(start), count)]
        return [
            *start,
            *sampled(
                self.space,
                [*before, *(Trial(number, self.usual, "failed", ()) for number, _ in enumerate(start))],
                count,
                seed=self.seed + numbers.start,
                greater_is_better=self.greater_is_better,
                learning=self.method == "bayesian",
            ),
        ]


def _same(parameters: Parameters, before: Sequence[Trial]) -> Trial | None:
    return next((trial for trial in before if trial.parameters == parameters), None)

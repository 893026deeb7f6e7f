"""When a trial is given up after a fold.

Folds differ more than parameters do, so a trial is compared with the best one fold by fold. Let D be the mean of its
differences on the j folds that are done, of k. The mean over all folds still moves by about s * sqrt(1/j - 1/k) from
there, where s is how such differences vary between folds; a trial is given up when even one such step upwards
(``STEPS``) would leave it behind. One in six of those that would have drawn level in the end is lost so; racing by
paired differences is due to Maron and Moore, Hoeffding races, NIPS 6, 1994.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from scorewright.science.tuning.trial import Ending, Trial, best_of

STEPS = 1.0
FEWEST = 3  # complete trials beside the best: fewer do not say how differences vary


@dataclass(frozen=True, slots=True)
class Bar:
    """What a trial has to keep up with: the best one's ``folds``, and the standard deviation ``spread`` of differences.

    ``sign`` is +1 where greater is better and -1 where less is.
    """

    folds: tuple[float, ...]
    spread: float
    sign: int

    def leaves_behind(self, done: Sequence[float]) -> bool:
        """Whether a trial with these folds ``done`` is to be given up.

        >>> bar = Bar((0.80, 0.90, 0.85, 0.85), 0.01, 1)
        >>> bar.leaves_behind([0.79]), bar.leaves_behind([0.79, 0.88]), bar.leaves_behind([0.81, 0.89, 0.85])
        (True, True, False)
        """
        j, k = len(done), len(self.folds)
        difference = self.sign * float(np.mean(np.subtract(done, self.folds[:j])))
        return difference + STEPS * self.spread * float(np.sqrt(1 / j - 1 / k)) < 0


def bar_of(trials: Iterable[Trial], *, greater_is_better: bool) -> Bar | None:
    """The bar that complete ``trials`` set; None where fewer than ``FEWEST`` stand beside the best."""
    complete = [trial for trial in trials if trial.ending == "complete"]
    best = best_of(complete, greater_is_better=greater_is_better)
    if best is None or len(complete) <= FEWEST:
        return None
    differences = [np.subtract(trial.folds, best.folds) for trial in complete if trial is not best]
    spread = float(np.sqrt(np.mean([one.var(ddof=1) for one in differences])))
    return Bar(best.folds, spread, 1 if greater_is_better else -1)


def race(score: Callable[[int], float], folds: int, bar: Bar | None) -> tuple[Ending, tuple[float, ...]]:
    """Ask ``score`` for fold after fold (of at least two), until all are done or ``bar`` leaves the trial behind."""
    done: list[float] = []
    for fold in range(folds):
        done.append(score(fold))
        if bar is not None and fold + 1 < folds and bar.leaves_behind(done):
            return "pruned", tuple(done)
    return "complete", tuple(done)

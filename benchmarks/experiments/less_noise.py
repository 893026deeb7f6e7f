"""The same experiments once more, decision by decision, with what the champion expected of each.

The champion is calibrated: it is right with the probability c that it expects, from 0.5 to 1. How c is spread was
measured: it tells ``KNOWN`` of the variance of accuracy, as the champions of our use cases do on rows that did not
train them. A better challenger makes fewer mistakes everywhere, by the same factor.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.experiments.simulation import ALPHA, CHALLENGER, CHAMPION, POWER, SHARES, Answer, Counts, History
from scorewright.science.experiments.arm import Arm, arm_of_values
from scorewright.science.experiments.cuped import cuped
from scorewright.science.experiments.rule import Rule
from scorewright.science.experiments.sample_ratio import sample_ratio
from scorewright.science.experiments.verdict import judge_experiment

KNOWN = 0.14
Numbers = NDArray[np.float64]


def always_valid_cuped(history: History) -> Answer:
    """Looks every day and stops at the first winner, as ``always_valid``, at values that CUPED has adjusted."""
    world = history.world
    rule = Rule(planned_units=world.planned("always_valid"), mode="always_valid", alpha=ALPHA, power=POWER)
    seen = _decisions(history)
    for day in range(world.looks):
        counts = dict(zip((CHAMPION, CHALLENGER), history.assigned[:, day].tolist(), strict=True))
        verdict = judge_experiment(seen.arms(day), rule, sample_ratio(counts, SHARES))
        if verdict.outcome == "winner":
            return Answer(verdict.winner, day + 1)
    return Answer(None, world.looks)


@dataclass(frozen=True, eq=False)
class _Decisions:
    """Labelled decisions in the order of their days, all (n,); ``until`` counts those up to each day."""

    right: Numbers
    expected: Numbers
    names: NDArray[np.str_]
    until: Counts

    def arms(self, day: int) -> tuple[Arm, Arm]:
        seen = slice(self.until[day])
        names = self.names[seen]
        adjusted = cuped(self.right[seen], self.expected[seen], names).adjusted
        champion, challenger = (arm_of_values(name, adjusted[names == name]) for name in (CHAMPION, CHALLENGER))
        return champion, challenger


def _decisions(history: History) -> _Decisions:
    """Of this very experiment: what was expected of each, drawn given whether it was right."""
    world = history.world
    rng = np.random.default_rng(history.right[:, -1].tolist() + history.labelled[:, -1].tolist())
    days, right, expected, names = [], [], [], []
    for place, (name, accuracy) in enumerate(((CHAMPION, world.champion), (CHALLENGER, world.challenger))):
        a_day, of_them = np.diff(history.labelled[place], prepend=0), np.diff(history.right[place], prepend=0)
        for value, counts in ((1.0, of_them), (0.0, a_day - of_them)):
            count = int(counts.sum())
            days.append(np.repeat(np.arange(world.looks), counts))
            right.append(np.full(count, value))
            expected.append(_expected(rng, count, world.champion, accuracy, right=bool(value)))
            names.append(np.full(count, name))
    when = np.concatenate(days)
    order = np.argsort(when, kind="stable")
    return _Decisions(
        np.concatenate(right)[order],
        np.concatenate(expected)[order],
        np.concatenate(names)[order],
        history.labelled.sum(axis=0),
    )


def _expected(rng: np.random.Generator, count: int, champion: float, accuracy: float, *, right: bool) -> Numbers:
    """c = 1 - b / 2, where b has a beta distribution; a decision is wrong with k b / 2, right with 1 - k b / 2."""
    mean = 2 * (1 - champion)
    total = mean * (1 - mean) / (4 * KNOWN * champion * (1 - champion)) - 1
    alpha, beta = mean * total, (1 - mean) * total
    if not right:  # in proportion to b
        return np.asarray(1 - rng.beta(alpha + 1, beta, count) / 2)
    half = (1 - accuracy) / (1 - champion) / 2  # in proportion to 1 - half b, which is 1 - half and half (1 - b)
    of_all = rng.random(count) < (1 - half) / accuracy
    b = np.where(of_all, rng.beta(alpha, beta, count), rng.beta(alpha, beta + 1, count))
    return np.asarray(1 - b / 2)

"""Experiments of known truth, looked at every day, and what four rules say of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewright.science.experiments.always_valid import always_valid_critical
from scorewright.science.experiments.arm import Arm, arm_of_counts
from scorewright.science.experiments.difference import arm_difference
from scorewright.science.experiments.fixed_horizon import fixed_critical, z_test
from scorewright.science.experiments.power import units_for_shares
from scorewright.science.experiments.rule import FEWEST_UNITS, Mode, Rule
from scorewright.science.experiments.sample_ratio import sample_ratio
from scorewright.science.experiments.verdict import ExperimentVerdict, judge_experiment

CHAMPION, CHALLENGER = "champion", "challenger"
SHARES = {CHAMPION: 0.5, CHALLENGER: 0.5}
ALPHA, POWER = 0.05, 0.8
Counts = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class World:
    """Two versions of these accuracies, half of the requests each; some never get feedback, nobody before the window.

    ``answered`` is the share of requests of champion and challenger whose outcome is ever told. The traffic is such
    that always-valid intervals find ``lift`` with the stated power by the last of ``looks`` days.
    """

    champion: float = 0.8
    challenger: float = 0.8
    lift: float = 0.05
    answered: tuple[float, float] = (0.6, 0.6)
    looks: int = 60
    window_days: int = 14

    def planned(self, mode: Mode) -> int:
        """Labelled requests of both arms that find the lift with the stated power."""
        critical = fixed_critical(ALPHA) if mode == "fixed_horizon" else always_valid_critical(ALPHA, 1.0)
        return sum(units_for_shares(self.champion, self.champion + self.lift, critical=critical, power=POWER))

    def draw(self, rng: np.random.Generator) -> "History":
        """One experiment."""
        days = self.looks + self.window_days
        a_day = round(self.planned("always_valid") / self.looks / self.answered[0])
        of_champion = rng.binomial(a_day, 0.5, size=days)
        assigned = np.array([of_champion, a_day - of_champion])
        labelled = rng.binomial(assigned, np.array(self.answered)[:, None])
        right = rng.binomial(labelled, np.array([self.champion, self.challenger])[:, None])
        matured = slice(self.looks)
        return History(
            world=self,
            assigned=assigned.cumsum(axis=1)[:, self.window_days :],
            labelled=labelled[:, matured].cumsum(axis=1),
            right=right[:, matured].cumsum(axis=1),
        )


@dataclass(frozen=True, eq=False)
class History:
    """Requests assigned, and of the matured ones labelled and rightly answered: by arm and day, all since the start."""

    world: World
    assigned: Counts
    labelled: Counts
    right: Counts

    def arms(self, day: int) -> tuple[Arm, Arm]:
        """Champion and challenger as known on that day."""
        champion, challenger = zip(self.right[:, day].tolist(), self.labelled[:, day].tolist(), strict=True)
        return arm_of_counts(CHAMPION, *champion), arm_of_counts(CHALLENGER, *challenger)


@dataclass(frozen=True)
class Answer:
    """Who was called better, if anybody, and at which look."""

    winner: str | None
    look: int


Judge = Callable[[History], Answer]


def always_valid(history: History) -> Answer:
    """Looks every day and stops at the first winner."""
    rule = Rule(planned_units=history.world.planned("always_valid"), mode="always_valid", alpha=ALPHA, power=POWER)
    for day in range(history.world.looks):
        verdict = _verdict(history, rule, day)
        if verdict.outcome == "winner":
            return Answer(verdict.winner, day + 1)
    return Answer(None, history.world.looks)


def fixed_horizon(history: History) -> Answer:
    """Keeps the first verdict that compares the arms: on the day on which the planned number is reached."""
    planned = history.world.planned("fixed_horizon")
    rule = Rule(planned_units=planned, mode="fixed_horizon", alpha=ALPHA, power=POWER)
    for day in range(history.world.looks):
        verdict = _verdict(history, rule, day)
        if verdict.judged:
            return Answer(verdict.winner, day + 1)
    return Answer(None, history.world.looks)


def daily_z_test(history: History) -> Answer:
    """What many do: the test for one look, on every day."""
    for day in range(history.world.looks):
        champion, challenger = history.arms(day)
        difference = arm_difference(champion, challenger)
        p_value = z_test(difference)
        if min(champion.units, challenger.units) >= FEWEST_UNITS and p_value is not None:
            better = CHALLENGER if (difference.gain or 0) > 0 else CHAMPION
            if p_value < ALPHA:
                return Answer(better, day + 1)
    return Answer(None, history.world.looks)


def plain_rule(history: History) -> Answer:
    """Accuracy over all requests at the end, missing feedback counted as wrong; the first arm wins ties."""
    shares = history.right[:, -1] / history.assigned[:, -1]
    return Answer(CHALLENGER if shares[1] > shares[0] else CHAMPION, history.world.looks)


def _verdict(history: History, rule: Rule, day: int) -> ExperimentVerdict:
    counts = dict(zip((CHAMPION, CHALLENGER), history.assigned[:, day].tolist(), strict=True))
    return judge_experiment(history.arms(day), rule, sample_ratio(counts, SHARES))


def sample_ratio_rings(history: History) -> bool:
    """Whether the check of the split, which is sound here, rings on any day."""
    for day in range(history.world.looks):
        counts = dict(zip((CHAMPION, CHALLENGER), history.assigned[:, day].tolist(), strict=True))
        if sample_ratio(counts, SHARES).broken:
            return True
    return False


def histories(world: World, *, experiments: int, seed: int) -> Iterator[History]:
    """So many experiments; the same seed gives every rule the same ones."""
    rng = np.random.default_rng(seed)
    for _ in range(experiments):
        yield world.draw(rng)


def answers(judge: Judge, world: World, *, experiments: int, seed: int) -> list[Answer]:
    """What the rule says of each experiment."""
    return [judge(history) for history in histories(world, experiments=experiments, seed=seed)]
